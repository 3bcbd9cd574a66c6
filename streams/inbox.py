"""The inbox of one partition: hands messages on in the order of the log, each once.

Faust skips and repeats messages around rebalances and commits past what it skipped. So what it
delivers is only a hint of what is there; the inbox knows which offset must come next.

Laws: offsets go on strictly upwards, from the committed one; nothing between two of them is left
out unless the log does not have it. Pure: who reads the log and who waits is somebody else.
"""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a delivered offset is: handed on before, the next one, or one behind a hole."""

    SEEN = "seen"
    NEXT = "next"
    HOLE = "hole"


@dataclass(slots=True)
class Inbox:
    """`expected` is the offset that must come next; the counts are for metrics."""

    expected: int
    repeated: int = 0
    filled: int = 0
    absent: int = 0

    def judge(self, offset: int) -> Verdict:
        """Say what a delivered offset is; a hole reaches from `expected` up to it."""
        if offset < self.expected:
            self.repeated += 1
            return Verdict.SEEN
        return Verdict.NEXT if offset == self.expected else Verdict.HOLE

    def hand_on(self, offset: int) -> None:
        """Note that the message at an offset went on; what lies before it and was not read is absent.

        Raises: ValueError, if it went on before.
        """
        if offset < self.expected:
            raise ValueError(f"offset {offset} goes on twice; {self.expected} must come next")
        self.absent += offset - self.expected
        self.expected = offset + 1

    def fill(self, offset: int) -> bool:
        """Note a message that was read from the log into a hole; False: it went on before."""
        if offset < self.expected:
            return False
        self.hand_on(offset)
        self.filled += 1
        return True
