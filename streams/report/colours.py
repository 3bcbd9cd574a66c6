"""The colour of each entity: families of meaning share a hue, so that a screen can be read at a glance.

Numbers are hues in degrees; lightness follows from the page's light or dark scheme.
"""

from typing import Final

COLOURS: Final[dict[str, int]] = {
    "PERSON": 262,
    "HANDLE": 285,
    "EMAIL_ADDRESS": 212,
    "PHONE_NUMBER": 192,
    "URL": 230,
    "IP_ADDRESS": 205,
    "ADDRESS": 158,
    "LOCATION": 150,
    "ORGANIZATION": 32,
    "CHANNEL": 48,
    "REPOSITORY": 60,
    "ID": 84,
    "DATE": 110,
    "CREDIT_CARD": 338,
    "IBAN_CODE": 325,
    "US_SSN": 310,
    "UK_NHS": 300,
    "US_PASSPORT": 318,
    "PASSPORT": 318,
    "SECRET": 2,
    "CLIPBOARD": 18,
    "TEXT": 220,
}
