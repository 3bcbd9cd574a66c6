"""A text without the numbers that say nothing about anybody: what is found in it is found in all like it.

Owns which numbers those are. Counters, prices, times and row numbers make most of the new lines of a
screen new; whatever is personal in such a line is so whatever the number. A number keeps its digits where
they may decide something: days, months and years, leading zeros, several groups, letters beside it, more
than five digits.
"""

import re
from typing import Final

_NUMBERS: Final = re.compile(
    r"(?<![0-9A-Za-z+/@.-])(?<![0-9][:,])[0-9]++(?:[ ()/.:,+-]{1,3}[0-9]++)*+(?![0-9A-Za-z/@-]|\.[A-Za-z])"
)
_TIME: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_PRICE: Final = re.compile(r"([0-9]{1,4})[.,]([0-9]{2,3})")
_OTHER: Final = {2: "73", 3: "730", 4: "7305", 5: "73059"}
"""Without an order: a model takes `12345` for a number that stands for any."""
_MOST_DAYS: Final = 31
_YEARS: Final = range(1900, 2100)


def shape_of(text: str) -> str:
    """The text, of the same length, with each number that says nothing in place of its like."""
    return _NUMBERS.sub(lambda number: _plain(number[0]), text) if any(map(str.isdigit, text)) else text


def _plain(number: str) -> str:
    if number.isdigit():
        return _whole(number)
    if _TIME.fullmatch(number):
        hour, _, rest = number.partition(":")
        return ("7" if len(hour) == 1 else "17") + ":" + "30:29"[: len(rest)]
    price = _PRICE.fullmatch(number)
    if price is None or (int(price[1]) <= _MOST_DAYS and int(price[2]) <= _MOST_DAYS):
        return number
    return "7305"[: len(price[1])] + number[price.start(2) - 1] + "592"[: len(price[2])]


def _whole(number: str) -> str:
    """A whole number: a day, a month, a year, or one of many."""
    if number.startswith("0") or int(number[:9]) <= _MOST_DAYS or int(number[:9]) in _YEARS:
        return number
    return _OTHER.get(len(number), number)
