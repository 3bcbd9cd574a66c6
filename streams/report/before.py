"""The steps of a stretch as they would be without redaction, for people who may see raw text.

Goes the way of `pipelines.chain` up to the texts, and stops there. What secure fields took in is
not there either: it is never kept.
"""

from dataclasses import dataclass
from typing import Any

from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.draft import Book, Scene
from pipelines.entries import Entry, Stretch
from pipelines.gate import Gated, pass_gate
from pipelines.redaction.book import Published
from pipelines.scenes import DraftScene, Scenes
from pipelines.steps import draft_steps
from pipelines.trajectory import Observations, fill
from schemas.raw import ScreenEvent
from schemas.rules import Rules


@dataclass(frozen=True, slots=True)
class Pane:
    """A window on a screen: its bounds (pixels), its app's name, and whether rules exclude it."""

    bounds: tuple[float, float, float, float]
    name: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class RawStep:
    """A step before redaction: its action and observation as JSON values, and what the screen is made of."""

    action: dict[str, Any]
    observation: dict[str, Any]
    scene: DraftScene
    panes: tuple[Pane, ...]


def raw_steps(stretch: Stretch, controls: ControlSet, rules: Rules) -> list[RawStep]:
    """The steps of a stretch with their raw texts."""
    apps = AppFilter(rules.apps)
    gated = pass_gate(stretch, controls, apps)
    if not gated.segments:
        return []
    book = Book()
    cuts = {"cut_before": stretch.cut_before, "cut_after": stretch.cut_after}
    draft = draft_steps(gated.segments, book, rules.fields, **cuts)
    scenes = Scenes(gated.segments, book, apps, rules.fields.url, gated.hidden_titles)
    drawn = [scenes.draw(step) for step in draft.steps]
    texts = [Published(slot.text, ()) for slot in book.slots]
    observations = Observations(texts)
    return [
        RawStep(
            fill(step.action, texts, "action").value,
            observations.of(scene).value,
            scene,
            _panes(gated, step.scene, apps),
        )
        for step, scene in zip(draft.steps, drawn, strict=True)
    ]


def _panes(gated: Gated, scene: Scene, apps: AppFilter) -> tuple[Pane, ...]:
    if scene.screen is None:
        return ()
    entry: Entry = gated.segments[scene.segment][scene.screen]
    event = entry.event
    if not isinstance(event, ScreenEvent):
        return ()
    contexts = entry.envelope.contexts
    if event.windows is None:
        bounds = entry.context.bounds
        return () if bounds is None else (Pane(bounds, entry.context.app_name or entry.context.app, False),)
    return tuple(
        Pane(window.bounds, context.app_name or context.app, apps.excluded(context))
        for window in event.windows
        for context in (contexts[window.ctx],)
    )
