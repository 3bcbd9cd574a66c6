"""Dead letters that can be read by now: where they lie, and the stretches that they belong to."""

from collections.abc import Mapping
from typing import Final

import msgspec

from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import DeadLetter
from schemas.rules import TrajectoryLimits
from streams.kafka import read_range, read_to_end
from streams.replay.reading import Course, plan
from streams.replay.window import Asked
from streams.settings import Settings

_LETTER: Final = msgspec.json.Decoder(DeadLetter)


def readable_again(settings: Settings) -> Mapping[int, frozenset[int]]:
    """By partition, the offsets of dead letters whose messages are there and can be read now."""
    named: dict[int, set[int]] = {}
    for record in read_to_end(settings, settings.deadletter_topic):
        try:
            letter = _LETTER.decode(record.value or b"")
        except msgspec.MsgspecError:
            continue
        if letter.topic == settings.raw_topic:
            named.setdefault(letter.partition, set()).add(letter.offset)
    found: dict[int, frozenset[int]] = {}
    for partition, offsets in named.items():
        readable = frozenset(offset for offset in offsets if _is_readable(settings, partition, offset))
        if readable:
            found[partition] = readable
    return found


def _is_readable(settings: Settings, partition: int, offset: int) -> bool:
    for record in read_range(settings, settings.raw_topic, partition, offset, offset + 1):
        try:
            decode_message(record.value)
        except BrokenMessage:
            return False
        return True
    return False


def courses_of(
    settings: Settings, offsets: Mapping[int, frozenset[int]], limits: TrajectoryLimits
) -> list[Course]:
    """Where to read, so that the whole stretches around some offsets are found."""
    return [plan(settings, n, Asked(from_offset=min(found)), limits) for n, found in sorted(offsets.items())]


def around(offsets: Mapping[int, frozenset[int]]) -> Asked:
    """The range in which stretches begin that can hold one of the offsets."""
    return Asked(from_offset=0, to_offset=max(max(found) for found in offsets.values()) + 1)
