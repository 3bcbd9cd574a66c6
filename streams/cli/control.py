"""`cleantrace control`: what people and the programme's owners decide, written and shown."""

import sys
import time
import uuid
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.control import Control
    from streams.controls import Entry
    from streams.settings import Settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Pause, exempt, halt or erase; show what is in force."
)

_TIME = "ISO 8601 with a zone, now, -2h, +30m, or ms since 1970"
From = Annotated[str, typer.Option("--from", metavar="TIME", help=f"First moment: {_TIME}.")]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="First moment after it.")]
For = Annotated[str | None, typer.Option("--for", metavar="TIME", help="How long, instead of --until: 30m.")]
ControlId = Annotated[
    str | None, typer.Option("--id", help="Id in its key; the same id replaces. [default: new]")
]
Brokers = Annotated[
    str | None, typer.Option("--brokers", help="Kafka's addresses; else CLEANTRACE_BROKERS.", metavar="HOSTS")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command()
def pause(
    user: Annotated[str, typer.Option(help="user_id of whoever is paused.")],
    from_: From = "now",
    until: Until = None,
    for_: For = None,
    control_id: ControlId = None,
    brokers: Brokers = None,
) -> None:
    """Drop a person's events for a while; at most 30 minutes."""
    from schemas.control import Pause

    start, end = _span(from_, until, for_)
    if end is None:
        raise CommandFailed("a pause needs --for or --until, at most 30m after its start")
    _write(_made(Pause, user_id=user, from_=start, until=end), control_id, brokers)


@app.command()
def exempt(
    user: Annotated[str | None, typer.Option(help="A person, by user_id.")] = None,
    role: Annotated[str | None, typer.Option(help="All with this role, or with none told.")] = None,
    region: Annotated[str | None, typer.Option(help="All in this region (US covers US-CA).")] = None,
    from_: From = "now",
    until: Until = None,
    for_: For = None,
    control_id: ControlId = None,
    brokers: Brokers = None,
) -> None:
    """Drop the events of a person, a role or a region, from now on until told otherwise."""
    from schemas.control import Exempt

    if sum(part is not None for part in (user, role, region)) != 1:
        raise CommandFailed("an exemption needs exactly one of --user, --role and --region")
    start, end = _span(from_, until, for_)
    control = _made(Exempt, user_id=user, role=role, region=region, from_=start, until=end)
    _write(control, control_id, brokers)


@app.command()
def halt(
    from_: From = "now",
    until: Until = None,
    for_: For = None,
    control_id: ControlId = None,
    brokers: Brokers = None,
) -> None:
    """Stop the whole programme: everybody's events are dropped until it is ended."""
    from schemas.control import Halt

    start, end = _span(from_, until, for_)
    _write(_made(Halt, from_=start, until=end), control_id, brokers)


@app.command()
def erase(
    user: Annotated[str | None, typer.Option(help="A person, by user_id.")] = None,
    session: Annotated[str | None, typer.Option(help="A session, by session_id.")] = None,
    from_: From = "0",
    until: Until = "now",
    for_: For = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    control_id: ControlId = None,
    brokers: Brokers = None,
) -> None:
    """Delete what was published of a person or a session, and never publish it again."""
    from schemas.control import Erase
    from streams.cli.erasing import count_published, execute
    from streams.controls import checked, subject_of

    if (user is None) == (session is None):
        raise CommandFailed("an erasure needs exactly one of --user and --session")
    start, end = _span(from_, until if for_ is None else None, for_)
    control = _made(Erase, user_id=user, session_id=session, from_=start, until=end)
    checked(control, control_id or "x")
    settings = _settings(brokers)
    if dry_run:
        count_published(settings, control)
        return
    _confirm(f"erase for good what was recorded of {subject_of(control)}, {_shown_span(control)}?", yes)
    _write(control, control_id, brokers)
    execute(settings, control)


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those that ended too.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show the controls; ends with 1 if one is broken, since that stops publishing."""
    from streams.controls import read_controls

    now_ms = _now_ms()
    entries = read_controls(_settings(brokers))
    shown = [entry for entry in entries if everything or entry.state(now_ms) != "ended"]
    if as_json:
        for entry in shown:
            typer.echo(_json(entry, now_ms))
    else:
        _table(shown, now_ms)
        if len(shown) < len(entries):
            typer.echo(f"{len(entries) - len(shown)} more ended; --all shows them", err=True)
    _fail_if_broken(entries)


@app.command()
def status(
    user: Annotated[str | None, typer.Option(help="Answer this person: am I being recorded?")] = None,
    role: Annotated[str | None, typer.Option(help="The role that this person's messages say.")] = None,
    region: Annotated[str | None, typer.Option(help="The region that this person's messages say.")] = None,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Say whether events are collected now: of everybody, or of one person."""
    import orjson

    from pipelines.consent import ControlSet
    from pipelines.status import status as status_of
    from streams.controls import read_controls

    now_ms = _now_ms()
    entries = read_controls(_settings(brokers))
    _fail_if_broken(entries)
    controls = ControlSet({entry.key: entry.control for entry in entries if entry.control is not None})
    if user is not None:
        answer = status_of(controls, user, role, region, now_ms)
        typer.echo(orjson.dumps(answer.json()).decode() if as_json else answer.words())
        return
    summary = _summary(entries, now_ms)
    if as_json:
        typer.echo(orjson.dumps(summary).decode())
    else:
        typer.echo("halted: nothing is collected" if summary["halted"] else "collecting")
        counts = ", ".join(f"{summary[state]} {state}" for state in ("in force", "to come", "ended"))
        typer.echo(f"controls: {counts}")
    for warning in controls.warnings:
        typer.echo(f"{warning.key}: {warning.why}", err=True)


def _summary(entries: "Sequence[Entry]", now_ms: int) -> dict[str, int | bool]:
    from collections import Counter

    from schemas.control import Halt

    states = [(entry.control, entry.state(now_ms)) for entry in entries]
    counts = Counter(state for _, state in states)
    halted = any(isinstance(control, Halt) and state == "in force" for control, state in states)
    return {"halted": halted, **{state: counts[state] for state in ("in force", "to come", "ended")}}


@app.command()
def end(
    key: Annotated[str, typer.Argument(help="The control's key, or its id.")],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=f"When: {_TIME}.")] = "now",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    brokers: Brokers = None,
) -> None:
    """End a control early; its span until then stays in force."""
    from schemas.control import Erase
    from streams.controls import end_control, find, read_controls

    settings = _settings(brokers)
    entry = find(read_controls(settings), key)
    if isinstance(entry.control, Erase):
        _confirm("shorten an erasure? What it has deleted does not come back.", yes)
    ended = end_control(settings, entry, _time(at, "--at"))
    typer.echo(f"{entry.key}: {_shown_span(ended) if ended else 'ends no later than that already'}")


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be removed.")] = False,
    brokers: Brokers = None,
) -> None:
    """Remove controls that ended longer ago than the raw topic keeps messages."""
    from streams.controls import prunable, raw_retention_ms, read_controls, remove

    settings = _settings(brokers)
    old = prunable(read_controls(settings), _now_ms(), raw_retention_ms(settings))
    if old and not dry_run:
        remove(settings, old)
    for entry in old:
        typer.echo(entry.key)
    typer.echo(f"{len(old)} {'would be ' if dry_run else ''}removed", err=True)


def _settings(brokers: str | None) -> "Settings":
    from streams.settings import load_settings

    return load_settings(brokers=brokers)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _time(text: str, flag: str) -> int:
    from streams.durations import parse_time_ms

    try:
        return parse_time_ms(text, _now_ms())
    except ValueError as error:
        raise CommandFailed(f"{flag}: {error}") from None


def _span(from_: str, until: str | None, for_: str | None) -> tuple[int, int | None]:
    from streams.durations import parse_duration_ms

    start = _time(from_, "--from")
    if until is not None and for_ is not None:
        raise CommandFailed("--until and --for say the same: give one of them")
    if for_ is not None:
        try:
            return start, start + parse_duration_ms(for_)
        except ValueError as error:
            raise CommandFailed(f"--for: {error}") from None
    return start, None if until is None else _time(until, "--until")


def _made(kind: type["Control"], **fields: Any) -> "Control":
    return kind(v=1, **fields)


def _write(control: "Control", control_id: str | None, brokers: str | None) -> None:
    from streams.controls import write_control

    key = write_control(_settings(brokers), control, control_id or uuid.uuid4().hex)
    typer.echo(f"{key}: {_shown_span(control)}")


def _confirm(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandFailed("this cannot be undone: say --yes where nobody can be asked")
    typer.confirm(question, abort=True, err=True)


def _shown_time(at_ms: int | None) -> str:
    from datetime import UTC, datetime

    if at_ms is None:
        return "until ended"
    moment = datetime.fromtimestamp(at_ms // 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown_span(control: "Control") -> str:
    last = f"to {_shown_time(control.until)}" if control.until is not None else "until ended"
    return f"from {_shown_time(control.from_)} {last}"


def _json(entry: "Entry", now_ms: int) -> str:
    import orjson

    from pipelines.controls import value_of

    form: dict[str, object] = {"key": entry.key, "state": entry.state(now_ms), "written": entry.written_ms}
    form |= (
        {"why": entry.why} if entry.control is None else {"control": orjson.loads(value_of(entry.control))}
    )
    return orjson.dumps(form).decode()


def _table(entries: "list[Entry]", now_ms: int) -> None:
    from streams.controls import kind_of, subject_of

    rows = [("KIND", "WHO", "FROM", "UNTIL", "STATE", "KEY")]
    for entry in entries:
        control, state = entry.control, entry.state(now_ms)
        if control is None:
            rows.append(("-", "-", "-", "-", f"{state}: {entry.why}", entry.key))
            continue
        span = (_shown_time(control.from_), _shown_time(control.until))
        rows.append((kind_of(control), subject_of(control), *span, state, entry.key))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _fail_if_broken(entries: "tuple[Entry, ...]") -> None:
    broken = [entry for entry in entries if entry.control is None]
    if broken:
        raise CommandFailed(
            f"{broken[0].key}: {broken[0].why}; nothing is published until it is replaced", status=1
        )
