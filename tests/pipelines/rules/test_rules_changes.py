"""What two documents say differently, setting by setting."""

from pathlib import Path

from pipelines.rules import parse_rules
from pipelines.rules.changes import changed_settings

HEAD = "version: 1\nname: one\n"


def changes(a: str, b: str, folder: Path | None = None) -> list[str]:
    return changed_settings(*(parse_rules((HEAD + text).encode(), folder, "rules.yaml") for text in (a, b)))


def test_documents_that_say_the_same_differ_in_nothing():
    assert changes("", "fields: {paste: known}\n# a comment\n") == []


def test_each_setting_that_differs_is_a_line():
    a = "apps: {exclude: [{app: a.b}, {title: x}]}\nfields: {paste: keep}\n"
    b = "apps: {exclude: [{app: a.b}, {url: y}]}\ndetection: {entities: {PERSON: {operator: mask}}}\n"
    assert changes(a, b) == [
        "apps.exclude: - {title: x}",
        "apps.exclude: + {url: y}",
        "detection.entities.PERSON.operator: not set -> mask",
        "fields.paste: keep -> known",
    ]


def test_long_lists_are_cut_and_people_are_counted(tmp_path: Path):
    (tmp_path / "people.csv").write_text("name\nMirelle Oduya\nDario Weiss\n")
    allow = "\n".join(f"  - word{n}" for n in range(13))
    b = f"detection:\n  deny: [{{entity: PERSON, file: people.csv}}]\n  allow:\n{allow}\n"
    lines = changes("", b, tmp_path)
    assert lines[10] == "detection.allow: + 3 more"
    assert lines[11].startswith("detection.deny: + {entity: PERSON, 2 people, file: people.csv")
    assert "Oduya" not in str(lines)
