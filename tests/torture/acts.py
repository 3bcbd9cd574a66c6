"""The faults of plans: what each does to the workers, the terms or the disk of a run.

A fault says whether there was anybody that it could happen to.
"""

import signal
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from schemas.control import Control, Erase, Exempt
from streams.controls import write_control
from streams.kafka import Outgoing, send
from tests.torture import faults, sessions
from tests.torture.plan import Fault, Step

if TYPE_CHECKING:
    from tests.torture.runner import Run

_JOIN_S: Final = 20.0
"""How long is waited for a worker that joins its group."""


def _victim(run: "Run", step: Step) -> int | None:
    there = run.fleet.awake()
    return there[step.victim % len(there)] if there else None


def _signal(run: "Run", step: Step, number: signal.Signals) -> bool:
    victim = _victim(run, step)
    return victim is not None and faults.send_signal(run.fleet.pid(victim), number)


def _kill(run: "Run", step: Step) -> bool:
    return _signal(run, step, signal.SIGKILL)


def _stop(run: "Run", step: Step) -> bool:
    return _signal(run, step, signal.SIGTERM)


def _abort(run: "Run", step: Step) -> bool:
    """Only of those that have begun: before, there is nothing in memory that a core file could show."""
    there = [n for n in run.fleet.awake() if '"event":"starting"' in run.stand.log(n)]
    if not there:
        return False
    victim = there[step.victim % len(there)]
    return faults.send_signal(run.fleet.pid(victim), signal.SIGABRT)


def _add(run: "Run", step: Step) -> bool:
    run.fleet.start()
    return True


def _kill_all(run: "Run", step: Step) -> bool:
    for number in run.fleet.running():
        run.stand.kill(number)
    return True


def _roll(run: "Run", step: Step) -> bool:
    for number in run.fleet.awake():
        run.stand.processes[number].send_signal(signal.SIGTERM)
        run.fleet.start()
        time.sleep(0.5)
    return True


def _kill_opening(run: "Run", step: Step) -> bool:
    number = run.fleet.start()
    if run.fleet.until_logged(number, "assigned", _JOIN_S):
        time.sleep(run.chance.uniform(0, 0.4))
    run.stand.kill(number)
    return True


def _leave_opening(run: "Run", step: Step) -> bool:
    """A rebalance while partitions are being opened: somebody leaves who was there before."""
    victim, number = _victim(run, step), run.fleet.start()
    if victim is None or not run.fleet.until_logged(number, "assigned", _JOIN_S):
        return False
    run.fleet.tell_to_stop(victim)
    return True


def _flap(run: "Run", step: Step) -> bool:
    """Two assignments close together: somebody joins and goes, and another one joins."""
    number = run.fleet.start()
    if not run.fleet.until_logged(number, "starting", _JOIN_S):
        return False
    time.sleep(run.chance.uniform(0, 1.5))
    run.fleet.start()
    run.fleet.tell_to_stop(number)
    return True


def _swell(run: "Run", step: Step) -> bool:
    """Three workers, work for all of them, and one that is left."""
    run.fleet.fill_up(3)
    run.fleet.until_logged(run.fleet.running()[-1], "assigned", _JOIN_S)
    run.feed()
    time.sleep(step.for_s)
    there = run.fleet.awake()
    for number in there[:-1]:
        run.fleet.tell_to_stop(number)
    return len(there) > 1


def _freeze(run: "Run", step: Step) -> bool:
    victim = _victim(run, step)
    if victim is None or not faults.send_signal(run.fleet.pid(victim), signal.SIGSTOP):
        return False
    run.fleet.frozen.add(victim)
    _later(run, step.for_s, lambda: _thaw(run, victim))
    return True


def _thaw(run: "Run", victim: int) -> None:
    if run.stand.processes[victim].poll() is None:
        faults.send_signal(run.fleet.pid(victim), signal.SIGCONT)
    run.fleet.frozen.discard(victim)


def _later(run: "Run", wait_s: float, do: Any) -> None:
    timer = threading.Timer(wait_s, do)
    run.timers.append(timer)
    timer.start()


def _redaction(run: "Run", step: Step) -> list[int]:
    end_s = time.monotonic() + 20
    while time.monotonic() < end_s:
        victim = _victim(run, step)
        there = [] if victim is None else faults.redaction_processes(run.fleet.pid(victim))
        if there:
            return there
        time.sleep(0.1)
    return []


def _redaction_signal(run: "Run", step: Step, number: signal.Signals) -> bool:
    there = _redaction(run, step)
    return bool(there) and faults.send_signal(there[step.victim % len(there)], number)


def _redaction_kill(run: "Run", step: Step) -> bool:
    return _redaction_signal(run, step, signal.SIGKILL)


def _redaction_abort(run: "Run", step: Step) -> bool:
    return _redaction_signal(run, step, signal.SIGSEGV)


def _redaction_term(run: "Run", step: Step) -> bool:
    return _redaction_signal(run, step, signal.SIGTERM)


def _redaction_freeze(run: "Run", step: Step) -> bool:
    return _redaction_signal(run, step, signal.SIGSTOP)


def _freeze_loading(run: "Run", step: Step) -> bool:
    """A new worker whose redaction process freezes for good before it has loaded anything."""
    pid = run.fleet.pid(run.fleet.start())
    end_s = time.monotonic() + _JOIN_S
    while time.monotonic() < end_s:
        there = faults.redaction_processes(pid)
        if there:
            return faults.send_signal(there[0], signal.SIGSTOP)
        time.sleep(0.02)
    return False


def _redaction_memory(run: "Run", step: Step) -> bool:
    there = _redaction(run, step)
    if not there:
        return False
    how = faults.leave_no_memory(there[step.victim % len(there)], group_of(run))
    run.result.counts[f"memory taken by {how}"] += 1
    return how != "gone"


def group_of(run: "Run") -> str:
    return f"cleantrace-torture-{run.stand.prefix.strip('.')}"


def _clock(run: "Run", step: Step) -> bool:
    victim = _victim(run, step)
    if victim is None or not run.fleet.clocks.get(victim, run.stand.folder / "none").exists():
        return False
    jump = run.chance.choice(faults.JUMPS_S)
    run.fleet.clocks[victim].write_text(f"{jump}\n")
    return True


def _disk(run: "Run", step: Step) -> bool:
    if (run.stand.folder / "small").exists():
        faults.fill_disk(run.stand.folder)
        return True
    victim = _victim(run, step)
    return victim is not None and faults.stop_writing(run.fleet.pid(victim))


def _rules(run: "Run", step: Step) -> bool:
    run.change_rules()
    return True


def _exempt(run: "Run", step: Step) -> bool:
    person = sessions.session_id(0, step.victim % run.plan.people)
    _control(run, Exempt(v=1, user_id=f"u-{person}", from_=0, until=None), f"x{len(run.controls)}")
    return True


def _erase(run: "Run", step: Step) -> bool:
    person = sessions.session_id(0, step.victim % run.plan.people)
    until = sessions.T0 + (run.fed - 1) * sessions.ROUND_MS
    erase = Erase(v=1, session_id=person, from_=sessions.T0 - 1, until=max(until, sessions.T0))
    _control(run, erase, f"e{len(run.controls)}")
    return True


def _control(run: "Run", control: Control, name: str) -> None:
    write_control(run.stand.settings, control, name)
    run.controls.append(control)


def _broken_control(run: "Run", step: Step) -> bool:
    topic = run.stand.settings.controls_topic
    send(run.stand.settings, [Outgoing(topic, b"halt/h1", b'{"v":1,"kind":"halt","from":"soon"}')])
    time.sleep(step.for_s)
    send(run.stand.settings, [Outgoing(topic, b"halt/h1", None)])
    return True


def _no_rules(run: "Run", step: Step) -> bool:
    topic = run.stand.settings.rules_topic
    send(run.stand.settings, [Outgoing(topic, b"active", b"sha256:" + b"0" * 64)])
    time.sleep(step.for_s)
    run.stand.publish_rules(run.documents[-1])
    return True


ACTS: Final[dict[Fault, Callable[["Run", Step], bool]]] = {
    "kill": _kill,
    "stop": _stop,
    "abort": _abort,
    "add": _add,
    "kill_all": _kill_all,
    "roll": _roll,
    "kill_opening": _kill_opening,
    "leave_opening": _leave_opening,
    "flap": _flap,
    "swell": _swell,
    "freeze": _freeze,
    "redaction_kill": _redaction_kill,
    "redaction_abort": _redaction_abort,
    "redaction_term": _redaction_term,
    "redaction_freeze": _redaction_freeze,
    "redaction_memory": _redaction_memory,
    "freeze_loading": _freeze_loading,
    "clock": _clock,
    "disk": _disk,
    "rules": _rules,
    "exempt": _exempt,
    "erase": _erase,
    "broken_control": _broken_control,
    "no_rules": _no_rules,
}
