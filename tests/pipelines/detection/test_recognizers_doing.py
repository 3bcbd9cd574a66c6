"""Names of those who do something on a screen, and what only looks like somebody doing it."""

import pytest

from pipelines.detection.recognizers import doing


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in doing.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ngozi is typing…", ["ngozi"]),
        ("Sagal and Hodan are typing…", ["Sagal", "Hodan"]),
        ("Ann, Bob Lee and Tim are typing", ["Ann", "Bob Lee", "Tim"]),
        ("Yusuf reacted 👍 to your message", ["Yusuf"]),
        ("Kofi Mensah pinned a message to this channel.", ["Kofi Mensah"]),
        ("Jabari moved this card from Doing to Done", ["Jabari"]),
        ("Lorcan Byrne committed 2 hours ago", ["Lorcan Byrne"]),
        ("3 hours ago by Bhavna Rao", ["Bhavna Rao"]),
        ("faith pls resend the deck", ["faith"]),
        ("dinner at the Okafors tonight", ["Okafors"]),
        ("coach tembo moved practice to 6", ["tembo"]),
    ],
)
def test_names_before_and_after_what_people_do(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Someone is typing…",
        "The host has muted you",
        "Guest joined the meeting",
        "Slackbot sent a message",
        "GitHub Actions pushed to main",
        "Build has failed",
        "New user joined the channel",
        "will please restart",
        "Recorded by System",
        "The Rolling Stones",
    ],
)
def test_roles_bots_and_things_are_nobody(text: str) -> None:
    assert found(text) == []
