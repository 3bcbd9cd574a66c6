"""The reference of rules documents, made from what reads them: fields, bounds, operators, entities, packs.

Owns the page `docs/rules.md` (`cleantrace rules reference`); a test holds that it is current.
"""

from collections.abc import Iterable
from typing import Final

from pipelines.rules import app_fields, document, inline_tests, recognizers
from pipelines.rules.entities import OURS, PRESIDIO, RESERVED_ENTITIES
from pipelines.rules.files import MAX_FILE_BYTES, PEOPLE_COLUMNS
from pipelines.rules.keys import MODIFIERS, NAMED_KEYS
from pipelines.rules.packs import PACKS
from pipelines.rules.problems import choices
from pipelines.rules.regexes import MAX_REGEX_LENGTH
from pipelines.rules.tree import MAX_DEPTH, MAX_NODES, MAX_RULES_BYTES
from schemas.rules import DEFAULT_ENTITY, DEFAULT_THRESHOLD, OPERATORS, Fields, Pattern, TrajectoryLimits

_OPERATORS: Final[dict[str, str]] = {
    "pseudonym": "`<PERSON_7f3a19>`: the same value has the same name all through a session, and no other",
    "placeholder": "`<PERSON>`",
    "mask": "one `*` for each letter or digit",
    "drop": "nothing is left",
    "keep": "the value stays",
    "surrogate": "a made-up value of the same kind",
}
_TOP: Final[dict[str, str]] = {
    "version": "required; `1`",
    "name": f"required; a text of at most {document.MAX_NAME_LENGTH} characters, which trajectories carry",
    "extends": "a shipped pack, or a list of them",
    "apps": "which windows are recorded",
    "detection": "what is personal, and what is done with it",
    "fields": "clipboard, pastes, URLs, and kinds of input fields",
    "trajectory": "where a stretch of work ends",
    "tests": "what these rules must and must not do",
}


def reference_page() -> str:
    """The page as Markdown."""
    parts = (
        _head(),
        _top(),
        _apps(),
        _detection(),
        _entities(),
        _patterns(),
        _fields(),
        _tests(),
        _files(),
        _packs(),
        _commands(),
    )
    return "\n".join(line for part in parts for line in (*part, "")).rstrip() + "\n"


def _head() -> list[str]:
    return [
        "# Rules",
        "",
        "<!-- Made by `cleantrace rules reference`; do not edit. -->",
        "",
        "A rules document says which windows are recorded, what counts as personal and what is done with",
        "it. It is YAML, it is checked whole before it is used, and every error names the file, the line and",
        "the field, and says what would be right. Only `version` and `name` must be there.",
        "",
        f"A document has at most {MAX_RULES_BYTES // 1024} KiB of UTF-8, {MAX_NODES:,} values and"
        f" {MAX_DEPTH} levels.",
        "Unknown fields, duplicate fields, tags and a second document are errors.",
    ]


def _top() -> list[str]:
    rows = [(f"`{name}`", _TOP[name]) for name in document.TOP]
    return [
        "## Fields of a document",
        "",
        *_table(("field", "what it is"), rows),
        "",
        "With `extends`, packs come first, in their order, and the document last. Of single values the last",
        "one wins; lists (`include`, `exclude`, `allow`, `deny`, `patterns`, `recognizers`) are joined;",
        "`entities` and `fields.operators` are merged by name, and an entity's `operator` and `threshold`",
        "each by itself. Tests are not inherited.",
    ]


def _apps() -> list[str]:
    return [
        "## `apps`",
        "",
        "| field | values | default |",
        "|---|---|---|",
        "| `apps.mode` | `exclude`: all windows but those under `exclude`; `include`: only those"
        " under `include`,"
        " less those under `exclude` | `exclude` |",
        f"| `apps.exclude`, `apps.include` | list of entries with {_names(app_fields.APP_KEYS)} | empty |",
        "",
        "Each value is a glob: `*` is any run of characters, `?` any one, `[ab]` one of those,"
        " `[!ab]` none of",
        "those; a bracket itself is `[[]`. A glob must match the whole text, without regard to case. All",
        "globs of one entry must match.",
        "",
        "- `app` is the bundle id, executable or package name as the recorder sends it; of a path, its last",
        "  part is tried too.",
        "- `title` is the window's title. An entry that has only a `title` also hides lines of a screen that",
        "  match, where the recorder did not send the list of windows.",
        "- `url` with `://` in it is matched by parts: scheme, host, port if it names one, and the rest.",
        "  `*://*.bank.example/*` matches `https://bank.example` too, with and without a final slash, in any",
        "  case, with user names, ports, percent codes and international names written in any way, and with",
        "  `view-source:` or `blob:` before it. For `exclude`, a match of the whole text counts as well.",
        "",
        "An excluded window is excluded everywhere: its events, its part of a screen, its title elsewhere,",
        "and text copied from it. A window whose app is empty or says that it is unknown (`unknown`, `n/a`,",
        "`?`, `<none>`…) is always excluded. Where any entry of `exclude` has a `url`, a browser's"
        " window that",
        "does not say its URL is excluded too. Screen text outside all windows is kept in exclude mode only.",
    ]


def _detection() -> list[str]:
    return [
        "## `detection`",
        "",
        *_table(
            ("field", "values", "default"),
            [
                ("`threshold`", "0 to 1: the score that a finding must reach", f"{DEFAULT_THRESHOLD:g}"),
                (
                    "`entities`",
                    f"entity: {{{', '.join(document.ENTITY)}}}; `{DEFAULT_ENTITY}` stands for all"
                    " that are not named",
                    "every entity `pseudonym`",
                ),
                ("`allow`", "texts that are not personal", "empty"),
                ("`deny`", f"list of entries with {_names(document.DENY)}", "empty"),
                ("`patterns`", f"list of entries with {_names(document.PATTERN)}", "empty"),
                ("`recognizers`", "Presidio recognizers, or names of files that hold them", "empty"),
            ],
        ),
        "",
        "`deny` wins over `allow`, and `allow` over everything else but secrets.",
        "",
        "### Operators",
        "",
        *_table(("operator", "what takes the value's place"), [(f"`{o}`", _OPERATORS[o]) for o in OPERATORS]),
        "",
        "A secret is always `<SECRET>`: `pseudonym`, `placeholder` and `drop` mean just that; the other"
        " operators,",
        f"which show something of it, and a threshold above {DEFAULT_THRESHOLD:g} are errors.",
    ]


def _entities() -> list[str]:
    rows = [(f"`{name}`", text) for name, text in OURS.items()]
    return [
        "### Entities",
        "",
        "The name of an entity is made of capitals, digits and `_`. A document may use any name that its own",
        "patterns, lists or recognizers find. These are found by what is shipped:",
        "",
        *_table(("entity", "what it is"), rows),
        "",
        f"And by Presidio's names: {', '.join(f'`{name}`' for name in PRESIDIO)}.",
        "",
        f"Reserved: {', '.join(f'`{name}`' for name in RESERVED_ENTITIES)}.",
    ]


def _patterns() -> list[str]:
    score = Pattern(entity="A", regex="a").score
    return [
        "### Patterns",
        "",
        f"`entity` and `regex` are required; `score` (0 to 1) is {score:g} where it is missing."
        " `context` lists",
        "words that raise the score when they stand near. Of `examples`, each `match` must match and each",
        "`miss` must not. A regex is Python's (module `regex`), without regard to case; `.` is any",
        f"character, `^` and `$` are any line's. It has at most {MAX_REGEX_LENGTH:,} characters. One"
        " that matches an",
        "empty text, and one with a repeated part that can match a text in several ways, such as `(a+)+`,",
        "are errors: they can take exponential time.",
        "",
        "### Recognizers",
        "",
        "Custom recognizers as Presidio takes them, with",
        f"{_names(recognizers.RECOGNIZER)}, or `{{file: NAME}}` or just a file's name. They look at"
        " texts of all",
        "languages. Predefined ones are passed over: they are in force already.",
    ]


def _fields() -> list[str]:
    defaults = Fields()
    limits = TrajectoryLimits()
    return [
        "## `fields`",
        "",
        *_table(
            ("field", "values", "default"),
            [
                ("`clipboard`", "text of copies: " + _or(document.CLIPBOARD), f"`{defaults.clipboard}`"),
                ("`paste`", "text of pastes: " + _or(document.PASTE), f"`{defaults.paste}`"),
                ("`url`", "`{keep: …}`: " + _or(document.URL), f"`{{keep: {defaults.url.keep}}}`"),
                ("`operators`", "role of a field: operator for all that is found in it", "empty"),
            ],
        ),
        "",
        "`paste: known` keeps what was copied or typed in a recorded window of the same stretch; any other",
        "paste is `<CLIPBOARD>`. `host` keeps scheme, host and port; `path` the path too; `full`"
        " also query and",
        "fragment. All of it is redacted as text.",
        "",
        "## `trajectory`",
        "",
        *_table(
            ("field", "from", "to", "default"),
            [
                (f"`{name}`", f"{low:,}", f"{high:,}", f"{getattr(limits, name):,}")
                for name, (low, high) in document.LIMITS.items()
            ],
        ),
    ]


def _tests() -> list[str]:
    return [
        "## `tests`",
        "",
        f"A list of entries with {_names(inline_tests.TEST)}. Each shows one of {_or(inline_tests.SHOWN)}:",
        "`text` is a line on a screen, or what stands in the `field` that is named; `screen` is a list of",
        "lines; `typed` a list of texts and keys, pressed one by one. Keys are "
        + ", ".join(f"`{key}`" for key in sorted(NAMED_KEYS))
        + f", and chords of {_names(MODIFIERS)} such as `Control+a`.",
        "",
        "`expect` says what must be `gone` from everything published, what must be `kept`, and which text",
        "must be found as which `entity`.",
        "",
        "```yaml",
        "tests:",
        '  - {name: "names go", text: "Ask Priya Shah", expect: {gone: ["Priya Shah"], kept: ["Ask"]}}',
        '  - {name: "corrections help nobody", typed: ["Priya Shha", Backspace, Backspace, "ah"],'
        ' expect: {gone: ["Shah"]}}',
        "```",
    ]


def _files() -> list[str]:
    columns = ", ".join(f"`{name}`" for name in PEOPLE_COLUMNS[1:])
    return [
        "## Files",
        "",
        "A file of `deny` is CSV in UTF-8 with a line of column names, separated by comma, semicolon or tab.",
        f"`name` must be there; {columns} are used where they are. A file has at most"
        f" {MAX_FILE_BYTES >> 20} MiB and lies",
        "beside the document. When a document is used or published, the SHA-256 of each file is written",
        "beside its name (`sha256:`), and its digest is taken of the result, so that it stands for the files",
        "too. Where `sha256:` is there and the file is missing or another, the document is broken.",
    ]


def _packs() -> list[str]:
    return [
        "## Shipped packs",
        "",
        *_table(("pack", "what it is for"), [(f"`{name}`", text) for name, text in PACKS.items()]),
        "",
        "`cleantrace rules show --pack NAME` prints one.",
    ]


def _commands() -> list[str]:
    return [
        "## Commands",
        "",
        "| command | does |",
        "|---|---|",
        "| `cleantrace rules check FILE` | tells every error; ends with 2 if there is one |",
        "| `cleantrace rules test FILE` | runs the tests of a document; ends with 1 if one fails |",
        "| `cleantrace rules explain TEXT` | which rule found what, with what score, and why others"
        " do not count |",
        "| `cleantrace rules diff FILE` | says which settings would differ if FILE took the place of the"
        " rules in force (of the shipped ones, where no brokers are named) |",
        "| `cleantrace rules diff A B --input FILE` | counts which texts of recorded work two documents treat"
        " differently; `--topic` takes what the raw topic holds, `--examples` shows some on a terminal;"
        " without B, A is compared with the rules in force |",
        "| `cleantrace rules publish FILE`, `rollback`, `active` | puts a document in force in all workers,"
        " an earlier one again; shows which one is |",
        "| `cleantrace rules show`, `packs`, `reference` | prints a pack, the list of packs, this page |",
    ]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows),
    ]


def _names(names: Iterable[str]) -> str:
    listed = [f"`{name}`" for name in names]
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def _or(names: Iterable[str]) -> str:
    return choices(f"`{name}`" for name in names)
