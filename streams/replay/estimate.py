"""What a replay would read: messages, bytes and time, from a sample."""

from collections.abc import Sequence
from itertools import islice
from statistics import mean
from typing import Any, Final

import msgspec

from schemas.audit import AuditRecord
from streams.kafka import offsets_at, read_range, read_to_end
from streams.replay.reading import Course
from streams.replay.window import Asked
from streams.settings import Settings

SAMPLE: Final = 200


def estimate(settings: Settings, asked: Asked, courses: Sequence[Course], jobs: int) -> dict[str, Any]:
    """Messages by partition, bytes and seconds; seconds are None where no audit record tells."""
    rows = [_row(settings, asked, course) for course in courses]
    messages = sum(row["messages"] for row in rows)
    sizes = [size for course in courses for size in _sizes(settings, course)]
    per_message_ms = _redaction_ms(settings, courses)
    seconds = None if per_message_ms is None else messages * per_message_ms / 1000 / jobs
    return {
        "partitions": rows,
        "messages": messages,
        "bytes": round(messages * mean(sizes)) if sizes else 0,
        "seconds": seconds,
    }


def _row(settings: Settings, asked: Asked, course: Course) -> dict[str, Any]:
    begin, end = asked.from_offset or 0, asked.to_offset
    if asked.from_ms is not None:
        found = offsets_at(settings, settings.raw_topic, {course.partition: asked.from_ms})
        begin = course.log_end if found[course.partition] is None else found[course.partition] or 0
    if asked.to_ms is not None:
        end = offsets_at(settings, settings.raw_topic, {course.partition: asked.to_ms})[course.partition]
    last = course.log_end if end is None else min(end, course.log_end)
    messages = max(0, last - max(begin, course.log_first))
    return {"partition": course.partition, "messages": messages, "look_from": course.look_from}


def _sizes(settings: Settings, course: Course) -> list[int]:
    end = min(course.log_end, course.look_from + SAMPLE)
    found = read_range(settings, settings.raw_topic, course.partition, course.look_from, end)
    return [len(record.value or b"") for record in found]


def _redaction_ms(settings: Settings, courses: Sequence[Course]) -> float | None:
    """Milliseconds of redaction for each raw message, as audit records tell."""
    start = {course.partition: 0 for course in courses}
    spent, messages = 0, 0
    for record in islice(read_to_end(settings, settings.audit_topic, start), 50 * SAMPLE):
        try:
            audit = msgspec.json.decode(record.value or b"", type=AuditRecord)
        except msgspec.MsgspecError:
            continue
        spent += audit.ms
        messages += audit.source.last_offset - audit.source.first_offset + 1
    return spent / messages if messages else None
