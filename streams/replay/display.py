"""What a replay shows while it runs: a table on a terminal, plain or JSON lines elsewhere.

All of it goes to standard error; what it shows at its end is the `report`'s.
"""

import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

import orjson
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from streams.replay.reading import Course
from streams.replay.tally import Share, Tally

LINE_EVERY_S: Final = 5.0
_RATE_OVER_S: Final = 10.0
_STOPPING: Final = "stopping, after what is on its way; once more Ctrl-C stops at once, which is safe too"
_ROOM: Final = 8
"""Lines of a terminal that are not the table's rows."""


class _Pace:
    """Messages a second: over the last seconds, and since the beginning for what is left to do."""

    def __init__(self, now_s: float) -> None:
        self._seen: deque[tuple[float, int]] = deque([(now_s, 0)])
        self._begun: tuple[float, int] | None = None

    def see(self, now_s: float, messages: int) -> None:
        self._seen.append((now_s, messages))
        if self._begun is None and messages:
            self._begun = (now_s, messages)
        while len(self._seen) > 2 and self._seen[0][0] < now_s - _RATE_OVER_S:
            self._seen.popleft()

    @property
    def per_s(self) -> float:
        (first_s, first), (last_s, last) = self._seen[0], self._seen[-1]
        return (last - first) / max(last_s - first_s, 0.001)

    def left_s(self, messages: int) -> float | None:
        """Seconds until so many more messages are read; None: nobody knows."""
        if self._begun is None:
            return None
        (first_s, first), (last_s, last) = self._begun, self._seen[-1]
        return messages * (last_s - first_s) / (last - first) if last > first else None


class Watch:
    """A table on a terminal; a line every few seconds elsewhere, as JSON if `as_json`."""

    def __init__(self, courses: Sequence[Course], *, as_json: bool, quiet: bool) -> None:
        self._courses = courses
        self._as_json = as_json
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._live: Live | None = None
        self._started_s = self._said_s = time.monotonic()
        self._paces = {course.partition: _Pace(self._started_s) for course in courses}
        self._all = _Pace(self._started_s)
        self._said_stopping = False

    def __enter__(self) -> "Watch":
        if not self._quiet and not self._as_json and sys.stderr.isatty():
            self._live = Live(console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, tally: Tally) -> None:
        """Show where things are."""
        if self._quiet:
            return
        now_s = time.monotonic()
        self._all.see(now_s, tally.messages_read)
        for course in self._courses:
            self._paces[course.partition].see(now_s, tally.share(course.partition).read)
        if self._live is not None:
            self._live.update(self._table(tally, now_s))
        elif tally.is_stopping and not self._said_stopping:
            self._said_stopping = True
            print(_STOPPING, file=sys.stderr, flush=True)  # noqa: T201
        elif now_s - self._said_s >= LINE_EVERY_S:
            self._said_s = now_s
            print(self._line(tally, now_s), file=sys.stderr, flush=True)  # noqa: T201

    def _left(self, tally: Tally) -> int:
        return sum(
            max(0, _total(course) - tally.share(course.partition).read)
            for course in self._courses
            if not tally.share(course.partition).is_done
        )

    def _end_in(self, tally: Tally) -> str:
        left = self._left(tally)
        if left == 0:
            return "finishing"
        left_s = self._all.left_s(left)
        return "" if left_s is None else f"about {_duration(left_s)} left"

    def _line(self, tally: Tally, now_s: float) -> str:
        shares = list(tally.shares.values())
        counts = {
            "seconds": round(now_s - self._started_s, 1),
            "messages": tally.messages_read,
            "messages_total": sum(_total(course) for course in self._courses),
            "messages_per_s": round(self._all.per_s, 1),
            "partitions_done": sum(share.is_done for share in shares),
            "partitions": len(self._courses),
            "stretches": sum(share.made for share in shares),
            "left_alone": sum(share.left_alone for share in shares),
            "dropped": sum(share.dropped for share in shares),
            "dead_letters": sum(share.dead for share in shares),
        }
        if self._as_json:
            return orjson.dumps(counts).decode()
        return (
            f"{counts['messages']:,} of about {counts['messages_total']:,} messages "
            f"({self._all.per_s:,.0f}/s), {counts['stretches']:,} stretches made, "
            f"{counts['left_alone']:,} left alone, {counts['dropped']:,} events dropped, "
            f"{counts['dead_letters']:,} dead letters, "
            f"{counts['partitions_done']} of {counts['partitions']} partitions done"
            + (f", {end}" if (end := self._end_in(tally)) else "")
        )

    def _table(self, tally: Tally, now_s: float) -> Table:
        table = Table(
            "partition", "", "messages", "/s", "stretches", "left alone", "dropped", "dead", "left",
            box=None, padding=(0, 1), header_style="dim",
        )  # fmt: skip
        for column in table.columns[2:]:
            column.justify = "right"
        room = max(3, self._console.height - _ROOM)
        courses = sorted(self._courses, key=lambda course: _rank(tally.share(course.partition), course))
        for course in courses[:room]:
            share = tally.share(course.partition)
            _row(table, str(course.partition), share, _total(course), self._paces[course.partition])
        if len(courses) > room:
            table.add_row("…", f"and {len(courses) - room} more", style="dim")
        every = _sum(tally)
        _row(table, "all", every, sum(_total(course) for course in self._courses), self._all)
        if tally.is_stopping:
            table.caption = _STOPPING
        return table


def _rank(share: Share, course: Course) -> tuple[int, int]:
    """Those at work first, then those to come, then those done."""
    return (2 if share.is_done else 0 if share.read else 1), course.partition


def _sum(tally: Tally) -> Share:
    shares = list(tally.shares.values())
    return Share(
        sum(s.read for s in shares),
        sum(s.made for s in shares),
        sum(s.left_alone for s in shares),
        sum(s.dropped for s in shares),
        sum(s.dead for s in shares),
        bool(shares) and all(s.is_done for s in shares),
    )


def _row(table: Table, name: str, share: Share, total: int, pace: _Pace) -> None:
    left = max(0, total - share.read)
    at_work = not share.is_done and share.read > 0
    reached = max(1, total) if share.is_done else min(share.read, total)
    if share.is_done:
        time_left = "done"
    elif at_work and left and (left_s := pace.left_s(left)) is not None:
        time_left = _duration(left_s)
    else:
        time_left = "finishing" if at_work and not left else ""
    table.add_row(
        name,
        ProgressBar(total=max(1, total), completed=reached, width=24),
        f"{share.read:,}/{total:,}",
        f"{pace.per_s:,.0f}" if at_work else "",
        f"{share.made:,}",
        f"{share.left_alone:,}",
        f"{share.dropped:,}",
        f"{share.dead:,}",
        time_left,
        style="bold" if name == "all" else None,
    )


def _total(course: Course) -> int:
    return max(0, course.aim - course.look_from)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02}m"
