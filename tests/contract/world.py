"""The contract from outside: JSON lines in, trajectories, audit records and dead letters out.

`World` runs what `cleantrace run` runs, in this process, so that models are loaded once.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.chain import Redactor
from pipelines.consent import read_controls
from pipelines.detection.spans import Detector
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.outcome import Outcome
from pipelines.rules import load_rules, parse_rules
from schemas.rules import Rules
from streams.filerun import Sinks, run_file
from tests.build import message, to_line

KEY = Key(bytes(range(32)))
PLACED = re.compile(r"<(?:SECRET|CLIPBOARD|TEXT|[A-Z_]+_[0-9a-f]{6})>")


@dataclass(frozen=True)
class Ran:
    """What a file run wrote, as JSON values."""

    trajectories: list[dict[str, Any]]
    audit: list[dict[str, Any]]
    dead: list[dict[str, Any]]
    raw: str

    @property
    def steps(self) -> list[dict[str, Any]]:
        return [step for trajectory in self.trajectories for step in trajectory["steps"]]

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [step["action"] for step in self.steps]

    @property
    def ends(self) -> list[tuple[int, int]]:
        return [(t["source"]["first_seq"], t["source"]["last_seq"]) for t in self.trajectories]

    def lines(self, step: int = -1) -> list[str]:
        """The lines of the screen that was last seen before or at a step."""
        seen = [s["observation"] for s in self.steps[: step or None] + self.steps[step:] if s["observation"]]
        return [line["text"] for line in seen[-1]["screen"]["text"]]


class World:
    """Runs files under rules and controls; a detector is made once for each rules document."""

    def __init__(self, detector: Callable[[Rules], Detector]) -> None:
        self._make = detector
        self._made: dict[str, Detector] = {}

    def lines(
        self, lines: Iterable[bytes], rules: str | None = None, controls: Iterable[dict[str, Any]] = ()
    ) -> Ran:
        read = load_rules(None) if rules is None else parse_rules(rules.encode(), None, "rules.yaml")
        if read.rules_digest not in self._made:
            self._made[read.rules_digest] = self._make(read)
        redactor = Redactor(read, self._made[read.rules_digest], KEY)
        given = read_controls([orjson.dumps(control) for control in controls])

        def redact(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Outcome]]:
            return ((stretch, redactor.process(stretch, given)) for stretch in stretches)

        out, audit, dead = io.BytesIO(), io.BytesIO(), io.BytesIO()
        source = io.BytesIO(b"".join(line + b"\n" for line in lines))
        run_file(source, "raw.jsonl", read.trajectory, redact, Sinks(out, audit, dead))
        written = [
            [orjson.loads(line) for line in sink.getvalue().splitlines()] for sink in (out, audit, dead)
        ]
        return Ran(written[0], written[1], written[2], out.getvalue().decode())

    def session(
        self,
        events: list[dict[str, Any]],
        *contexts: dict[str, Any],
        rules: str | None = None,
        controls: Iterable[dict[str, Any]] = (),
        **envelope: Any,
    ) -> Ran:
        """One message of one session."""
        form = message(events, contexts=list(contexts) or None, **envelope)
        ran = self.lines([to_line(form)], rules, controls)
        assert not ran.dead, ran.dead
        for step in ran.steps:
            check_redactions(step)
        return ran


def check_redactions(step: dict[str, Any]) -> None:
    """Every placeholder in a step is listed, and every listed one stands where its path says."""
    listed = set()
    for item in step["redactions"]:
        node: Any = step
        for part in item["path"].split("."):
            node = node[int(part)] if isinstance(node, list) else node[part]
        assert PLACED.fullmatch(node[item["start"] : item["end"]]), (item, node)
        listed.add((item["path"], item["start"]))
    for path, text in _texts({name: step[name] for name in ("observation", "action")}, ""):
        for found in PLACED.finditer(text):
            assert (path, found.start()) in listed, (path, text)


def _texts(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield from _texts(child, f"{path}.{name}" if path else str(name))
