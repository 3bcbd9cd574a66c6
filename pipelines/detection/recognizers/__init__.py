"""What structure alone shows: recognizers for what stands on screens.

Owns the order in which they are asked, normalisation before and mapping back after. Each
module of this package finds one kind of thing in a normalised text with `find`; a new one is
added to `FINDERS`. Spans may overlap here: the engine settles who wins.
"""

from collections.abc import Callable, Iterable
from typing import Final

from pipelines.detection.normalise import normalise
from pipelines.detection.recognizers import (
    accounts,
    addresses,
    chats,
    dates,
    doing,
    email,
    finance,
    government,
    greetings,
    handles,
    host_people,
    hosts,
    ids,
    labelled_people,
    meetings,
    network,
    organizations,
    people,
    phones,
    repositories,
    scripts,
    secrets,
    urls,
    workplaces,
)
from pipelines.detection.recognizers.context import in_context
from pipelines.detection.spans import Span

__all__ = ["FINDERS", "in_context", "recognize", "recognize_plain"]

FINDERS: Final[tuple[Callable[[str], Iterable[Span]], ...]] = (
    email.find,
    secrets.find,
    urls.find,
    hosts.find,
    host_people.find,
    network.find,
    handles.find,
    repositories.find,
    finance.find,
    government.find,
    phones.find,
    dates.find,
    addresses.find,
    ids.find,
    accounts.find,
    greetings.find,
    labelled_people.find,
    chats.find,
    meetings.find,
    doing.find,
    organizations.find,
    workplaces.find,
    people.find,
    scripts.find,
)


def recognize(text: str) -> list[Span]:
    """Spans that the text alone shows, sorted; they may overlap, and weak ones are among them."""
    plain = normalise(text)
    moved = (
        Span(*plain.to_source(span.start, span.end), span.entity, span.score, span.rule)
        for span in recognize_plain(plain.text)
    )
    return _best(moved)


def recognize_plain(text: str) -> list[Span]:
    """The same for a text that is normalised already, in its own offsets."""
    return _best(span for find in FINDERS for span in find(text))


def _best(spans: Iterable[Span]) -> list[Span]:
    """Of those with the same place and entity the one with the highest score, and the first of these."""
    best: dict[tuple[int, int, str], Span] = {}
    for span in spans:
        place = (span.start, span.end, span.entity)
        known = best.get(place)
        if known is None or known.score < span.score:
            best[place] = span
    return sorted(best.values())
