"""Check digits: the arithmetic by which a number shows that it was issued, not made up.

Owns algorithms alone. Each takes digits (or capital letters and digits) without separators.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

# Source: Verhoeff, "Error detecting decimal codes" (1969): the dihedral group D5 and its permutation.
_VERHOEFF_D: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P: Final = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
_BASE36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def weighted(digits: str, weights: Iterable[int]) -> int:
    """The sum of digits times weights, over the shorter of the two."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """Source: ISO/IEC 7812-1, annex B."""
    return luhn_sum(digits) % 10 == 0


def luhn_sum(digits: str) -> int:
    """The Luhn sum, the last digit counted once."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total


def verhoeff(digits: str) -> bool:
    """Source: Verhoeff (1969), as UIDAI prescribes for Aadhaar."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = int(_VERHOEFF_D[state][int(_VERHOEFF_P[place % 8][int(digit)])])
    return state == 0


def mod11_10(digits: str) -> bool:
    """Source: ISO/IEC 7064, hybrid system MOD 11,10."""
    state = 10
    for digit in digits[:-1]:
        state = (state + int(digit)) % 10 or 10
        state = state * 2 % 11
    return (state + int(digits[-1])) % 10 == 1


def mod11_2(text: str) -> bool:
    """Source: ISO/IEC 7064, pure system MOD 11-2 (the last character may be X)."""
    state = 0
    for digit in text[:-1]:
        state = (state + int(digit)) * 2 % 11
    last = 10 if text[-1] == "X" else int(text[-1])
    return (state + last) % 11 == 1


def mod97(text: str) -> bool:
    """Source: ISO 13616 (IBAN): letters count from 10, the first four characters go last, remainder 1."""
    turned = text[4:] + text[:4]
    return int("".join(str(_BASE36.index(sign)) for sign in turned)) % 97 == 1


def ean(digits: str) -> bool:
    """Source: GS1 General Specifications, check digit of GTIN-13."""
    return sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(digits))) % 10 == 0


def mod36_luhn(text: str) -> bool:
    """Source: GSTN, check character of GSTIN (Luhn's idea over 36 signs)."""
    total = 0
    for place, sign in enumerate(reversed(text[:-1])):
        product = _BASE36.index(sign) * (1 + (place + 1) % 2)
        total += product // 36 + product % 36
    return _BASE36[-total % 36] == text[-1]


def remainder_11(digits: str, weights: Sequence[int], ten: int = 0) -> bool:
    """Whether the digit after the weighted ones is the sum modulo 11 (`ten` where that is 10)."""
    rest = weighted(digits, weights) % 11
    return int(digits[len(weights)]) == (ten if rest == 10 else rest)


def complement_11(digits: str, weights: Sequence[int]) -> bool:
    """Whether the digit after the weighted ones is 11 less the sum modulo 11 (0 for 10 and 11)."""
    rest = -weighted(digits, weights) % 11
    return int(digits[len(weights)]) == (0 if rest == 10 else rest)


def base58check(text: str) -> bool:
    """Source: Bitcoin's Base58Check: 25 bytes, the last four begin the double SHA-256 of the others."""
    signs = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    value = 0
    for sign in text:
        place = signs.find(sign)
        if place < 0:
            return False
        value = value * 58 + place
    if value >= 1 << 200:
        return False
    data = value.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]


def is_day(year: str, month: str, day: str) -> bool:
    """Whether the month and the day exist (the 29th of February always does)."""
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    number = int(month)
    return bool(year) and 1 <= number <= 12 and 1 <= int(day) <= longest[number - 1]


def is_yymmdd(digits: str) -> bool:
    """Whether the first six digits are a day."""
    return is_day(digits[:2], digits[2:4], digits[4:6])


def is_ddmmyy(digits: str) -> bool:
    """Whether the first six digits are a day, the day first."""
    return is_day(digits[4:6], digits[2:4], digits[:2])
