"""Which stretches a replay is about: those that begin in a window of one partition.

Times are Kafka's (ms); a window is half open. Offsets of its ends are learned from the messages
themselves, so that a broker that answers too early when asked for a time does no harm.
"""

import re
from dataclasses import dataclass
from typing import Final

from streams.cli.failure import CommandFailed
from streams.durations import parse_time_ms

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEAST_MS: Final = 100_000_000_000
"""Plain numbers below this (March 1973) are seconds, or a date without its dashes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A range as it was asked for, by Kafka's time (ms) or by offsets; None is open."""

    from_ms: int | None = None
    to_ms: int | None = None
    from_offset: int | None = None
    to_offset: int | None = None


def parse_asked(
    since: str | None, until: str | None, from_offset: int | None, to_offset: int | None, now_ms: int
) -> Asked:
    """The range that flags name. Raises: CommandFailed."""
    if (since or until) and (from_offset is not None or to_offset is not None):
        raise CommandFailed("name the range by times or by offsets, not by both")
    if not since and from_offset is None:
        raise CommandFailed("say where the range begins: --from 2026-10-01, --from -7d or --from-offset N")
    asked = Asked(_time(since, "--from", now_ms), _time(until, "--to", now_ms), from_offset, to_offset)
    start, end = (asked.from_ms, asked.to_ms) if since else (asked.from_offset, asked.to_offset)
    if start is not None and end is not None and end <= start:
        raise CommandFailed("the range is empty: its end does not lie behind its beginning")
    if asked.from_ms is not None and asked.from_ms > now_ms:
        raise CommandFailed(f"--from {since}: lies in the future; nothing is there yet")
    return asked


def _time(text: str | None, flag: str, now_ms: int) -> int | None:
    if text is None:
        return None
    day = text.strip()
    if day.isascii() and day.isdigit() and int(day) < _LEAST_MS:
        raise CommandFailed(f"{flag}: {text!r} is no time: write 2026-10-26, or milliseconds since 1970")
    if _DAY.fullmatch(day):
        day += "T00:00:00Z"
    try:
        return parse_time_ms(day, now_ms)
    except ValueError as error:
        raise CommandFailed(f"{flag}: {error}") from None


@dataclass(slots=True)
class Window:
    """The offsets of one partition at which stretches of the range begin.

    What is written after the replay began (at `log_end` or later) belongs to no range.
    """

    asked: Asked
    log_end: int | None = None
    first: int | None = None
    end: int | None = None

    def meet(self, offset: int, at_ms: int | None) -> None:
        """Take the next message's place and Kafka's time."""
        asked = self.asked
        if self.first is None:
            late = asked.from_ms is None or at_ms is None or at_ms >= asked.from_ms
            if late and offset >= (asked.from_offset or 0):
                self.first = offset
        if self.end is None:
            by_time = asked.to_ms is not None and at_ms is not None and at_ms >= asked.to_ms
            by_offset = asked.to_offset is not None and offset >= asked.to_offset
            if by_time or by_offset or (self.log_end is not None and offset >= self.log_end):
                self.end = offset

    def holds(self, offset: int) -> bool:
        """Whether a stretch whose first message lies here belongs to the range."""
        begun = self.first is not None and offset >= self.first
        return begun and (self.end is None or offset < self.end)
