"""Logs as JSON lines on standard error, with stable event names.

Owns what may be in a line: numbers, topics, offsets, codes and our own messages. What libraries
log is taken down without the values that they were handed, and exceptions without their text.
"""

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Final, TextIO

import orjson

NAME: Final = "cleantrace"
_OURS: Final = "cleantrace_fields"
_QUIET: Final = ("aiokafka", "faust", "mode", "asyncio", "kafka")
_LEVELS: Final = {"INFO": logging.INFO, "WARNING": logging.WARNING, "ERROR": logging.ERROR}

REPEAT_S: Final = 10.0
_REMEMBERED: Final = 1_000

Field = str | int | float | bool | None


class EventLog:
    """Our own log: an event's name and its fields."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: Field) -> None:
        """Something went as it should."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Field) -> None:
        """Something an operator may want to know."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Field) -> None:
        """Something an operator has to know."""
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: dict[str, Field]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, extra={_OURS: fields})


log: Final = EventLog(NAME)


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time, level, logger, event, and our own fields."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name == NAME:
            line["event"] = record.getMessage()
            line.update(getattr(record, _OURS, {}))
        else:
            line["event"] = "library"
            line["logger"] = record.name
            line["text"] = _told(record)
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        return orjson.dumps(line, default=str).decode()


class OncePerWhile(logging.Filter):
    """Lets a library say the same thing at most once in ten seconds: while brokers are gone it says much."""

    def __init__(self) -> None:
        super().__init__()
        self._said_s: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record goes on; our own always do."""
        if record.name == NAME:
            return True
        what = (record.name, str(record.msg))
        if record.created - self._said_s.get(what, -REPEAT_S) < REPEAT_S:
            return False
        if len(self._said_s) >= _REMEMBERED:
            self._said_s.clear()
        self._said_s[what] = record.created
        return True


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Send all logs of this process to one stream as JSON; libraries never log below INFO."""
    least = _LEVELS[level]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(OncePerWhile())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(least, logging.WARNING))
    logging.getLogger(NAME).setLevel(least)
    for name in _QUIET:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(least, logging.WARNING))
    logging.captureWarnings(True)


def _told(record: logging.LogRecord) -> str:
    """A library's message, with everything that could hold data reduced to its kind."""
    arguments = record.args
    if isinstance(arguments, dict):
        safe: object = {name: _safe(value) for name, value in arguments.items()}
    elif arguments:
        safe = tuple(_safe(value) for value in arguments)
    else:
        return str(record.msg).splitlines()[0] if isinstance(record.msg, str) else type(record.msg).__name__
    try:
        return str(record.msg) % safe
    except (TypeError, ValueError):
        return str(record.msg)


def _safe(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    topic, partition = getattr(value, "topic", None), getattr(value, "partition", None)
    if isinstance(topic, str) and isinstance(partition, int):
        return f"{topic}/{partition}/{getattr(value, 'offset', '')}"
    if isinstance(value, str) and not isinstance(value, bytes):
        return value[:200]
    return f"<{type(value).__name__}>"


def _places(trace: object) -> list[str]:
    frames = traceback.extract_tb(trace) if trace is not None else []  # type: ignore[arg-type]
    return [f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno}" for frame in frames][-8:]
