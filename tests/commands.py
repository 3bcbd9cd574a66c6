"""The command line for tests: run in this process, with what it printed and its exit status."""

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

from streams.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    status: int
    output: str
    error: str


def cleantrace(*arguments: str, stdin: str | bytes = "") -> Ran:
    """Run `cleantrace` with these arguments."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    output, error = _capture(), _capture()
    status = 0
    with (
        mock.patch.object(sys, "argv", ["cleantrace", *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8")),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(error),
    ):
        try:
            main()
        except SystemExit as done:
            status = done.code if isinstance(done.code, int) else int(done.code is not None)
    return Ran(status, _text(output), _text(error))


def _capture() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def lines(text: str) -> Iterator[str]:
    """Lines that are not blank."""
    return (line for line in text.splitlines() if line.strip())
