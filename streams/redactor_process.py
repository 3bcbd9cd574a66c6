"""What runs inside a redaction process: one Redactor under the rules and controls it was sent.

Owns the process's side of the pipe. It logs nothing and its errors carry no text: only the kind
of what went wrong goes back. It ends when its parent does.
"""

import ctypes
import gc
import importlib
import logging
import secrets
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, Protocol, cast

from pipelines.consent import ControlSet
from pipelines.detection.spans import Detector
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.outcome import Outcome
from schemas.rules import Rules
from streams.detection_costs import Costs, CountedDetector
from streams.secrecy import keep_memory_private

_COLLECT_AFTER: Final = (20_000, 20, 100)
"""New containers until the young ones are looked at, and how often until the older and the oldest are."""
SHIPPED_DETECTOR: Final = "pipelines.detection.engine:load_detector"


class DetectorFactory(Protocol):
    """Makes the detector of a process; models are loaded once and shared by all rules."""

    def __call__(self, rules: Rules, models: Sequence[str] = (), *, cache_key: bytes = b"") -> Detector:
        """The detector under these rules; `cache_key` keys the hashes under which it remembers."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process is given at its start; `detector` is `module:function` of a DetectorFactory."""

    key: Key
    models: tuple[str, ...]
    rules_folder: Path | None
    detector: str = SHIPPED_DETECTOR


@dataclass(frozen=True, slots=True)
class UseRules:
    """From now on, these rules (the bytes of their document)."""

    document: bytes


@dataclass(frozen=True, slots=True)
class UseControls:
    """From now on, these controls."""

    controls: ControlSet


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """Look at texts that a stretch will hold, and remember what is found."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """Models are loaded, or rules are in use; `policy` is the digest under them."""

    policy: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The models cannot be loaded, or the rules cannot be used, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """A stretch was redacted, in so many milliseconds."""

    outcome: Outcome
    ms: int
    costs: Costs = Costs()


@dataclass(frozen=True, slots=True)
class Failed:
    """Redaction raised an error of this kind."""

    kind: str


Order = UseRules | UseControls | ReadAhead | Stretch
Answer = Ready | Refused | Done | Failed


def serve(pipe: Connection, setup: Setup) -> None:
    """Load the models, then do what comes through the pipe until its other end is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    keep_memory_private()
    try:
        bench = _Bench(setup)
        loaded = bench.load()
        _settle_down()
        pipe.send(loaded)
        while True:
            answer = bench.obey(cast(Order, pipe.recv()))
            if answer is not None:
                pipe.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _settle_down() -> None:
    """Give back what only loading took, and keep Python's collector from going through what stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # glibc keeps what loading took for a while: a tenth of this process
        trim(0)


class _Bench:
    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._cache_key = secrets.token_bytes(32)
        self._controls = ControlSet.empty()
        self._process = None

    def load(self) -> Answer:
        """Load the models before any rules are known."""
        from pipelines.detection.models import ModelError

        module, _, name = self._setup.detector.partition(":")
        try:
            self._factory = cast(DetectorFactory, getattr(importlib.import_module(module), name))
            self._detector(Rules(name="warm-up"))
        except ModelError as error:
            return Refused("models", str(error))
        except Exception as error:  # noqa: BLE001 - whatever a model's loader raises, nothing is published
            return Refused("models", f"they cannot be loaded ({type(error).__name__})")
        return Ready()

    def _detector(self, rules: Rules) -> Detector:
        return self._factory(rules, self._setup.models, cache_key=self._cache_key)

    def obey(self, order: Order) -> Answer | None:
        """Do one thing; controls need no answer."""
        if isinstance(order, UseRules):
            return self._use(order.document)
        if isinstance(order, UseControls):
            self._controls = order.controls
            return None
        if isinstance(order, ReadAhead):
            return self._read_ahead(order.texts)
        return self._redact(order)

    def _use(self, document: bytes) -> Answer:
        from pipelines.chain import Redactor
        from pipelines.rules import RulesError, parse_rules

        try:
            rules = parse_rules(document, self._setup.rules_folder or Path.cwd(), "the rules topic")
            counted = CountedDetector(self._detector(rules))
            redactor = Redactor(rules, counted, self._setup.key)
        except RulesError as error:
            return Refused("rules", str(error))
        except Exception as error:  # noqa: BLE001 - rules that cannot be put to use stop publishing
            return Refused("rules", f"they cannot be used ({type(error).__name__})")
        self._redactor, self._counted = redactor, counted
        return Ready(redactor.policy_digest)

    def _read_ahead(self, texts: tuple[str, ...]) -> Answer:
        try:
            self._counted.read_ahead(texts)
        except Exception as error:  # noqa: BLE001 - their stretch will show what is wrong with them
            return Failed(type(error).__name__)
        return Ready()

    def _redact(self, stretch: Stretch) -> Answer:
        start_s = time.monotonic()
        try:
            outcome = self._redactor.process(stretch, self._controls)
        except Exception as error:  # noqa: BLE001 - one stretch never takes the others along
            return Failed(type(error).__name__)
        return Done(outcome, round((time.monotonic() - start_s) * 1000), self._counted.take_costs())
