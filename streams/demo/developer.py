"""A developer's hour: terminal, editor, code review, and a chat on a second monitor to the left.

Owns the scenes of the developer; the people are those of the cast.
"""

from typing import Final

from streams.demo import cast
from streams.demo.recorder import Desk
from streams.demo.scenery import Field, Line, Shown, Window, column, table

FULL: Final = (0, 27, 1440, 873)
TERMINAL: Final = Window(
    "org.gnome.Terminal",
    "Terminal",
    f"{cast.DEVELOPER_LOGIN}@workstation: ~/claims-intake",
    (40, 60, 1160, 800),
    "t1",
)
EDITOR: Final = Window(
    "com.microsoft.VSCode", "Visual Studio Code", "intake.py - claims-intake - Visual Studio Code", FULL, "e1"
)
REVIEW: Final = Window(
    "org.mozilla.firefox",
    "Firefox",
    f"Split the parser by {cast.DEVELOPER_LOGIN} · Pull Request #412 · {cast.REPOSITORY} · GitHub",
    FULL,
    "b1",
    f"https://github.com/{cast.REPOSITORY}/pull/412/files?diff=split",
)
CHAT: Final = Window(
    "com.slack.Slack",
    "Slack",
    f"{cast.REVIEWER} (DM) - {cast.EMPLOYER} - Slack",
    (-1280, 40, 1240, 900),
    "s1",
)

PROMPT: Final = Field("t1", "terminal", "Terminal", (10, 10), 1100)
CODE: Final = Field("e1", "code", "Editor content", (320, 60), 1080)
COMMENT: Final = Field("g1", "textarea", "Leave a comment", (420, 700), 900)
POST: Final = Field("s1", "textbox", "Message to DM", (300, 820), 800)


def _table_of_patients() -> list[str]:
    return [
        "claims=> select name, email, phone, date_of_birth from claimants limit 1;",
        f"name: {cast.PATIENT}",
        f"email: {cast.PATIENT_MAIL}",
        f"phone: {cast.PATIENT_PHONE}",
        f"date_of_birth: {cast.PATIENT_BORN}",
        f"employer: {cast.DENTAL}",
        "(1 row)",
    ]


def _log() -> list[str]:
    return [
        f"2026-03-17 14:02:11 INFO accepted connection from {cast.SERVER}",
        f"2026-03-17 14:02:11 WARN retry for {cast.PATIENT_MAIL}",
        "2026-03-17 14:02:12 INFO 12 passed in 0.84s",
    ]


def _terminal_page(desk: Desk, *output: str) -> list[Line]:
    return column(12, 14, [*output, *desk.text_of(PROMPT).split("\n")][-38:], 20)


def _source() -> list[str]:
    return [
        "import csv",
        "from dataclasses import dataclass",
        "",
        "@dataclass",
        "class Claim:",
        "    number: str",
        "    name: str",
        "",
        "def parse_claim(row: dict) -> Claim:",
        "    if not row:",
        '        raise ValueError("an empty row")',
        '    return Claim(number=row["number"], name=row["name"])',
    ]


def _editor_page(desk: Desk, *source: str) -> list[Line]:
    menu = ["File", "Edit", "Selection", "View", "Go", "Run", "Terminal", "Help"]
    tree = ["EXPLORER", "claims-intake", "src", "intake.py", "schema.sql", "tests", "README.md", ".env"]
    text = [*source, *desk.text_of(CODE).split("\n")]
    bar = [Line(20 + 90 * n, 8, name) for n, name in enumerate(menu)]
    return [
        *bar,
        *column(20, 60, tree, 26),
        *column(330, 70, text, 22),
        Line(20, 840, "Ln 12, Col 8  UTF-8  Python"),
    ]


def work_in_terminal(desk: Desk) -> None:
    """Commands, a log with addresses, a query on people, a token set by hand."""
    desk.show(TERMINAL, lambda: _terminal_page(desk), words=False)
    desk.visit(PROMPT)
    desk.type(PROMPT, "git status")
    desk.key("Enter", PROMPT)
    desk.clear(PROMPT)
    desk.page(
        TERMINAL, lambda: _terminal_page(desk, "$ git status", "On branch split-parser", "nothing to commit")
    )
    desk.read(7)
    desk.type(PROMPT, "npm run tset⌫⌫⌫est")
    desk.key("Enter", PROMPT)
    desk.clear(PROMPT)
    desk.page(TERMINAL, lambda: _terminal_page(desk, "$ npm run test", *_log()))
    desk.read(12)
    desk.type(PROMPT, f"ssh {cast.DEVELOPER_LOGIN}@{cast.JUMP_HOST}")
    desk.key("Enter", PROMPT)
    desk.clear(PROMPT)
    desk.read(9)
    desk.type(PROMPT, "export GITHUB_TOKEN=" + cast.GITHUB_TOKEN, 60)
    desk.key("Enter", PROMPT)
    desk.clear(PROMPT)
    desk.type(PROMPT, "psql claims")
    desk.key("Enter", PROMPT)
    desk.clear(PROMPT)
    desk.page(TERMINAL, lambda: _terminal_page(desk, *_table_of_patients()))
    desk.read(16)
    desk.scroll(-100)
    desk.copy(cast.PATIENT_MAIL, "Control")


def write_code(desk: Desk) -> None:
    """Code that has to survive, with a comment that names somebody, and a file of secrets."""
    desk.show(EDITOR, lambda: _editor_page(desk, *_source()), words=False)
    desk.read(10)
    desk.visit(CODE)
    desk.type(CODE, "↵def is_open(claim: Claim) -> bool:↵    # asked for by Anneliese Baumgartner↵")
    desk.type(CODE, '    return cliam⌫⌫⌫⌫laim.number.startswith("CLM")↵')
    desk.read(7)
    desk.hotkey("Control", "s")
    desk.key("F5")
    secrets = EDITOR.at(".env - claims-intake - Visual Studio Code")
    desk.click(24, 244, "treeitem", ".env", times=2)
    desk.clear(CODE)
    text = [
        f"AWS_ACCESS_KEY_ID={cast.AWS_KEY}",
        f"DATABASE_URL=postgres://intake:{cast.DATABASE_PASSWORD}@{cast.SERVER}:5432/claims",
        "LOG_LEVEL=info",
    ]
    desk.page(secrets, lambda: _editor_page(desk, *text))
    desk.read(14)
    desk.hotkey("Control", "w")
    desk.page(EDITOR, lambda: _editor_page(desk, *_source()))
    desk.read(7)


def _review_page(desk: Desk) -> list[Line]:
    head = ["Code", "Issues", "Pull requests", "Actions", "Projects", "Settings"]
    rows = (
        ("Author", "Comment"),
        (cast.REVIEWER, "Could we keep the old name of this function?"),
        (cast.DEVELOPER, f"Yes. {cast.REVIEWER_HANDLE} could you look at the tests too?"),
    )
    return [
        Line(40, 20, f"{cast.REPOSITORY}"),
        *[Line(40 + 130 * n, 60, name) for n, name in enumerate(head)],
        Line(40, 110, f"{cast.REVIEWER} wants to merge 4 commits into main from split-parser"),
        Line(40, 150, "Conversation"),
        Line(200, 150, "Files changed"),
        *table(60, 220, (340, 900), rows, 60),
        Line(60, 480, f"Signed-off-by: {cast.DEVELOPER} <{cast.DEVELOPER_MAIL}>"),
        *column(430, 706, desk.text_of(COMMENT).split("\n"), 22),
        Line(430, 820, "Merge pull request"),
        Line(640, 820, "Comment"),
    ]


def _manual_page() -> list[Line]:
    text = [
        "csv - CSV File Reading and Writing",
        "Return a reader object that will process lines from the given csvfile.",
        "A csvfile must be an iterable of strings, each in the reader's defined csv format.",
        "class csv.DictReader(f, fieldnames=None, restkey=None, restval=None, dialect='excel')",
    ]
    return column(300, 120, text, 40)


def look_up(desk: Desk) -> None:
    """A public manual, which has nothing to hide."""
    manual = REVIEW.at(
        "csv - CSV File Reading and Writing - Python documentation",
        "https://docs.python.org/3/library/csv.html",
    )
    desk.show(manual, _manual_page)
    desk.read(52)
    desk.scroll(100, 8)
    desk.read(24)
    desk.click(306, 240, "text", "DictReader", times=3)
    desk.copy("class csv.DictReader(f, fieldnames=None)", "Control")


def review(desk: Desk) -> None:
    """A pull request on the web, with the chat visible on the left monitor."""
    left = Shown(CHAT, lambda: _chat_page(desk), words=False)
    desk.show(REVIEW, lambda: _review_page(desk), left)
    desk.read(16)
    desk.scroll(100, 6)
    desk.visit(COMMENT)
    desk.type(COMMENT, "@abaumgartner done, and I have aksed⌫⌫⌫⌫sked Thaddeus to test it.↵Reported by ")
    desk.paste(COMMENT, cast.PATIENT_MAIL, "Control")
    desk.read(5)
    desk.click(644, 824, "button", "Comment")
    desk.clear(COMMENT)
    desk.read(14)
    desk.click(434, 824, "button", "Merge pull request")
    desk.read(16)


def _chat_page(desk: Desk) -> list[Line]:
    talk = [
        f"{cast.REVIEWER}  2:10 PM",
        f"Could you join the workspace? {cast.INVITATION}",
        f"The pager goes to {cast.PATIENT_PHONE} tonight, {cast.PATIENT} of {cast.DENTAL} agreed.",
        f"{cast.DEVELOPER}  2:12 PM",
        "Sure, after the build.",
    ]
    return [*column(300, 60, talk, 32), Line(304, 826, desk.text_of(POST))]


def chat(desk: Desk) -> None:
    """A word with the reviewer on the left monitor, where places are negative."""
    desk.show(
        CHAT, lambda: _chat_page(desk), Shown(EDITOR, lambda: _editor_page(desk, *_source())), words=False
    )
    desk.read(10)
    desk.visit(POST)
    desk.type(
        POST,
        "thanks anneliese, can you ping kenji.morohoshi@brightwater.example when the buidl⌫⌫ld is green?",
    )
    desk.key("Enter", POST)
    desk.clear(POST)
    desk.read(9)
    desk.drag((640, 10), (700, 16), "titlebar", "Slack")
    desk.read(7)
