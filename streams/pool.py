"""Redaction in processes of their own: sessions keep to one, faults take one stretch at most.

Owns starting, feeding, timing and replacing the processes. A stretch whose redaction fails, dies
or hangs is tried once more, alone in a fresh process; after that it counts as `failed`. Results
depend neither on the process nor on what ran there before.
"""

import asyncio
import multiprocessing
import queue
import threading
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, Literal

from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.outcome import Outcome, failed_outcome
from streams.detection_costs import Costs
from streams.pending import Pending
from streams.redactor_process import (
    Answer,
    Done,
    Failed,
    Order,
    ReadAhead,
    Ready,
    Refused,
    Setup,
    UseControls,
    UseRules,
)
from streams.redactor_process import serve as serve_redaction

LOAD_TIMEOUT_S: Final = 240.0
_RULES_TIMEOUT_S: Final = 120.0
"""Models are loaded by then: what does not take rules in hangs."""
_END_TIMEOUT_S: Final = 2.0
_AHEAD_TIMEOUT_S: Final = 60.0

FaultKind = Literal["error", "died", "hung"]


class ModelsRefused(Exception):  # noqa: N818
    """The models cannot be loaded; the text says why."""


class RulesRefused(Exception):  # noqa: N818
    """The rules in force cannot be used here; the text says why."""


class _Fault(Exception):  # noqa: N818
    def __init__(self, kind: FaultKind, detail: str) -> None:
        super().__init__(detail)
        self.kind: FaultKind = kind


@dataclass(frozen=True, slots=True)
class Terms:
    """What a stretch is redacted under: a rules document with its digest, and controls."""

    rules_digest: str
    document: bytes
    controls: ControlSet


@dataclass(frozen=True, slots=True)
class Redacted:
    """What became of a stretch; `faults` are the kinds of the attempts that failed."""

    outcome: Outcome
    ms: int
    faults: tuple[FaultKind, ...] = ()
    costs: Costs = Costs()


@dataclass(frozen=True, slots=True)
class _Job:
    stretch: Stretch
    terms: Terms
    result: "Future[Redacted]"


class _Nudge:
    """Wakes a slot up: there may be texts to read ahead."""


class _Child:
    """One process and what it was told so far."""

    def __init__(self, setup: Setup, load_timeout_s: float) -> None:
        self._load_timeout_s = load_timeout_s
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._pipe: Connection = ours
        self.process: BaseProcess = context.Process(
            target=serve_redaction, args=(theirs, setup), name="cleantrace-redaction", daemon=True
        )
        self.process.start()
        theirs.close()
        self._loaded = False
        self._refusal: str | None = None
        self._rules = ""
        self._controls = ""
        self.policy = ""

    def load(self) -> None:
        """Wait until the models are loaded. Raises: ModelsRefused, _Fault."""
        if self._refusal is None and not self._loaded:
            answer = self._answer(self._load_timeout_s)
            self._loaded = isinstance(answer, Ready)
            self._refusal = answer.why if isinstance(answer, Refused) else None
        if self._refusal is not None:
            raise ModelsRefused(self._refusal)

    def redact(self, stretch: Stretch, terms: Terms, timeout_s: float) -> Done:
        """Redact one stretch under these terms. Raises: RulesRefused, ModelsRefused, _Fault."""
        self.load()
        if self._rules != terms.rules_digest:
            self._use_rules(terms)
        if self._controls != terms.controls.version:
            self._send(UseControls(terms.controls))
            self._controls = terms.controls.version
        self._send(stretch)
        answer = self._answer(timeout_s)
        if isinstance(answer, Failed):
            raise _Fault("error", answer.kind)
        if not isinstance(answer, Done):
            raise _Fault("error", type(answer).__name__)
        return answer

    def read_ahead(self, texts: tuple[str, ...], terms: Terms, timeout_s: float) -> None:
        """Let it remember what is found in texts. Raises: RulesRefused, ModelsRefused, _Fault."""
        self.load()
        if self._rules != terms.rules_digest:
            self._use_rules(terms)
        self._send(ReadAhead(texts))
        self._answer(timeout_s)

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join(_END_TIMEOUT_S)
        self._pipe.close()

    def _use_rules(self, terms: Terms) -> None:
        self._send(UseRules(terms.document))
        answer = self._answer(_RULES_TIMEOUT_S)
        if not isinstance(answer, Ready):
            self._rules = ""
            raise RulesRefused(answer.why if isinstance(answer, Refused) else type(answer).__name__)
        self._rules = terms.rules_digest
        self.policy = answer.policy

    def _send(self, order: Order) -> None:
        try:
            self._pipe.send(order)
        except OSError:
            raise _Fault("died", "while it was sent work") from None

    def _answer(self, timeout_s: float) -> Answer:
        try:
            if not self._pipe.poll(timeout_s):
                raise _Fault("hung", f"no answer in {timeout_s:.0f} s")
            answer: Answer = self._pipe.recv()
        except (EOFError, OSError):
            raise _Fault("died", "before it answered") from None
        return answer


class _Slot:
    """A process that may be replaced, and the thread that feeds it."""

    def __init__(
        self,
        setup: Setup,
        timeout_s: float,
        on_fault: Callable[[FaultKind, str], None],
        load_timeout_s: float,
    ) -> None:
        self._setup = setup
        self._timeout_s = timeout_s
        self._load_timeout_s = load_timeout_s
        self._on_fault = on_fault
        self._jobs: queue.SimpleQueue[_Job | _Nudge | None] = queue.SimpleQueue()
        self._ahead = Pending()
        self._ahead_terms: Terms | None = None
        self._child: _Child | None = _Child(setup, load_timeout_s)
        self._policies: dict[str, str] = {}
        self._closing = False
        self.loaded: Future[None] = Future()
        self.loaded.set_running_or_notify_cancel()  # who waits for it may give up, the thread may not
        self._thread = threading.Thread(target=self._run, name="redaction-slot", daemon=True)
        self._thread.start()

    def put(self, job: _Job) -> None:
        """Take a job; its future is set when it is done."""
        self._jobs.put(job)

    def read_ahead(self, texts: Sequence[str], terms: Terms) -> None:
        """Take texts that are looked at when there is no job."""
        self._ahead_terms = terms
        if self._ahead.add(texts):
            self._jobs.put(_Nudge())

    def close(self) -> None:
        """Take no more jobs and end the process."""
        self._closing = True
        self._jobs.put(None)
        child = self._child
        if child is not None:
            child.process.kill()

    def _run(self) -> None:
        try:
            self._fresh_or_known().load()
            self.loaded.set_result(None)
        except (ModelsRefused, _Fault) as refusal:
            self.loaded.set_exception(ModelsRefused(str(refusal)))
        while (job := self._next()) is not None and not self._closing:
            if not job.result.set_running_or_notify_cancel():
                continue
            try:
                job.result.set_result(self._do(job))
            except Exception as failure:  # noqa: BLE001 - whoever waits hears of it, and this thread goes on
                job.result.set_exception(failure)
        self._drop()

    def _next(self) -> _Job | None:
        """The next job; while there is none, texts are read ahead."""
        while True:
            wait_s = self._ahead.wait_s()
            try:
                job = self._jobs.get(timeout=wait_s) if wait_s else self._jobs.get(block=wait_s is None)
            except queue.Empty:
                self._read_ahead()
                continue
            if not isinstance(job, _Nudge):
                return job

    def _read_ahead(self) -> None:
        texts, terms = self._ahead.take(), self._ahead_terms
        if not texts or terms is None or self._closing:
            return
        try:
            self._fresh_or_known().read_ahead(texts, terms, min(self._timeout_s, _AHEAD_TIMEOUT_S))
        except _Fault as fault:
            if not self._closing:
                self._on_fault(fault.kind, str(fault))
            self._drop()
        except (ModelsRefused, RulesRefused, OSError):
            return

    def _do(self, job: _Job) -> Redacted:
        faults: list[FaultKind] = []
        while True:
            try:
                child = self._fresh_or_known()
                child.load()
                done = child.redact(job.stretch, job.terms, self._timeout_s)
            except _Fault as fault:
                if self._closing:
                    raise ModelsRefused("the worker is stopping") from None
                self._on_fault(fault.kind, str(fault))
                faults.append(fault.kind)
                policy = child.policy or self._policies.get(job.terms.rules_digest, "")
                self._drop()
                if len(faults) == 1:
                    continue
                if not policy:
                    raise ModelsRefused("redaction processes end before they can be used") from None
                outcome = failed_outcome(job.stretch, self._setup.key, policy)
                return Redacted(outcome, 0, tuple(faults))
            self._policies[job.terms.rules_digest] = child.policy
            return Redacted(done.outcome, done.ms, tuple(faults), done.costs)

    def _fresh_or_known(self) -> _Child:
        """The process, or a new one in the place of one that is dead: no stretch is to blame for that."""
        if self._child is not None and not self._closing and not self._child.process.is_alive():
            self._on_fault("died", "between two stretches")
            self._drop()
        if self._child is None:
            self._child = _Child(self._setup, self._load_timeout_s)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class Pool:
    """The redaction processes of a worker; they start loading their models at once."""

    def __init__(
        self,
        setup: Setup,
        size: int,
        timeout_s: float,
        on_fault: Callable[[FaultKind, str], None] = lambda kind, detail: None,
        load_timeout_s: float = LOAD_TIMEOUT_S,
    ) -> None:
        self._slots = [_Slot(setup, timeout_s, on_fault, load_timeout_s) for _ in range(size)]

    async def load(self) -> None:
        """Wait until every process has loaded its models. Raises: ModelsRefused."""
        await asyncio.gather(*(asyncio.wrap_future(slot.loaded) for slot in self._slots))

    async def redact(self, stretch: Stretch, terms: Terms) -> Redacted:
        """Redact a stretch; one whose redaction fails twice comes back as failed.

        Raises: RulesRefused, ModelsRefused: then nothing may be published.
        """
        return await asyncio.wrap_future(self.submit(stretch, terms))

    def submit(self, stretch: Stretch, terms: Terms) -> "Future[Redacted]":
        """The same for callers without a loop; the future raises what `redact` raises."""
        result: Future[Redacted] = Future()
        slot = self._slot_of(stretch.session_id)
        slot.put(_Job(stretch, terms, result))
        return result

    def read_ahead(self, session_id: str, texts: Sequence[str], terms: Terms) -> None:
        """Let the session's process look at texts of its open stretch when it has nothing else to do."""
        if texts:
            self._slot_of(session_id).read_ahead(texts, terms)

    def _slot_of(self, session_id: str) -> _Slot:
        """A session keeps to one process, which so remembers its lines."""
        number = zlib.crc32(session_id.encode("utf-8", "surrogatepass")) % len(self._slots)
        return self._slots[number]

    def close(self) -> None:
        """End all processes; what they were doing is dropped."""
        for slot in self._slots:
            slot.close()
