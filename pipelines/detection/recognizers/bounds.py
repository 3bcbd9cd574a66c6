"""Where a number begins and ends: the checks around it that all recognizers of numbers share.

Owns look-around alone, as pieces of patterns.
"""

from typing import Final

NOT_AFTER_NUMBER: Final = r"(?<!\d[.:/-])"
"""Not behind a digit and a sign that joins numbers: no part of a version, a time, a date or a ratio."""
NOT_BEFORE_NUMBER: Final = r"(?![.:/-]\d)"
"""Not before a sign that joins numbers and a digit."""
WHOLE: Final = rf"(?!\w){NOT_BEFORE_NUMBER}"
"""The end of a number that stands by itself."""
