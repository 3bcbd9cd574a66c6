"""Numbers that name a customer, employee, order, patient, policy, ticket or case.

Owns the order: what a label announces, what a form shows, what courts and carriers write.
"""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.recognizers.ids import courts, forms, labels, parcels
from pipelines.detection.spans import Span

_DIGITS: Final = re.compile(r"\d\D{0,6}\d")


def find(text: str) -> Iterable[Span]:
    """Numbers of people, orders and cases in a text."""
    if not any(sign.isdigit() for sign in text):
        return
    yield from labels.find(text)
    if not _DIGITS.search(text):
        return
    yield from forms.find(text)
    yield from courts.find(text)
    yield from parcels.find(text)
