"""Which stretches dead letters change: whatever shares numbers with what is replaced is made anew."""

import pytest

from pipelines.entries import Place, Stretch
from streams.replay.deadletters import Affected, Letter, Old


def stretch(first: int, last: int, *offsets: int, session: str = "s") -> Stretch:
    return Stretch(session, "u", (), Place("raw", 0, offsets[0], offsets[-1]), first, last, offsets=offsets)


LETTER = Letter(0, 50, 0, "s", 500, 599)
WHOLE = Old("t-whole", 0, 999, 0, 99)


@pytest.mark.parametrize(
    ("old", "made", "taken", "gone"),
    [
        pytest.param([WHOLE], [stretch(0, 999, 0, 50, 99)], [True], [["t-whole"]], id="the same stretch"),
        pytest.param(
            [WHOLE],
            [stretch(0, 499, 0, 49), stretch(500, 999, 50, 99)],
            [True, True],
            [["t-whole"], ["t-whole"]],
            id="cut in two before the message that came back",
        ),
        pytest.param(
            [WHOLE],
            [stretch(0, 599, 0, 50), stretch(600, 999, 51, 99)],
            [True, True],
            [["t-whole"], ["t-whole"]],
            id="cut in two behind it",
        ),
        pytest.param(
            [Old("t-a", 0, 499, 0, 49), Old("t-b", 600, 999, 51, 99)],
            [stretch(0, 999, 0, 50, 99)],
            [True],
            [["t-a", "t-b"]],
            id="two that it joins",
        ),
        pytest.param(
            [Old("t-a", 0, 499, 0, 49), Old("t-b", 600, 999, 51, 99), Old("t-c", 1000, 1999, 100, 199)],
            [stretch(0, 1100, 0, 50, 110), stretch(1101, 1999, 111, 199)],
            [True, True],
            [["t-a", "t-b", "t-c"], ["t-c"]],
            id="what a longer one reaches into is made to its end",
        ),
        pytest.param(
            [WHOLE, Old("t-next", 1000, 1999, 100, 199)],
            [stretch(0, 999, 0, 50, 99), stretch(1000, 1999, 100, 199)],
            [True, False],
            [["t-whole"], ["t-next"]],
            id="the next one stays",
        ),
        pytest.param(
            [],
            [stretch(500, 599, 50), stretch(600, 999, 51)],
            [True, False],
            [[], []],
            id="nothing there",
        ),
        pytest.param(
            [WHOLE],
            [stretch(0, 999, 0, 99, session="other")],
            [False],
            [[]],
            id="another session with the same numbers",
        ),
    ],
)
def test_what_is_replaced_is_made_whole(
    old: list[Old], made: list[Stretch], taken: list[bool], gone: list[list[str]]
) -> None:
    changed = Affected((LETTER,), {"s": old})
    assert [changed.takes(one) for one in made] == taken
    assert [changed.replaced_by(one) for one in made] == gone
