"""Normalisation reads through disguises and always finds its way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.normalise import normalise

DISGUISES = [
    ("Pri\u200bya Shah", "Priya Shah"),
    ("\u202ePriya\u202c", "Priya"),
    ("Ｐｒｉｙａ　Ｓｈａｈ", "Priya Shah"),
    ("𝐏𝐫𝐢𝐲𝐚", "Priya"),
    ("Jose\u0301 Garci\u0301a", "José García"),
    ("Рriya", "Priya"),  # a Cyrillic letter first
    ("mаrta@acme.com", "marta@acme.com"),
    ("soft\u00adware", "software"),
    ("O’Neil – “ok”", 'O\'Neil - "ok"'),
    ("٠٤٥ 12", "045 12"),
    ("ﬁle", "file"),
    ("Slack™ v2…", "Slack™ v2…"),
    ("Марта", "Марта"),
    ("山田 太郎", "山田 太郎"),
    ("प्रिया शाह", "प्रिया शाह"),
    ("plain", "plain"),
    ("", ""),
]


@pytest.mark.parametrize(("given_text", "expected"), DISGUISES)
def test_reads_through_disguises(given_text: str, expected: str) -> None:
    assert normalise(given_text).text == expected


def test_spans_cover_what_was_hidden_inside() -> None:
    text = "Hi Pri\u200bya!"
    plain = normalise(text)
    at = plain.text.index("Priya")
    start, end = plain.to_source(at, at + 5)
    assert text[start:end] == "Pri\u200bya"


ODD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\u200b\u0301\u00adаеоАＡ１ﬁ𝐏’–٠ a1@\n\u0bcd")),
    max_size=60,
)


@given(ODD)
def test_every_character_of_the_source_is_covered_in_order(text: str) -> None:
    plain = normalise(text)
    reached = 0
    for index in range(len(plain.text)):
        start, end = plain.to_source(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert end >= reached
        reached = end


@given(ODD)
def test_normalising_twice_changes_nothing_more_for_ascii_results(text: str) -> None:
    once = normalise(text).text
    if once.isascii():
        assert normalise(once).text == once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_left_alone(text: str) -> None:
    plain = normalise(text)
    assert plain.text == text
    assert plain.to_source(0, len(text)) == (0, len(text))
