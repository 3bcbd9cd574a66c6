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
    scripts,
    secrets,
    urls,
    workplaces,
)
from pipelines.detection.recognizers.context import in_context
from pipelines.detection.spans import Span

__all__ = ["FINDERS", "in_context", "recognize"]

FINDERS: Final[tuple[Callable[[str], Iterable[Span]], ...]] = (
    email.find,
    secrets.find,
    urls.find,
    hosts.find,
    host_people.find,
    network.find,
    handles.find,
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
    best: dict[tuple[int, int, str], Span] = {}
    for find in FINDERS:
        for span in find(plain.text):
            start, end = plain.to_source(span.start, span.end)
            known = best.get((start, end, span.entity))
            if known is None or known.score < span.score:
                best[start, end, span.entity] = Span(start, end, span.entity, span.score, span.rule)
    return sorted(best.values())
