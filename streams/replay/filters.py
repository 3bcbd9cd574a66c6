"""Which stretches a replay makes: whole ones, by session, region, app, or the dead letters in them."""

from dataclasses import dataclass

from pipelines.entries import Stretch, parts_of
from pipelines.globs import Glob
from pipelines.keyring import Keyring
from streams.replay.deadletters import Affected


@dataclass(frozen=True, slots=True)
class Filters:
    """Pseudonyms of sessions, a region (`US` takes `US-CA` too), a glob for apps; empty is all.

    With `affected`, only what dead letters change is made.
    """

    sessions: frozenset[str] = frozenset()
    region: str | None = None
    app: str | None = None
    affected: Affected | None = None

    def takes(self, stretch: Stretch, keys: Keyring) -> bool:
        """Whether a whole stretch is chosen: one event that fits is enough."""
        if self.sessions and self.sessions.isdisjoint(keys.session_names(stretch.session_id)):
            return False
        parts = parts_of(stretch.entries)
        if self.region is not None and not any(
            _in_region(region, self.region) for region in {part.envelope.region for part in parts}
        ):
            return False
        if self.app is not None:
            glob = Glob(self.app)
            if not any(glob.matches(app) for app in {part.context.app for part in parts}):
                return False
        return self.affected is None or self.affected.takes(stretch)


def _in_region(region: str | None, asked: str) -> bool:
    ours, theirs = asked.strip().upper(), (region or "").strip().upper()
    return bool(theirs) and (theirs == ours or theirs.startswith(f"{ours}-"))
