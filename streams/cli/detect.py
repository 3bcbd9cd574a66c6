"""`cleantrace detect`: what is personal in texts, as spans."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.detection.spans import Query, Span

app = typer.Typer(add_completion=False)
BATCH: Final = 64
CHUNK_BYTES: Final = 64 * 1024


@app.command()
def detect(
    rules: Annotated[Path | None, typer.Option(help="rules document; without it the shipped default")] = None,
) -> None:
    """Find what is personal: JSON lines {"id","text","app"?,"title"?,"field"?} in, spans out.

    Offsets are code points of `text`, half open. A line that cannot be read ends the command with 2.
    """
    import orjson

    from pipelines.detection.engine import load_detector
    from pipelines.detection.models import ModelError
    from pipelines.rules import RulesError, load_rules
    from streams.settings import load_settings

    try:
        detector = load_detector(load_rules(rules), load_settings().models)
    except RulesError as error:
        raise CommandFailed(str(error)) from None
    except ModelError as error:
        raise CommandFailed(str(error), 1) from None
    out = sys.stdout.buffer
    for batch in _batches(sys.stdin.buffer):
        found = detector.detect([query for _, query in batch])
        for (name, query), seen in zip(batch, found, strict=True):
            spans = _whole_secret(query) or seen
            rows = [
                {"start": s.start, "end": s.end, "entity": s.entity, "score": s.score, "rule": s.rule}
                for s in spans
            ]
            out.write(orjson.dumps({"id": name, "spans": rows}) + b"\n")
        out.flush()


def _whole_secret(query: "Query") -> tuple["Span", ...]:
    """What is typed into a secure field is secret as a whole, as a worker takes it."""
    from pipelines.detection.spans import Span
    from pipelines.fields import names_secret

    where = query.where
    if where.kind != "typed" or not query.text or not names_secret(where.role, where.name):
        return ()
    return (Span(0, len(query.text), "SECRET", 1.0, "secure"),)


def _batches(source: IO[bytes]) -> Iterator[list[tuple[Any, Any]]]:
    """Queries as they come: what has arrived is answered, whoever writes may wait for it."""
    number, rest = 0, b""
    while chunk := source.read1(CHUNK_BYTES):  # type: ignore[attr-defined]
        *lines, rest = (rest + chunk).split(b"\n")
        yield from _grouped(lines, number)
        number += len(lines)
    yield from _grouped([rest], number)


def _grouped(lines: Sequence[bytes], before: int) -> Iterator[list[tuple[Any, Any]]]:
    batch: list[tuple[Any, Any]] = []
    for number, line in enumerate(lines, before + 1):
        if line.strip():
            try:
                batch.append(_query(line, number))
            except CommandFailed:
                yield batch
                raise
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _query(line: bytes, number: int) -> tuple[Any, Any]:
    import orjson

    from pipelines.detection.spans import Query
    from pipelines.draft import Surroundings

    def refuse(why: str) -> CommandFailed:
        return CommandFailed(f"standard input, line {number}: {why}")

    try:
        form = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise refuse("is not JSON; write one object a line") from None
    if not isinstance(form, dict) or not isinstance(form.get("text"), str):
        raise refuse('must be an object with a "text" that is a string')
    field = form.get("field")
    if isinstance(field, str):
        field = {"name": field}
    if field is not None and not isinstance(field, dict):
        raise refuse('"field" must be a name or an object with "role" and "name"')
    known = {name: form.get(name) for name in ("app", "title")} | {
        name: (field or {}).get(name) for name in ("role", "name")
    }
    if any(value is not None and not isinstance(value, str) for value in known.values()):
        raise refuse('"app", "title" and the parts of "field" must be strings')
    if field and field.get("secure") is True:
        known["role"] = "secure"
    where = Surroundings(
        kind="typed" if field else "screen", **{name: value or "" for name, value in known.items()}
    )
    return form.get("id"), Query(form["text"], where)
