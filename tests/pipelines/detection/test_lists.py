"""What the lists know, and that lookups ignore what they say they ignore."""

import pytest

from pipelines.detection.lists import (
    fold,
    is_ambiguous_name,
    is_common_word,
    is_given_name,
    is_interface_phrase,
    is_interface_word,
    is_place,
    is_surname,
    is_vendor,
)


@pytest.mark.parametrize(
    "word", ["Priya", "PRIYA", "priya", "Zoë", "José", "Oluwaseun", "Xiaoming", "Mark", "Søren"]
)
def test_given_names_of_many_cultures(word: str) -> None:
    assert is_given_name(word)


@pytest.mark.parametrize(
    "word", ["Shah", "Okafor", "O'Brien", "García", "GARCIA", "Müller", "Nguyễn", "Yılmaz", "Kowalska"]
)
def test_surnames_of_many_cultures(word: str) -> None:
    assert is_surname(word)


@pytest.mark.parametrize("word", ["Settings", "kubectl-like", "Inbox", "const"])
def test_ordinary_words_are_no_names(word: str) -> None:
    assert not is_given_name(word)
    assert not is_surname(word)


@pytest.mark.parametrize(
    "word", ["Mark", "Page", "Will", "May", "Grace", "Rose", "Chase", "Drew", "Bill", "Jack", "Art"]
)
def test_names_that_are_also_words_are_ambiguous(word: str) -> None:
    assert is_given_name(word) or is_surname(word)
    assert is_ambiguous_name(word)


@pytest.mark.parametrize("word", ["Priya", "Okafor", "Jennifer", "Settings"])
def test_other_words_are_not_ambiguous(word: str) -> None:
    assert not is_ambiguous_name(word)


@pytest.mark.parametrize(
    "text", ["Slack", "google sheets", "Google  Sheets", "Visual Studio Code", "Zendesk:"]
)
def test_vendors(text: str) -> None:
    assert is_vendor(text)


@pytest.mark.parametrize("text", ["Germany", "new york", "São Paulo", "Sao Paulo", "French", "EMEA"])
def test_places(text: str) -> None:
    assert is_place(text)


@pytest.mark.parametrize("text", ["Mark as read", "Save As…", "Inbox (3)", "Bill To:", "Settings"])
def test_interface_phrases(text: str) -> None:
    assert is_interface_phrase(text)


@pytest.mark.parametrize("text", ["Mark Olsen", "Priya", "Acme", ""])
def test_names_are_no_interface_phrases(text: str) -> None:
    assert not is_interface_phrase(text)


@pytest.mark.parametrize("word", ["Settings", "unresolved", "notifications", "const", "Tuesday", "engineers"])
def test_interface_words_and_their_inflections(word: str) -> None:
    assert is_interface_word(word)
    assert is_common_word(word)


@pytest.mark.parametrize(
    ("word", "folded"), [("Straße", "strase"), ("Łukasz", "lukasz"), ("ÖZGÜR", "ozgur"), ("Ş", "s")]
)
def test_folding(word: str, folded: str) -> None:
    assert fold(word) == folded
