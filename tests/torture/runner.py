"""Carries a plan out against real workers on a real broker, and holds the verdict over what came out.

Owns the order of things: topics, rules, rounds of work, faults, coming to rest, reading everything.
"""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from confluent_kafka import Consumer, TopicPartition

from pipelines.consent import ControlSet
from pipelines.controls import key_of, value_of
from pipelines.naming import read_key
from schemas.control import Control, Erase
from streams.embedded import free_port
from streams.kafka import KafkaFailed, Record, client_config, delete_topic
from streams.topics import names
from tests.torture import damage, detector, faults, scan, sessions
from tests.torture.acts import ACTS, group_of
from tests.torture.plan import Plan, Step
from tests.torture.verdict import Findings, Seen, World, check_commits, judge, outcomes_of, stretches_of
from tests.torture.zygote import Zygote
from tests.workers import KEY, Stand, eventually, stand

WORKER: Final = (str(Path(__file__).parent / "fake_torture_worker.py"),)
ROOT: Final = Path(__file__).resolve().parents[2]
TIMINGS: Final = {
    "CLEANTRACE_SESSION_TIMEOUT_S": "9",
    "CLEANTRACE_HEARTBEAT_S": "1",
    "CLEANTRACE_REBALANCE_TIMEOUT_S": "10",
    "CLEANTRACE_WATCHDOG_S": "12",
    "CLEANTRACE_REDACTION_TIMEOUT_S": "6",
    "CLEANTRACE_STOP_TIMEOUT_S": "8",
    "CLEANTRACE_PRODUCE_TIMEOUT_S": "20",
}
REST_S: Final = 600.0
"""How long a run may take to come to rest after its last fault."""
READY_S: Final = 400.0
"""How long workers may take until one of them could publish: this machine may be busy with other things."""
STOP_S: Final = 150.0
_LEFT: Final = re.compile(
    r'"event":"(fenced|watchdog_\w+|lane_failed|take_failed|work_failed|flush_failed|\w+_refused|\w+_not_opened)"'
)
_HOLE: Final = re.compile(r'"event":"hole","partition":(\d+),"offset":(\d+),"until":(\d+)')
_FILLED: Final = re.compile(rb"^cleantrace_messages_filled_total ([0-9.]+)$", re.M)


@dataclass(slots=True)
class Result:
    """One run as a line of the results."""

    seed: int
    kind: str
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> str:
        """The result as JSON."""
        form = {
            "seed": self.seed,
            "kind": self.kind,
            "ok": not self.wrong,
            "wrong": self.wrong,
            "seconds": round(self.seconds, 1),
            "counts": dict(sorted((name, n) for name, n in self.counts.items() if n)),
        }
        return json.dumps(form)


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
        self._command, self._load, self.zygote = command, load, zygote
        self.timers: list[threading.Timer] = []
        self.clocks: dict[int, Path] = {}
        self._filled: dict[int, int] = {}
        self.frozen: set[int] = set()
        self.chance = random.Random(f"run/{plan.seed}")
        self.fed = 0
        self._from_seq = 0
        self._before: dict[int, list[bytes]] = {}
        self._remembered: list[Record] = []
        self._expected: dict[int, int] = {}
        self.documents = [sessions.rules_document(idle_gap_s=plan.idle_gap_s)]
        self.controls: list[Control] = []
        self.findings = Findings(result.wrong, result.counts)

    # Work.

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

    # Workers.

    def start(self) -> int:
        """One worker more."""
        number = len(self.stand.processes)
        more = {
            **TIMINGS,
            "TMPDIR": str(self.stand.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "CLEANTRACE_POOL_SIZE": str(1 + (self.plan.seed % 4 == 0)),
            **self.plan.environment,
        }
        if self.plan.kind == "clock":
            jump = self.clocks[number] = self.stand.folder / f"clock-{number}"
            more |= faults.clock_environment(self.stand.folder, jump, self.chance.choice(faults.JUMPS_S))
        if self.zygote is None or "LD_PRELOAD" in more:
            return self.stand.start(wait=False, command=self._command, **more)
        port = free_port()
        environment = {name: v for name, v in os.environ.items() if not name.startswith("CLEANTRACE_")}
        environment |= self.stand.environment(port) | more
        log = self.stand.folder / f"worker-{number}.log"
        log.touch()
        forked = self.zygote.start(environment, self.stand.folder, log)
        self.stand.processes.append(cast("subprocess.Popen[bytes]", forked))
        self.stand.ports.append(port)
        return number

    def until_ready(self) -> None:
        """Wait until a worker could publish; one that left is started anew, as an orchestrator would."""
        end_s = time.monotonic() + READY_S
        while time.monotonic() < end_s:
            while len(self.running()) < self.plan.workers:
                self.start()
            if self.any_ready():
                return
            time.sleep(0.2)
        raise AssertionError("never: a worker is ready")

    def until_none_ready(self) -> None:
        """Wait until no worker says that it could publish."""
        eventually(lambda: not self.any_ready(), "no worker is ready", READY_S)

    def stop(self, number: int) -> None:
        """Stop a worker in good order, and wait for it."""
        self.stand.processes[number].send_signal(signal.SIGTERM)
        self.stand.processes[number].wait(STOP_S)

    def until_left(self, event: str, times: int) -> None:
        """Wait until workers left for a reason so many times; in the place of each another one starts."""
        end_s = time.monotonic() + READY_S
        while sum(f'"event":"{event}"' in self.stand.log(n) for n in range(len(self.stand.ports))) < times:
            if time.monotonic() > end_s:
                raise AssertionError(f"never: workers leave with {event}")
            while len(self.running()) < self.plan.workers:
                self.start()
            time.sleep(1)

    def any_ready(self) -> bool:
        """Whether a worker says that it could publish."""
        return any(self.stand.page(number, "/ready")[0] == 200 for number in self.awake())

    def running(self) -> list[int]:
        """The workers that run, frozen ones too."""
        return [n for n, process in enumerate(self.stand.processes) if process.poll() is None]

    def awake(self) -> list[int]:
        """The workers that run and are not frozen."""
        return [n for n in self.running() if n not in self.frozen]

    def look(self) -> None:
        """Look at the pages of all workers: no canary, and how many holes were filled."""
        for number in self.awake():
            for path in ("/metrics", "/ready", "/health"):
                _, body = self.stand.page(number, path)
                self.findings.hold(not scan.has_canary(body), f"a canary on {path} of worker {number}")
                filled = _FILLED.search(body)
                if filled:
                    self._filled[number] = int(float(filled.group(1)))

    def fault(self, step: Step) -> None:
        """Let a step's fault happen, and count it if there was somebody that it could happen to."""
        self.look()
        done = ACTS[step.fault](self, step)
        self.result.counts[f"fault {step.fault}" if done else "faults without a victim"] += 1

    # Coming to rest.

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
        return Seen(
            list(raw.values()),
            self.stand.records(names.clean_topic),
            self.stand.records(names.audit_topic),
            self.stand.records(names.deadletter_topic),
        ).since(self._from_seq)

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
            while len(self.awake()) < min(2, self.plan.workers):
                self.start()
            time.sleep(2.0)
            with contextlib.suppress(KafkaFailed):
                if self._is_done(wanted, ends):
                    break
        self.look()

    def _is_done(self, wanted: set[tuple[str, int, int]], ends: dict[int, int]) -> bool:
        done = {
            (a["session"], a["source"]["first_seq"], a["source"]["last_seq"]) for a in self.stand.audits()
        }
        return wanted <= done and self.committed() == ends

    def finish(self) -> None:
        """Stop all workers in good order and note how each of them ended."""
        for number in self.awake():
            self.stand.processes[number].send_signal(signal.SIGTERM)
        for process in self.stand.processes:
            with contextlib.suppress(Exception):
                process.wait(STOP_S)
        for number, process in enumerate(self.stand.processes):
            status = process.poll()
            self.result.counts[f"ended with {status}"] += 1
            right = status == self._expected.get(number, status) and status in (0, 1, 2, -9, -6, -15)
            right = right and (status != 2 or number in self._expected)
            self.findings.hold(right, f"worker {number} ended with {status}")
        self._read_logs()

    def expect_status(self, number: int, status: int) -> None:
        """Let a worker end with a status that is right for it."""
        self._expected[number] = status

    def begin_anew(self) -> None:
        """A topic was made anew: only what is fed from now on is held against the topics."""
        self._from_seq = self.fed * sessions.ROUND_SEQ

    def remember(self) -> None:
        """Keep the raw topic as it is now: its messages will be gone, and count nevertheless."""
        self._remembered = self.stand.records(self.stand.settings.raw_topic)

    def widen(self, partitions: int) -> None:
        """The topics have more partitions from now on."""
        self.plan = replace(self.plan, partitions=partitions)

    def _read_logs(self) -> None:
        for number in range(len(self.stand.processes)):
            text = self.stand.log(number)
            self.result.counts.update(f"left: {name}" for name in _LEFT.findall(text))
            for _, first, until in _HOLE.findall(text):
                self.result.counts["holes"] += 1
                self.result.counts["messages in holes"] += int(until) - int(first)
            self.result.counts["tracebacks"] += text.count("Traceback")
        self.result.counts["messages filled (metric)"] = sum(self._filled.values())

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


def carry_out(
    plan: Plan, bootstrap: str, folder: Path, broker_data: Path, zygote: Zygote | None = None
) -> Result:
    """Carry a plan out in a folder of its own; what a run leaves where something is wrong is kept."""
    result = Result(plan.seed, plan.kind)
    start_s = time.monotonic()
    prefix = f"torture-{plan.kind}-{plan.seed}-{int(time.time() * 1000) % 10**8}."
    with contextlib.ExitStack() as stack:
        if plan.kind == "disk" and stack.enter_context(faults.small_disk(folder)):
            (folder / "small").touch()
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        made = stack.enter_context(stand(bootstrap, prefix, folder, plan.partitions))
        run = Run(plan, made, result, zygote=zygote)
        try:
            _go(run)
            leaks = list(scan.in_broker(broker_data, made.settings.raw_topic))
            result.wrong += [f"a canary in the broker's files: {place}" for place in leaks]
        except Exception as error:  # noqa: BLE001 - a run that breaks is a run that failed
            result.wrong.append(f"the run broke: {type(error).__name__}: {error}"[:2000])
        made.close()
        run.remove_topics()
        if result.wrong:
            keep = folder.with_name(f"{folder.name}-kept")
            shutil.copytree(folder, keep, dirs_exist_ok=True, ignore=shutil.ignore_patterns("filler"))
    if not result.wrong:
        shutil.rmtree(folder, ignore_errors=True)
    result.seconds = time.monotonic() - start_s
    return result


def _go(run: Run) -> None:
    plan = run.plan
    run.stand.publish_rules(run.documents[0])
    for _ in range(plan.workers):
        run.start()
    if plan.seed % 3:
        run.until_ready()
    for step in plan.steps:
        run.feed()
        time.sleep(step.wait_s)
        run.fault(step)
        if plan.seed % 4 == 0:
            run.check_commits()
    run.feed()
    run.settle()
    if plan.kind == "disk":
        (run.stand.folder / "filler").unlink(missing_ok=True)
    run.check_commits()
    run.finish()
    run.verdict()
