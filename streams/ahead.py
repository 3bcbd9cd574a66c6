"""Reading ahead: what screens show is looked at while its stretch is still open.

Owns which lines are given to the redaction processes before their stretch closes: those that neither rules
nor controls exclude. What is found is remembered under keyed hashes and used again when the stretch is
redacted, so that most of the models' work is done by then; no result depends on it.
"""

from collections.abc import Iterable

from pipelines.apps import AppFilter
from pipelines.sharing import Fresh
from streams.follower import InForce


class Choice:
    """Which new lines may be read ahead under what is in force."""

    def __init__(self) -> None:
        self._digest = ""
        self._apps: AppFilter | None = None

    def of(self, fresh: Iterable[Fresh], force: InForce) -> list[str]:
        """The texts of lines that neither rules nor controls say anything of."""
        if self._apps is None or self._digest != force.rules_digest:
            self._apps, self._digest = AppFilter(force.rules.apps), force.rules_digest
        apps = self._apps
        return [
            text
            for one in fresh
            if not force.controls.says_something_of(one.envelope) and not apps.excluded(one.context)
            for text in one.texts
        ]
