"""The pipeline without a broker: a list of messages in, a list of trajectories out."""

from typing import Any

import orjson

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.naming import Key
from pipelines.outcome import Outcome
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.rules import AppRule, Apps, Rules
from tests.build import to_line
from tests.words import WordDetector

KEY = Key(bytes(range(32)))
RULES = Rules(name="test", apps=Apps(exclude=(AppRule(app="com.1password.*"),)), rules_digest="sha256:r")


def outcomes(
    messages: list[dict[str, Any]],
    *,
    rules: Rules = RULES,
    controls: dict[str, dict[str, Any]] | None = None,
    detector: Any = None,
    key: Key = KEY,
) -> list[Outcome]:
    """What becomes of raw messages (JSON values), in the order in which their stretches close."""
    records = {name: orjson.dumps(value) for name, value in (controls or {}).items()}
    control_set = ControlSet.from_records(records)
    redactor = Redactor(rules, detector or WordDetector(), key)
    sessions = Sessions("raw.jsonl", 0, lambda: rules.trajectory)
    done: list[Outcome] = []
    for offset, form in enumerate(messages):
        added = sessions.add(decode_message(to_line(form)), offset, None)
        done.extend(redactor.process(stretch, control_set) for stretch in added.closed)
    done.extend(redactor.process(stretch, control_set) for stretch in sessions.close_all())
    return done


def trajectories(messages: list[dict[str, Any]], **given: Any) -> list[dict[str, Any]]:
    """The published trajectories, as JSON values."""
    return [orjson.loads(o.trajectory) for o in outcomes(messages, **given) if o.trajectory is not None]


def actions(messages: list[dict[str, Any]], **given: Any) -> list[dict[str, Any]]:
    """All actions of all trajectories in order."""
    return [step["action"] for t in trajectories(messages, **given) for step in t["steps"]]
