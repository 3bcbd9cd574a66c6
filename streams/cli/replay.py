"""`cleantrace replay`: a bounded range of the raw topic into a trajectory topic, a file, or a comparison."""

import os
import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.replay.comparison import Comparison
    from streams.replay.order import Order
    from streams.replay.reading import Course
    from streams.replay.terms import Chosen
    from streams.replay.window import Asked
    from streams.settings import Settings

app = typer.Typer(add_completion=False)

_PLANNED_AT_ONCE: Final = 8
_PSEUDONYM: Final = re.compile(r"s-[0-9a-f]{32}")


@app.command()
def replay(
    since: Annotated[
        str | None, typer.Option("--from", help="a date (UTC), a time with its zone, or -7d")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="the same; the range ends before it")] = None,
    from_offset: Annotated[int | None, typer.Option(min=0, help="begin by offset, in each partition")] = None,
    to_offset: Annotated[int | None, typer.Option(min=0, help="end before this offset")] = None,
    partition: Annotated[list[int] | None, typer.Option(help="only these partitions")] = None,
    topic: Annotated[
        str | None, typer.Option(help="trajectory topic to write to; it is made if it is not there")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="file to write to, JSON lines")] = None,
    compare: Annotated[str | None, typer.Option(help="trajectory topic to compare with")] = None,
    rules: Annotated[Path | None, typer.Option(help="rules document; else the active one")] = None,
    digest: Annotated[str | None, typer.Option(help="rules digest in the rules topic")] = None,
    session: Annotated[list[str] | None, typer.Option(help="only sessions with this pseudonym (s-…)")] = None,
    region: Annotated[
        str | None, typer.Option(help="only stretches from this region; US takes US-CA too")
    ] = None,
    app_glob: Annotated[
        str | None, typer.Option("--app", help="only stretches in which this app was used; a glob")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="redaction processes, and partitions at once")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="messages a second at most; 0: no limit")] = 0,
    deadletters: Annotated[
        bool, typer.Option("--deadletters", help="the stretches of dead letters that can be read by now")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be read")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="report as JSON on standard output")] = False,
    brokers: Annotated[str | None, typer.Option(help="bootstrap addresses")] = None,
) -> None:
    """Read a range of the raw topic again and publish it under chosen rules and today's controls.

    Live workers are not disturbed. Interrupted, the same command goes on where it was.
    """
    from streams.replay.filters import Filters
    from streams.replay.order import Order
    from streams.replay.terms import choose_rules
    from streams.settings import load_settings

    _check_flags(topic, output, compare, session, dry_run=dry_run)
    settings = load_settings(brokers=brokers)
    settings.keyring()
    _check_names(settings, topic, compare)
    filters = Filters(frozenset(session or ()), region, app_glob)
    flags = {"from": since, "to": until, "from_offset": from_offset, "to_offset": to_offset}
    given = {
        **flags, "partition": partition, "session": session, "region": region, "app": app_glob,
        "deadletters": deadletters,
    }  # fmt: skip
    asked = _asked(flags, output, given, deadletters=deadletters)
    if rules is not None and digest is not None:
        raise CommandFailed("name the rules once: --rules FILE or --digest SHA256")
    chosen = choose_rules(settings, rules, digest)
    order = Order(asked, filters, topic, output, compare, jobs, rate, as_json, deadletters, given)
    if deadletters:
        order, courses = _around_dead_letters(settings, order, chosen)
        if not courses:
            typer.echo("no dead letter can be read by now: nothing to do", err=True)
            return
    else:
        courses = _courses(settings, order, chosen, partition)
    if dry_run:
        _say_plan(settings, order, courses)
        return
    _prepare_topics(settings, order, chosen, courses)
    _carry_out(settings, order, chosen, courses)


def _check_flags(
    topic: str | None, output: Path | None, compare: str | None, session: list[str] | None, *, dry_run: bool
) -> None:
    if not (topic or output or compare or dry_run):
        raise CommandFailed("say where to write: --topic NAME, --output FILE, or only --compare TOPIC")
    if topic and output:
        raise CommandFailed("name one destination: --topic or --output")
    for name in session or ():
        if not _PSEUDONYM.fullmatch(name):
            raise CommandFailed(
                "--session: takes a pseudonym, as trajectories and audit records show it: s- and 32 digits"
            )
    if output is not None and not output.parent.is_dir():
        raise CommandFailed(f"{output}: its folder is not there")


def _check_names(settings: "Settings", topic: str | None, compare: str | None) -> None:
    others = {
        settings.raw_topic: "raw messages",
        settings.deadletter_topic: "dead letters",
        settings.audit_topic: "audit records",
        settings.controls_topic: "controls",
        settings.rules_topic: "rules",
    }
    for flag, name in (("--topic", topic), ("--compare", compare)):
        if name in others:
            raise CommandFailed(f"{flag} {name}: holds {others[name]}; name a trajectory topic")


def _asked(
    flags: dict[str, Any], output: Path | None, given: dict[str, Any], *, deadletters: bool
) -> "Asked":
    from streams.replay.to_file import begun
    from streams.replay.window import Asked, parse_asked

    if deadletters:
        if any(flag is not None for flag in flags.values()) or given["partition"]:
            raise CommandFailed(
                "--deadletters finds its range by itself: leave out --from, --to and --partition"
            )
        return Asked(from_offset=0)
    asked = parse_asked(
        flags["from"], flags["to"], flags["from_offset"], flags["to_offset"], int(time.time() * 1000)
    )
    before = begun(output) if output is not None else None
    if before is not None and before.get("given") == given:
        # `-7d` is what it was when the interrupted run began.
        return replace(asked, from_ms=before.get("from_ms"), to_ms=before.get("to_ms"))
    return asked


def _around_dead_letters(
    settings: "Settings", order: "Order", chosen: "Chosen"
) -> "tuple[Order, list[Course]]":
    from streams.replay.deadletters import affected, around, courses_of, readable_again

    letters = readable_again(settings)
    if not letters:
        return order, []
    limits = chosen.rules.trajectory
    topic = order.topic or order.compare or settings.clean_topic
    filters = replace(order.filters, affected=affected(settings, settings.keyring(), letters, topic, limits))
    found = replace(order, asked=around(letters, limits), filters=filters)
    typer.echo(f"{_counted(len(letters), 'dead letter')} can be read by now", err=True)
    return found, courses_of(settings, letters, limits)


def _courses(
    settings: "Settings", order: "Order", chosen: "Chosen", only: list[int] | None
) -> "list[Course]":
    from streams.kafka import partitions
    from streams.replay.reading import plan

    there = partitions(settings, settings.raw_topic)
    missing = sorted(set(only or ()) - set(there))
    if missing:
        raise CommandFailed(f"{settings.raw_topic}: has no partition {missing[0]}; it has {len(there)}")
    numbers = sorted(set(only)) if only else there
    with ThreadPoolExecutor(_PLANNED_AT_ONCE) as threads:
        return list(threads.map(lambda n: plan(settings, n, order.asked, chosen.rules.trajectory), numbers))


def _prepare_topics(settings: "Settings", order: "Order", chosen: "Chosen", courses: "list[Course]") -> None:
    """Make the destination if it is not there; refuse one that does not fit. Raises: CommandFailed."""
    from streams.kafka import describe
    from streams.topics import check_destination, create_destination

    named = [name for name in (order.topic, order.compare) if name is not None]
    there = describe(settings, dict.fromkeys(named)).topics
    if order.compare is not None and order.compare not in there:
        raise CommandFailed(f"--compare {order.compare}: is not there")
    if order.topic is None:
        return
    if order.topic == settings.clean_topic and not chosen.is_active:
        raise CommandFailed(f"{order.topic}: is the live topic, which takes the active rules only")
    now_ms = int(time.time() * 1000)
    oldest_ms = min((c.look_ms for c in courses if c.look_ms is not None), default=now_ms)
    if order.asked.from_ms is not None:
        oldest_ms = order.asked.from_ms
    if order.topic not in there:
        typer.echo(f"made   {create_destination(settings, order.topic)}", err=True)
    check_destination(settings, order.topic, oldest_ms, now_ms)


def _say_plan(settings: "Settings", order: "Order", courses: "list[Course]") -> None:
    from streams.replay.estimate import estimate

    plan = estimate(settings, courses, order.jobs, order.rate)
    if order.as_json:
        import orjson

        typer.echo(orjson.dumps(plan).decode())
        return
    for row in plan["partitions"]:
        typer.echo(
            f"partition {row['partition']}: {row['messages']:,} messages in the range; read from offset "
            f"{row['read_from']} on, {row['messages_before']:,} messages before it"
        )
    took = plan["seconds"]
    time_text = "time unknown: no audit records to learn from" if took is None else f"about {took:,.0f} s"
    size = plan["bytes"]
    shown = f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
    typer.echo(
        f"in all {plan['messages']:,} messages, about {shown}, {time_text}; filters are not counted in"
    )


def _carry_out(settings: "Settings", order: "Order", chosen: "Chosen", courses: "list[Course]") -> None:
    from streams.replay.order import Interrupted, carry_out

    _say_start(settings, order, courses)
    try:
        with interrupting():
            report, comparison = carry_out(settings, order, chosen, courses)
    except Interrupted as stopped:
        _show(order, stopped.report, None)
        raise
    _show(order, report, comparison)
    failed = report["events"]["dropped"].get("failed", 0)
    if failed:
        raise CommandFailed(f"{failed} events failed: they are in no trajectory", 1)
    if not report["adds_up"]:
        raise CommandFailed("the counts do not add up; please report this", 1)


def _say_start(settings: "Settings", order: "Order", courses: "list[Course]") -> None:
    if order.as_json:
        return
    asked = order.asked
    shown = [
        f"{flag} {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at_ms / 1000))}"
        for flag, at_ms in (("--from", asked.from_ms), ("--to", asked.to_ms))
        if at_ms is not None and not order.replacing
    ]
    before = sum(max(0, course.begin - course.look_from) for course in courses)
    messages = sum(course.messages for course in courses)
    size = f"{_counted(messages, 'message')} in {_counted(len(courses), 'partition')}"
    where = f"to {order.topic or order.output}" if order.topic or order.output else "is only compared"
    typer.echo(
        f"{settings.raw_topic} {where}: about {size}"
        + (f" ({' '.join(shown)})" if shown else "")
        + (f"; reading begins {before:,} messages before, to find where stretches begin" if before else ""),
        err=True,
    )


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _show(order: "Order", report: dict[str, Any], comparison: "Comparison | None") -> None:
    from streams.replay.report import print_report

    if not order.as_json:
        print_report(report, comparison)
        return
    import orjson

    form = {**report, **({"comparison": comparison.as_json()} if comparison else {})}
    sys.stdout.buffer.write(orjson.dumps(form) + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def interrupting() -> "Iterator[None]":
    """Take SIGTERM for Ctrl-C; a second one of either ends the process at once, which is safe too."""

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, at_once)
        signal.signal(signal.SIGTERM, at_once)
        raise KeyboardInterrupt

    def at_once(number: int, frame: object) -> None:
        os._exit(1)

    before = [(number, signal.signal(number, stop)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
