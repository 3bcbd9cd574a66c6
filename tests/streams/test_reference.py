"""The operators' page lists what the code reads and writes."""

from pathlib import Path

from streams.reference import settings_table, with_tables
from streams.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_the_page_is_current() -> None:
    text = PAGE.read_text("utf-8")
    assert text == with_tables(text), "make it anew with: cleantrace settings --write docs/operations.md"


def test_every_setting_has_a_line_that_says_what_it_is() -> None:
    lines = settings_table().splitlines()[2:]
    assert len(lines) == len(Settings.model_fields)
    assert not [line for line in lines if line.endswith("|  |")]


def test_every_logged_event_has_a_line() -> None:
    import re

    text = PAGE.read_text("utf-8")
    sources = (PAGE.parents[1] / "streams").glob("*.py")
    said = {
        name
        for source in sources
        for name in re.findall(
            r'(?:log\.(?:info|warning|error)|leave)\(\s*f?"([a-z_{}]+)"', source.read_text("utf-8")
        )
    }
    missing = {name for name in said if "{" not in name and f"`{name}`" not in text}
    assert not missing
