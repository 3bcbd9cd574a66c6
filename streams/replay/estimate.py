"""What a replay would read: messages, bytes and time, from a sample; nothing is written."""

from collections.abc import Sequence
from itertools import islice
from statistics import mean
from typing import Any, Final

import msgspec

from schemas.audit import AuditRecord
from streams.kafka import offsets_at, read_range, read_to_end
from streams.replay.reading import Course
from streams.settings import Settings

SAMPLE: Final = 200
_AUDIT: Final = msgspec.json.Decoder(AuditRecord)


def estimate(settings: Settings, courses: Sequence[Course], jobs: int, rate: float = 0.0) -> dict[str, Any]:
    """Messages by partition, bytes and seconds; seconds are None where no audit record tells."""
    rows = [
        {
            "partition": course.partition,
            "messages": course.messages,
            "read_from": course.look_from,
            "messages_before": max(0, course.begin - course.look_from),
        }
        for course in courses
    ]
    messages = sum(course.messages for course in courses)
    read = messages + sum(row["messages_before"] for row in rows)
    sizes = [size for course in courses for size in _sizes(settings, course)]
    per_message_ms = _redaction_ms(settings, courses)
    seconds = None if per_message_ms is None else messages * per_message_ms / 1000 / jobs
    if rate > 0:
        seconds = max(seconds or 0.0, read / rate)
    return {
        "partitions": rows,
        "messages": messages,
        "bytes": round(messages * mean(sizes)) if sizes else 0,
        "seconds": seconds,
    }


def _sizes(settings: Settings, course: Course) -> list[int]:
    end = min(course.aim, course.begin + SAMPLE)
    found = read_range(settings, settings.raw_topic, course.partition, course.begin, end)
    return [len(record.value or b"") for record in found]


def _redaction_ms(settings: Settings, courses: Sequence[Course]) -> float | None:
    """Milliseconds of redaction for each raw message, as audit records near the range tell."""
    spent, spans = 0, dict[int, tuple[int, int]]()
    times = {course.partition: course.look_ms for course in courses if course.look_ms is not None}
    if not times:
        return None
    begins = offsets_at(settings, settings.audit_topic, times)
    start = {number: offset for number, offset in begins.items() if offset is not None}
    for record in islice(read_to_end(settings, settings.audit_topic, start), 50 * SAMPLE) if start else ():
        try:
            audit = _AUDIT.decode(record.value or b"")
        except msgspec.MsgspecError:
            continue
        if audit.replay or audit.source.topic != settings.raw_topic:
            continue
        spent += audit.ms
        first, last = spans.get(record.partition, (audit.source.first_offset, audit.source.last_offset))
        spans[record.partition] = (
            min(first, audit.source.first_offset),
            max(last, audit.source.last_offset),
        )
    messages = sum(last - first + 1 for first, last in spans.values())
    return spent / messages if messages else None
