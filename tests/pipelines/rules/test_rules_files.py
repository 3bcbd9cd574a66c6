"""Files that rules name: people lists, recognizers, and completing a document with their digests."""

import hashlib

import pytest

from pipelines.rules import RulesError, check_rules, complete, parse_rules

HEAD = "version: 1\nname: x\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


PEOPLE = b"name,email\nPriya Shah,p@acme.example\n"
RECOGNIZERS = b"""recognizers:
  - name: "Zip code"
    supported_language: de
    patterns:
      - {name: zip, regex: "\\\\b\\\\d{5}\\\\b", score: 0.3}
    context: [zip]
    supported_entity: ZIP
  - name: Titles
    supported_languages: [{language: en, context: [title]}, {language: fr, context: [titre]}]
    supported_entities: [TITLE]
    deny_list: [Mr., Mrs.]
  - CreditCardRecognizer
  - {name: UsSsnRecognizer, type: predefined}
  - {name: off, enabled: false, patterns: [{regex: "("}]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.csv").write_bytes(PEOPLE)
    (tmp_path / "more.yaml").write_bytes(RECOGNIZERS)
    return tmp_path


DOCUMENTS = [
    HEAD + 'detection: {deny: [{entity: PERSON, file: "people.csv"}]}\n',
    HEAD + "detection:\n  deny:\n  - entity: PERSON\n    file: people.csv  # ours\n    values: [Q]\n",
    HEAD + "detection:\n  deny:\n  - file: 'people.csv'\n    entity: PERSON\n",
    HEAD
    + "detection:\n  deny:\n    - {file: people.csv,\n       entity: PERSON}\n  recognizers: more.yaml\n",
    HEAD
    + "detection:\n  recognizers:\n  - more.yaml\n  - file: more.yaml\n"
    + "  deny:\n  - {entity: A, values: [b]}\n",
    HEAD + "detection:\n  recognizers: [more.yaml, {file: more.yaml}]\n",
    "# \u00e9\u00e8 \U0001f600\n" + HEAD + "detection: {deny: [{entity: PERSON, file: people.csv}]}\n",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_completing_writes_digests_and_changes_nothing_else(folder, text):
    done = complete(text.encode(), folder)
    for name, data in (("people.csv", PEOPLE), ("more.yaml", RECOGNIZERS)):
        assert done.decode().count(digest(data)) == text.count(name)
    assert complete(done, folder) == done
    first, again = check_rules(text.encode(), folder, "a"), check_rules(done, folder, "b")
    assert first.rules.rules_digest == again.rules.rules_digest == "sha256:" + digest(done)
    assert first.rules.detection.recognizers == again.rules.detection.recognizers
    assert [deny.people for deny in first.rules.detection.deny] == [
        deny.people for deny in again.rules.detection.deny
    ]


def test_a_document_without_files_is_complete():
    assert complete(HEAD.encode(), None) == HEAD.encode()


def test_another_file_gives_another_digest(folder):
    text = DOCUMENTS[0].encode()
    before = parse_rules(text, folder, "r").rules_digest
    (folder / "people.csv").write_bytes(PEOPLE + b"Ola Nordmann,\n")
    assert parse_rules(text, folder, "r").rules_digest != before


def told(text: str, folder) -> str:
    with pytest.raises(RulesError) as raised:
        parse_rules(text.encode(), folder, "rules.yaml")
    return "\n".join(str(error) for error in raised.value.errors)


def test_a_file_that_is_missing_or_differs_breaks_the_document(folder):
    done = complete(DOCUMENTS[0].encode(), folder).decode()
    (folder / "people.csv").write_bytes(PEOPLE + b"x")
    assert "the file `people.csv` is not the one meant" in told(done, folder)
    (folder / "people.csv").unlink()
    assert "there is no file `people.csv`" in told(done, folder)
    assert "no folder is given" in told(done, None)
    both = complete(DOCUMENTS[3].encode().replace(b"file: people.csv", b"values: [a]"), folder).decode()
    (folder / "more.yaml").write_bytes(b"recognizers: []")
    assert "the file `more.yaml` is not the one meant" in told(both, folder)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "people.csv:1: name: there is no column `name`"),
        (b"email\nx@y.example\n", "people.csv:1: name: there is no column `name`"),
        (b"name,email\n,x@y.example\n", "people.csv:2: name: this row has no name"),
        (b'name\n"Priya Shah\n', "people.csv:2: this row is not CSV"),
        (b"name\nPriya\nJos\xe9\n", "people.csv:3: the text is not UTF-8"),
    ],
)
def test_a_people_file_is_checked_by_line_and_never_quoted(folder, data, message):
    (folder / "people.csv").write_bytes(data)
    found = told(DOCUMENTS[0], folder)
    assert message in found
    assert "x@y.example" not in found


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfName;E-Mail;Alias\nPriya Shah;;ps\n",
        b"alias\tname\nps\tPriya Shah\n",
        b'id,name,alias\r\n1,"Priya Shah",ps\r\n,,\r\n',
    ],
)
def test_people_files_of_other_spreadsheets_are_read(folder, data):
    (folder / "people.csv").write_bytes(data)
    (person,) = parse_rules(DOCUMENTS[0].encode(), folder, "r").detection.deny[0].people
    assert (person.name, person.alias) == ("Priya Shah", "ps")


def test_presidio_recognizers_are_taken_as_they_are(folder):
    checked = check_rules((HEAD + "detection: {recognizers: more.yaml}\n").encode(), folder, "r")
    first, second = checked.rules.detection.recognizers
    assert first["supported_entity"] == "ZIP"
    assert first["patterns"] == [{"name": "zip", "regex": r"\b\d{5}\b", "score": 0.3}]
    assert (second["deny_list"], second["context"]) == (["Mr.", "Mrs."], ["title", "titre"])
    assert [note.line for note in checked.notes] == [12, 13]


@pytest.mark.parametrize(
    ("recognizer", "message"),
    [
        ("{name: a}", "supported_entity: it is missing"),
        ("{name: a, supported_entity: A}", "this recognizer finds nothing"),
        ("{name: a, supported_entity: A, patterns: [{regex: '(a|a)*b'}]}", "it can take exponential time"),
        ("{name: a, supported_entity: A, paterns: []}", "did you mean `patterns`?"),
        ("{file: other.yaml}", "there is no file `other.yaml`"),
        ("[a]", "this is a list"),
    ],
)
def test_a_recognizer_is_checked(folder, recognizer, message):
    assert message in told(HEAD + f"detection: {{recognizers: [{recognizer}]}}\n", folder)
