"""One run: what is fed to its workers, what was in force, when all is done, and what is held against it.

Owns what is known of a run; its workers are the fleet's, its order of things is the course's.
"""

import contextlib
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from confluent_kafka import Consumer, TopicPartition

from pipelines.consent import ControlSet
from pipelines.controls import key_of, value_of
from pipelines.naming import read_key
from schemas.control import Control, Erase
from streams.kafka import KafkaFailed, Record, client_config, delete_topic
from streams.topics import names
from tests.torture import damage, detector, faults, scan, sessions
from tests.torture.acts import ACTS, group_of
from tests.torture.expected import World, outcomes_of, stretches_of
from tests.torture.fleet import WORKER, Fleet
from tests.torture.plan import Plan, Step
from tests.torture.result import Result
from tests.torture.verdict import Findings, Seen, check_commits, judge
from tests.torture.wire import Wire
from tests.torture.zygote import Zygote
from tests.workers import KEY, Stand

REST_S: Final = 600.0
"""How long a run may take to come to rest after its last fault."""


class Run:
    """One plan on one set of topics."""

    def __init__(
        self,
        plan: Plan,
        made: Stand,
        result: Result,
        command: tuple[str, ...] = WORKER,
        load: Any = detector.load_harmless,
        zygote: Zygote | None = None,
    ) -> None:
        self.plan, self.stand, self.result = plan, made, result
        self._load = load
        self.timers: list[threading.Timer] = []
        self.chance = random.Random(f"run/{plan.seed}")
        self.fed = 0
        self._from_seq = 0
        self._before: dict[int, list[bytes]] = {}
        self._remembered: list[Record] = []
        self._before_anew: Seen | None = None
        self.documents = [sessions.rules_document(idle_gap_s=plan.idle_gap_s)]
        self.controls: list[Control] = []
        self.wire: Wire | None = None
        self.findings = Findings(result.wrong, result.counts)
        self.fleet = Fleet(plan, made, self.findings, self.chance, command, zygote)

    def feed(self) -> None:
        """One round of work in every partition, with its poison and damage."""
        plan, number = self.plan, self.fed
        self.fed += 1
        for partition in range(plan.partitions):
            made = sessions.work(
                plan.seed,
                partition,
                number,
                plan.people,
                parts=plan.parts,
                repeats=plan.repeats,
                late=plan.late,
            )
            values: list[bytes | None] = [*made]
            if plan.late and number:
                values[0:0] = self.chance.sample(self._before[partition], k=2)
            self._before[partition] = made
            chance = random.Random(f"more/{plan.seed}/{partition}/{number}")
            if number == 0 and partition == 0:
                for name in plan.poison:
                    values[0:0] = damage.poisoned(name)
            for _ in range(plan.damaged):
                values.insert(chance.randrange(len(values)), damage.broken(chance))
            self.stand.feed(values, partition, key=f"zq{partition:06d}".encode())

    def fault(self, step: Step) -> None:
        """Let a step's fault happen, and count it if there was somebody that it could happen to."""
        self.fleet.look()
        done = ACTS[step.fault](self, step)
        self.result.counts[f"fault {step.fault}" if done else "faults without a victim"] += 1

    def note(self, fault: str) -> None:
        """Count a fault, and look at the workers as they are right after it."""
        self.fleet.look()
        self.result.counts[f"fault {fault}"] += 1

    def dice(self) -> random.Random:
        """Chance for a scene, by the run's seed."""
        return random.Random(f"scene/{self.plan.seed}")

    def change_rules(self) -> None:
        """Let other rules be in force from now on."""
        clipboard = self.chance.choice(["keep", "drop"])
        name = f"torture-{len(self.documents)}"
        self.documents.append(sessions.rules_document(name, self.plan.idle_gap_s, clipboard))
        self.stand.publish_rules(self.documents[-1])

    def damage(self, count: int) -> None:
        """Let so many messages of each round be none from now on."""
        self.plan = replace(self.plan, damaged=count)

    def nothing_comes_out(self, without: str) -> None:
        """Feed a round, and hold that nothing of it is published while something is missing."""
        before = len(self.stand.records(self.stand.settings.clean_topic))
        self.feed()
        time.sleep(5)
        after = len(self.stand.records(self.stand.settings.clean_topic))
        self.findings.hold(before == after, f"something was published without {without}")

    def world(self) -> World:
        """What was in force at some time."""
        records: dict[str, bytes] = {}
        states = [ControlSet.empty()]
        for n, control in enumerate(self.controls):
            records[key_of(control, f"c{n}")] = value_of(control)
            states.append(ControlSet.from_records(records))
        erasures = tuple(control for control in self.controls if isinstance(control, Erase))
        return World(read_key(KEY), tuple(self.documents), tuple(states), erasures, self._load)

    def seen(self) -> Seen:
        """All that lies in the topics; what proves is read after what has to be proven."""
        names = self.stand.settings
        raw = {(one.partition, one.offset): one for one in self._remembered}
        raw |= {(one.partition, one.offset): one for one in self.stand.records(names.raw_topic)}
        seen = Seen(
            list(raw.values()),
            self.stand.records(names.clean_topic),
            self.stand.records(names.audit_topic),
            self.stand.records(names.deadletter_topic),
        )
        return seen if self._before_anew is None else seen.since(self._from_seq, self._before_anew)

    def check_commits(self) -> None:
        """Hold what is committed now against what is accounted for."""
        committed = self.committed()
        check_commits(committed, self.seen(), self.world(), self.findings)
        self.result.counts["looks at commits"] += 1

    def committed(self) -> dict[int, int]:
        """The group's offsets."""
        settings = self.stand.settings
        consumer = Consumer(client_config(settings, group_id=settings.group, enable_auto_commit=False))
        places = [TopicPartition(settings.raw_topic, n) for n in range(self.plan.partitions)]
        answer = {place.partition: max(0, place.offset) for place in consumer.committed(places, timeout=20)}
        consumer.close()
        return answer

    def settle(self, rest_s: float = REST_S) -> None:
        """Let everything be done: workers are started anew until all is accounted for and committed."""
        for timer in self.timers:
            timer.join()
        raw, world = self.seen().raw, self.world()
        stretches = stretches_of(raw, world)
        wanted = {name for name in outcomes_of(stretches, world) if name[1] >= 0}
        ends: dict[int, int] = {}
        for record in raw:
            ends[record.partition] = record.offset + 1
        end_s = time.monotonic() + rest_s
        while time.monotonic() < end_s:
            self.fleet.fill_up(min(2, self.plan.workers), frozen_too=False)
            time.sleep(2.0)
            with contextlib.suppress(KafkaFailed):
                if self._is_done(wanted, ends):
                    break
        self.fleet.look()
        self.fleet.check_holes()

    def _is_done(self, wanted: set[tuple[str, int, int]], ends: dict[int, int]) -> bool:
        done = {
            (a["session"], a["source"]["first_seq"], a["source"]["last_seq"]) for a in self.stand.audits()
        }
        return wanted <= done and self.committed() == ends

    def begin_anew(self) -> None:
        """A topic was made anew: only what is fed from now on is held against the topics."""
        self._from_seq = self.fed * sessions.ROUND_SEQ
        self._before_anew = self.seen()

    def remember(self) -> None:
        """Keep the raw topic as it is now: its messages will be gone, and count nevertheless."""
        self._remembered = self.stand.records(self.stand.settings.raw_topic)

    def widen(self, partitions: int) -> None:
        """The topics have more partitions from now on."""
        self.plan = replace(self.plan, partitions=partitions)

    def remove_topics(self) -> None:
        """Make room on the broker: every client asks it for all of its topics."""
        with contextlib.suppress(KafkaFailed):
            for topic in names(self.stand.settings).values():
                delete_topic(self.stand.settings, topic)

    def verdict(self) -> None:
        """Hold everything against what there is."""
        seen = self.seen()
        judge(seen, self.world(), self.findings)
        settings = self.stand.settings
        for records in (seen.clean, seen.audit, seen.dead, self.stand.records(settings.controls_topic)):
            for place in scan.in_records(_without_subjects(records, settings.controls_topic)):
                self.findings.wrong.append(f"a canary in {place}")
        for place in scan.in_files(self.stand.folder, frozenset({"filler"})):
            self.findings.wrong.append(f"a canary in a file: {place}")
        self.result.counts["oom kills"] = faults.forget_memory(group_of(self))


def _without_subjects(records: Sequence[Record], controls_topic: str) -> Iterator[Record]:
    """Controls name people by their nature; there everything else is looked at."""
    return (record for record in records if record.topic != controls_topic)
