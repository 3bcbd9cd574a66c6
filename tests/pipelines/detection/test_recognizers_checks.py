"""Check digits: a number made to fit passes, and changing any one digit makes it fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.recognizers import checks

DIGITS = st.text(alphabet="0123456789", min_size=8, max_size=14)


@given(DIGITS, st.integers(0, 13), st.integers(1, 9))
@pytest.mark.parametrize("check", [checks.luhn, checks.verhoeff, checks.mod11_10], ids=lambda c: c.__name__)
def test_one_last_digit_fits_and_one_wrong_digit_shows(check, body: str, place: int, by: int) -> None:
    fitting = [body + digit for digit in "0123456789" if check(body + digit)]
    assert len(fitting) == 1
    number, place = fitting[0], place % len(body)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not check(wrong)


@pytest.mark.parametrize(
    ("text", "fits"), [("GB33BUKB20201585927419", True), ("GB33BUKB20201585927418", False)]
)
def test_iban(text: str, fits: bool) -> None:
    assert checks.mod97(text) is fits


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("850512", True), ("851312", False), ("850230", False), ("850229", True), ("850500", False)],
)
def test_days(digits: str, is_one: bool) -> None:
    assert checks.is_yymmdd(digits) is is_one
