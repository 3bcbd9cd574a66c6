"""Times and durations as operators write them: `30m`, `2026-10-26T09:00:00+02:00`, milliseconds."""

import re
from datetime import datetime
from typing import Final

_UNITS_MS: Final = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_PART: Final = re.compile(r"(\d+)(ms|[smhdw])")
_MAX_MS: Final = 253_402_300_799_999


def parse_duration_ms(text: str) -> int:
    """Milliseconds of a duration such as `90s`, `30m`, `1h30m` or `7d`.

    Raises: ValueError, with what would be right.
    """
    plain = text.strip().lower()
    parts = _PART.findall(plain)
    if not parts or "".join(number + unit for number, unit in parts) != plain:
        raise ValueError(f"{text!r} is no duration: write 90s, 30m, 1h30m or 7d")
    return sum(int(number) * _UNITS_MS[unit] for number, unit in parts)


def parse_time_ms(text: str, now_ms: int) -> int:
    """Milliseconds since the epoch of a time: ISO 8601 with a zone, milliseconds, `now`, `+30m` or `-2h`.

    Raises: ValueError, with what would be right.
    """
    plain = text.strip()
    if plain == "now":
        return now_ms
    if plain[:1] in "+-" and plain:
        sign = 1 if plain[0] == "+" else -1
        at_ms = now_ms + sign * parse_duration_ms(plain[1:])
    elif plain.isascii() and plain.isdigit():
        at_ms = int(plain)
    else:
        at_ms = _iso_ms(plain)
    if not 0 <= at_ms <= _MAX_MS:
        raise ValueError(f"{text!r} lies outside the years 1970 to 9999")
    return at_ms


def _iso_ms(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no time: write 2026-10-26T09:00:00+02:00, now, -2h, +30m or milliseconds"
        ) from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone: write {text}Z or {text}+02:00")
    return round(moment.timestamp() * 1000)
