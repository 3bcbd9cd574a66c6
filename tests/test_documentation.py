"""The pages: their commands run, their links lead somewhere, and what they name is there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.embedded import EmbeddedBroker

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"<!-- test: (\w+) -->\n```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)")


def scripts(kind: str) -> dict[str, str]:
    """For each page the marked blocks of a kind, as one script."""
    found = {}
    for page in PAGES:
        blocks = [code for marked, code in BLOCK.findall(page.read_text("utf-8")) if marked == kind]
        if blocks:
            found[str(page.relative_to(ROOT))] = "set -euo pipefail\n" + "".join(blocks)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that sees the project's pages and examples."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    return tmp_path


def run(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLEANTRACE_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**own, "PATH": path, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("page", scripts("files"))
def test_commands_on_files_run(page: str, folder: Path) -> None:
    done = run(scripts("files")[page], folder)
    assert done.returncode == 0, done.stderr
    published = (folder / "trajectories.jsonl").read_text("utf-8")
    assert published.count("\n") == 1
    for planted in ("Mirelle", "Oduya", "mirelle.oduya", "555 0142"):
        assert planted not in published


@pytest.fixture
def own_broker() -> Iterator[str]:
    """A broker whose topics have their default names."""
    with EmbeddedBroker() as broker:
        yield broker.bootstrap


@pytest.mark.embedded
@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("page", scripts("kafka"))
def test_commands_on_kafka_run(page: str, folder: Path, embedded_broker: str, own_broker: str) -> None:
    done = run(scripts("kafka")[page], folder, CLEANTRACE_BROKERS=own_broker)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_what_is_there(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_commands_that_pages_name_exist() -> None:
    from streams.cli.main import COMMANDS

    for page in PAGES:
        for name in re.findall(r"`cleantrace ([a-z]+)", page.read_text("utf-8")):
            assert name in COMMANDS, f"{page.name}: cleantrace {name}"


PLACE = re.compile(
    r"(?<![\w.~])/(?:work|farm|root|tmp)/\w|https?://[\w.]*(?:pypi|pythonhosted|repo1?\.maven)\b"
)
"""Paths of one machine, and package registries."""
MADE_UP = ("tests/data/", "tests/test_documentation.py")
"""Recorded texts may hold any path."""


def test_nothing_in_the_project_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name.startswith(MADE_UP) or path.suffix in {".gz", ".png"} or not path.is_file():
            continue
        found = PLACE.search(path.read_text("utf-8", errors="replace"))
        assert found is None, f"{name}: {found}"
