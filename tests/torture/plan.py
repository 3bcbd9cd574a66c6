"""What is done to the workers of one run: a plan that follows from its seed alone.

Pure. A plan says what happens, to whom and for how long; what the processes do meanwhile is theirs.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

Fault = Literal[
    "kill",  # SIGKILL of a worker
    "stop",  # SIGTERM
    "freeze",  # SIGSTOP for some seconds, then SIGCONT: longer than the session time-out, a zombie
    "abort",  # SIGABRT of a worker: where cores are written, it would leave one
    "add",  # one worker more
    "roll",  # each worker in turn is told to stop, and another one takes its place
    "kill_all",  # all workers at once
    "kill_opening",  # a worker that has just been handed its partitions
    "leave_opening",  # another worker leaves while partitions are being opened
    "flap",  # a worker joins and leaves at once, another one joins: one assignment right after the other
    "swell",  # three workers, and then one
    "redaction_kill",  # SIGKILL of a redaction process
    "redaction_abort",  # SIGSEGV of one
    "redaction_term",  # SIGTERM of one, which it does not heed
    "redaction_freeze",  # SIGSTOP of one, longer than a redaction may take
    "redaction_memory",  # no more memory for one: the kernel ends it
    "freeze_loading",  # one is frozen for good before it has loaded anything
    "clock",  # a worker's time of day jumps
    "disk",  # the disk that a worker logs to is full
    "rules",  # other rules become active
    "exempt",  # an exemption of somebody who has not worked yet
    "erase",  # a session is erased
    "broken_control",  # a control that nobody understands, for some seconds
    "no_rules",  # no rules are active, for some seconds
]

Kind = Literal[
    "group",
    "scale",
    "zombie",
    "redaction",
    "holes",
    "terms",
    "idle",
    "poison",
    "damaged",
    "clock",
    "disk",
    "mixed",
]

_OF_KIND: Final[dict[Kind, tuple[Fault, ...]]] = {
    "group": ("kill", "stop", "freeze", "add", "abort", "kill_opening"),
    "scale": ("add", "stop", "roll", "kill_all", "swell", "flap", "leave_opening"),
    "zombie": ("freeze",),
    "redaction": (
        "redaction_kill",
        "redaction_abort",
        "redaction_term",
        "redaction_freeze",
        "redaction_memory",
    ),
    "holes": ("kill", "stop", "add", "flap"),
    "terms": ("rules", "exempt", "erase", "broken_control", "no_rules", "kill", "stop"),
    "idle": ("kill", "freeze", "stop"),
    "poison": ("kill", "redaction_kill", "stop"),
    "damaged": ("kill", "stop"),
    "clock": ("clock", "clock", "kill"),
    "disk": ("disk", "kill"),
    "mixed": (
        "kill",
        "stop",
        "freeze",
        "add",
        "redaction_kill",
        "redaction_freeze",
        "freeze_loading",
        "rules",
        "kill_opening",
        "leave_opening",
    ),
}
KINDS: Final[tuple[Kind, ...]] = tuple(_OF_KIND)
MODELS_EVERY: Final = 19
"""One seed in so many runs with the shipped models; the kinds come in turn there, too."""


@dataclass(frozen=True, slots=True)
class Step:
    """Feed a round of work, wait, and then let a fault happen; `victim` is taken modulo who is there."""

    wait_s: float
    fault: Fault
    victim: int
    for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. `people` work in each partition; each step of `steps` is preceded by a round of work.

    `repeats` is how likely a raw message comes twice, with `late` also behind the end of its stretch;
    `poison` names texts that kill redaction, `damaged` counts messages that are none in each round;
    with `models` the shipped detector is used, which needs a hundred times the processor time.
    """

    seed: int
    kind: Kind
    partitions: int
    people: int
    parts: int
    workers: int
    steps: tuple[Step, ...]
    idle_gap_s: int = 60
    repeats: float = 0.0
    late: bool = False
    poison: tuple[str, ...] = ()
    damaged: int = 0
    models: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        """How many rounds of work there are: the last one comes after the last fault."""
        return len(self.steps) + 1


def kind_of(seed: int) -> Kind:
    """Every kind in turn."""
    return KINDS[seed % len(KINDS)]


def plan_of(seed: int, kind: Kind | None = None) -> Plan:
    """The plan of a seed; `kind` overrides the one that it would have."""
    chosen = kind or kind_of(seed)
    chance = random.Random(f"plan/{seed}")
    faults = _OF_KIND[chosen]
    steps = tuple(_step(chance, chance.choice(faults)) for _ in range(chance.randint(2, 3)))
    plan = Plan(
        seed=seed,
        kind=chosen,
        partitions=chance.choice([1, 2, 3]),
        people=chance.randint(2, 6),
        parts=chance.randint(2, 5),
        workers=chance.choice([1, 2, 2]),
        steps=steps,
        repeats=chance.choice([0.0, 0.0, 0.1]),
    )
    more = _MORE.get(chosen)
    plan = plan if more is None else more(plan, chance)
    return _with_models(plan) if seed % MODELS_EVERY == 0 and chosen != "poison" else plan


def _step(chance: random.Random, fault: Fault) -> Step:
    lengths = {
        "freeze": (0.3, 12.0),
        "broken_control": (1.0, 3.0),
        "no_rules": (1.0, 3.0),
        "clock": (0.5, 2.0),
        "swell": (0.5, 4.0),
    }
    for_s = round(chance.uniform(*lengths[fault]), 1) if fault in lengths else 0.0
    return Step(round(chance.uniform(0.0, 2.5), 1), fault, chance.randrange(12), for_s)


def _replaced(plan: Plan, **changes: object) -> Plan:
    return replace(plan, **changes)  # type: ignore[arg-type]


def _with_models(plan: Plan) -> Plan:
    more = {"TORTURE_MODELS": "1", "CLEANTRACE_REDACTION_TIMEOUT_S": "90", "CLEANTRACE_LOAD_TIMEOUT_S": "120"}
    return replace(plan, models=True, environment={**plan.environment, **more})


def _zombie(plan: Plan, chance: random.Random) -> Plan:
    steps = tuple(
        Step(s.wait_s, "freeze", s.victim, round(chance.uniform(10, 13), 1)) for s in plan.steps[:2]
    )
    return _replaced(plan, steps=steps, workers=2)


def _holes(plan: Plan, chance: random.Random) -> Plan:
    return _replaced(plan, environment={"TORTURE_HOLES": str(plan.seed)})


def _idle(plan: Plan, chance: random.Random) -> Plan:
    environment = {"CLEANTRACE_IDLE_MARGIN_S": "1"}
    gap_s = chance.choice([5, 6])
    return _replaced(plan, idle_gap_s=gap_s, repeats=0.1, late=True, environment=environment)


def _poison(plan: Plan, chance: random.Random) -> Plan:
    names = ["poisonraise", "poisondie", "poisonhang", "poisoneat", "poisonslow"]
    environment = {"CLEANTRACE_REDACTION_TIMEOUT_S": "3"}
    return _replaced(
        plan, poison=tuple(chance.sample(names, 3)), steps=plan.steps[:2], environment=environment
    )


def _damaged(plan: Plan, chance: random.Random) -> Plan:
    return _replaced(plan, damaged=chance.randint(3, 12))


_MORE: Final[dict[Kind, Callable[[Plan, random.Random], Plan]]] = {
    "zombie": _zombie,
    "holes": _holes,
    "idle": _idle,
    "poison": _poison,
    "damaged": _damaged,
    "clock": _idle,
}
