"""`cleantrace generate`: made-up recorded work, for load tests."""

from pathlib import Path
from typing import IO, Annotated

import typer

app = typer.Typer(add_completion=False)

START_MS = 1_793_000_000_000


@app.command()
def generate(
    people: Annotated[int, typer.Option(min=1, max=100_000, help="how many work at the same time")] = 10,
    seconds: Annotated[float, typer.Option(min=1, help="for how long")] = 60,
    seed: Annotated[int, typer.Option(help="the same seed, the same messages")] = 1,
    output: Annotated[str, typer.Option(help="file of raw messages, JSON lines; - is standard output")] = "-",
    start_ms: Annotated[int, typer.Option(min=0, help="when they begin (ms since the epoch)")] = START_MS,
) -> None:
    """Write raw messages of invented people: pointer, typing with slips, screens that mostly repeat."""
    import sys

    from streams.cli.failure import CommandFailed
    from streams.outfile import whole_file

    if output == "-":
        _write(sys.stdout.buffer, people, seconds, seed, start_ms)
        return
    try:
        with whole_file(Path(output)) as file:
            _write(file, people, seconds, seed, start_ms)
    except OSError as error:
        raise CommandFailed(f"{output}: cannot be written: {error.strerror}", 1) from None


def _write(file: IO[bytes], people: int, seconds: float, seed: int, start_ms: int) -> None:
    import orjson

    from streams.generator.people import generate as messages

    for form in messages(people, seconds, seed, start_ms):
        file.write(orjson.dumps(form) + b"\n")
