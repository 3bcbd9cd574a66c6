"""What must come out of a run, as the pipelines alone find it from what lies in the raw topic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.outcome import Outcome, failed_outcome
from pipelines.rules import complete, parse_rules
from pipelines.stretches import Sessions
from schemas.codec import BrokenMessage, decode_message
from schemas.control import Erase
from streams.kafka import Record
from tests.torture import detector

Name = tuple[str, int, int]
"""A stretch: pseudonym of its session, first and last `seq`."""


@dataclass(frozen=True, slots=True)
class World:
    """What was in force at some time of a run: each rules document, and each state of the controls."""

    key: Key
    documents: tuple[bytes, ...]
    controls: tuple[ControlSet, ...] = (ControlSet.empty(),)
    erasures: tuple[Erase, ...] = ()
    detector: Any = detector.load_harmless


def stretches_of(raw: Sequence[Record], world: World) -> list[Stretch]:
    """The stretches that the raw topic comes to, as the pipelines alone find them."""
    limits = parse_rules(complete(world.documents[0], None), None, "torture").trajectory
    by_partition: dict[int, Sessions] = {}
    closed: list[Stretch] = []
    for record in sorted(raw, key=lambda one: (one.partition, one.offset)):
        sessions = by_partition.setdefault(
            record.partition, Sessions(record.topic, record.partition, lambda: limits)
        )
        try:
            message = decode_message(record.value)
        except BrokenMessage:
            continue
        closed.extend(sessions.add(message, record.offset, record.at_ms).closed)
    for sessions in by_partition.values():
        closed.extend(sessions.close_all())
    return closed


def outcomes_of(stretches: Sequence[Stretch], world: World) -> dict[Name, list[Outcome]]:
    """What may become of each stretch: under each rules document and each state of the controls."""
    found: dict[Name, list[Outcome]] = defaultdict(list)
    for document in world.documents:
        rules = parse_rules(complete(document, None), None, "torture")
        redactor = Redactor(rules, world.detector(rules), world.key)
        for stretch in stretches:
            for controls in world.controls:
                outcome = _outcome(redactor, stretch, controls, world.key)
                found[outcome.session, outcome.first_seq, outcome.last_seq].append(outcome)
    return found


def _outcome(redactor: Redactor, stretch: Stretch, controls: ControlSet, key: Key) -> Outcome:
    try:
        return redactor.process(stretch, controls)
    except detector.PoisonError:
        return failed_outcome(stretch, key, redactor.policy_digest)
