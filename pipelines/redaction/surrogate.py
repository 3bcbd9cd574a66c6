"""Made-up values of the same kind, chosen by a digest: the same value, the same surrogate.

Names are invented pairs of common given and family names; numbers keep their form with other digits.
Nothing of the value but its shape goes into its surrogate.
"""

import random
from typing import Final

_GIVEN: Final = (
    "Alma Bruno Celia Dario Edda Fabio Greta Hugo Ines Jonas Kaja Levi Mira Nils Olga Pablo Ruben Selma "
    "Tessa Ulla Vera Wanda Xenia Yara Zoran Amir Binta Chen Devi Emeka Farah Hana"
).split()
_FAMILY: Final = (
    "Abel Brandt Castro Dahl Eriksen Fuchs Garza Haas Iversen Jansen Keller Lindqvist Moreau Novak Olsen "
    "Petrov Quist Rossi Santos Tanaka Ueda Vidal Weiss Xu Yilmaz Zeman Adeyemi Banerjee Cho Diallo Eze Farouk"
).split()
_STREETS: Final = (
    "Alder Birch Cedar Dune Elder Fern Grove Hazel Ivy Juniper Larch Maple Orchard Poplar".split()
)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def surrogate(entity: str, value: str, digest: str) -> str:
    """A made-up value; `digest` is hex and decides it."""
    chance = random.Random(int(digest, 16))  # noqa: S311 - keyed by an HMAC, not a source of secrets
    if entity == "PERSON":
        given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
        return f"{given} {family}" if " " in value.strip() else given
    if entity == "EMAIL_ADDRESS":
        return f"{chance.choice(_GIVEN)}.{chance.choice(_FAMILY)}@example.com".lower()
    if entity == "ADDRESS":
        return f"{chance.randrange(1, 400)} {chance.choice(_STREETS)} Street"
    if entity == "ORGANIZATION":
        return f"{chance.choice(_FAMILY)} & {chance.choice(_FAMILY)}"
    if entity == "URL":
        return f"https://example.com/{digest[:8]}"
    if entity == "IP_ADDRESS":
        return f"192.0.2.{chance.randrange(1, 255)}"
    return "".join(_other(char, chance) for char in value)


def _other(char: str, chance: random.Random) -> str:
    if char.isdigit():
        return str(chance.randrange(10))
    if char.isalpha():
        letter = chance.choice(_LETTERS)
        return letter.upper() if char.isupper() else letter
    return char
