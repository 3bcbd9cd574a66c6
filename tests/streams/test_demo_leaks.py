"""The leak checker finds a value in each of its forms, and nothing that is not there."""

import pytest

from streams.demo import leaks

KEY = {
    "planted": [
        {"entity": "PERSON", "value": "Marisol Vega", "parts": ["Marisol", "Vega"]},
        {"entity": "PHONE_NUMBER", "value": "(415) 555-0148", "parts": []},
    ],
    "kept": ["Inbox", "Send"],
}


def trajectory(*texts: str, title: str = "Inbox", lines: tuple[str, ...] = ()) -> dict:
    screen = {"width": 10, "height": 10, "text": [{"text": line, "box": [0, 0, 1, 1]} for line in lines]}
    steps = [
        {"i": n, "observation": {"title": title, "screen": screen}, "action": {"type": "type", "text": text}}
        for n, text in enumerate(texts)
    ]
    return {"trajectory_id": "t-1", "steps": steps}


@pytest.mark.parametrize(
    ("output", "value"),
    [
        (trajectory("Hi Marisol Vega,"), "Marisol Vega"),
        (trajectory("hi marisol vega"), "Marisol Vega"),
        (trajectory("cc MARISOL"), "Marisol"),
        (trajectory("marisol.vega@"), "Vega"),
        (trajectory("call 415.555.0148"), "(415) 555-0148"),
        (trajectory("call 4155550148 now"), "(415) 555-0148"),
        (trajectory("Mari", "sol Vega"), "Marisol Vega"),
        (trajectory("x", title="Mail to Marisol Vega"), "Marisol Vega"),
        (trajectory("x", lines=("(415) 555", "0148")), "(415) 555-0148"),
    ],
)
def test_a_value_that_came_out_is_found(output: dict, value: str) -> None:
    assert leaks.count([output], KEY)[value] >= 1


@pytest.mark.parametrize(
    "output",
    [
        trajectory("Hi <PERSON_7f3a19>,"),
        trajectory("save gains", "sweet vegan food"),
        trajectory("call 415"),
        {**trajectory("x"), "trajectory_id": "t-4155550148"},
    ],
)
def test_what_is_not_there_is_not_found(output: dict) -> None:
    assert leaks.find([output], KEY) == []


def test_phrases_that_were_lost_are_named() -> None:
    assert leaks.missing([trajectory("x")], KEY) == ["Send"]
