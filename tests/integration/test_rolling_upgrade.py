"""Workers of one version are replaced by those of another while people work: nothing is lost, none changed.

The older version is a commit: that of `CLEANTRACE_UPGRADE_FROM`, or the last tag, or the commit before this.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import orjson
import pytest

from pipelines.naming import read_key, session_name
from tests.workers import FAKE_WORKER, KEY, T0, Stand, contents, eventually, stand, typed, undisturbed

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 24
WAIT_S = 180.0
ABOUT_OUTPUT = ("pipelines", "schemas", "tests/fakes.py", "streams/redactor_process.py")
"""What bytes of trajectories follow from."""


def git(*words: str) -> str:
    """What git says, or a skip."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("git is not installed")
    if done.returncode != 0:
        pytest.skip(f"the older version is not here: git {words[0]}: {done.stderr.strip()[:80]}")
    return done.stdout.strip()


def older_commit() -> str:
    """The version to come from."""
    named = os.environ.get("CLEANTRACE_UPGRADE_FROM")
    if named is None:
        tags = git("tag", "--merged", "HEAD~1", "--sort=-creatordate").splitlines()
        named = tags[0] if tags else "HEAD~1"
    return git("rev-parse", "--verify", f"{named}^{{commit}}")


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Path]:
    """A tree of the older version."""
    commit, tree = older_commit(), tmp_path / "older"
    git("worktree", "add", "--detach", str(tree), commit)
    try:
        yield tree
    finally:
        git("worktree", "remove", "--force", str(tree))


@pytest.fixture
def made(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    folder = tmp_path / "workers"
    folder.mkdir()
    with stand(embedded_broker, prefix, folder, partitions=2) as there:
        yield there


def work() -> list[list[bytes]]:
    """Messages of people who begin one after the other, for each of two partitions."""
    lines = [
        typed(f"s{n}", f"person {n} is zq{n}, and goes on for a while", ts=T0 + n) for n in range(PEOPLE)
    ]
    late = [[b""] * (2 * n) + line for n, line in enumerate(lines)]
    return [[m for m in chain.from_iterable(zip_longest(*late[half::2])) if m] for half in (0, 1)]


def feed_slowly(there: Stand, halves: list[list[bytes]], upgraded: threading.Event) -> None:
    """Feed slowly while workers are replaced, keep a third for afterwards, then feed the rest at once."""
    kept = len(halves[0]) * 2 // 3
    for number, steps in enumerate(zip_longest(*halves)):
        for partition, value in enumerate(steps):
            if value is not None:
                there.feed([value], partition)
        upgraded.wait(0.4 if number < kept else None)


def roll(
    there: Stand, old: dict[str, str], new: dict[str, str], command: tuple[str, ...]
) -> list[list[bytes]]:
    """Two older workers under load, replaced one by one; what was fed."""
    halves, upgraded = work(), threading.Event()
    for _ in range(2):
        there.start(True, command, **old)
    load = threading.Thread(target=feed_slowly, args=(there, halves, upgraded))
    load.start()
    try:
        eventually(lambda: len(there.audits()) >= 2, "the older version publishes", WAIT_S)
        for number in range(2):
            there.start(True, FAKE_WORKER, **new)
            assert there.stop(number) == 0, there.log(number)
        assert len(there.audits()) < PEOPLE, "stretches were open all the time"
    finally:
        upgraded.set()
        load.join()
    eventually(lambda: len(there.audits()) >= PEOPLE, "an audit record for each stretch", WAIT_S)
    return halves


def published_once(there: Stand, halves: list[list[bytes]]) -> set[str]:
    """Hold that every person's one stretch was published once; the policies under which."""
    events = [orjson.loads(value)["events"] for half in halves for value in half]
    last = [orjson.loads(value) for value in there.trajectories().values()]
    stretches = {(t["session"], t["source"]["first_seq"], t["source"]["last_seq"]) for t in last}
    assert len(stretches) == len(last) == PEOPLE
    assert {name for name, _, _ in stretches} == {session_name(read_key(KEY), f"s{n}") for n in range(PEOPLE)}
    assert sum(to - since + 1 for _, since, to in stretches) == sum(map(len, events))
    assert all(t["quality"]["seq_gaps"] == 0 and not t["quality"]["dropped"] for t in last)
    return {t["policy"]["digest"] for t in last}


@pytest.mark.embedded
@pytest.mark.slow
def test_an_upgrade_under_load_loses_and_changes_nothing(made: Stand, older: Path) -> None:
    old = {"PYTHONPATH": str(older)}
    told = subprocess.run(
        [sys.executable, "-c", "import streams.worker; print(streams.worker.__file__)"],
        cwd=older.parent,
        env={**os.environ, **old},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(str(older)), "the older version is what runs"
    halves = roll(made, old, {"PYTHONPATH": str(ROOT)}, (str(older / "tests" / "fake_worker.py"),))
    policies = published_once(made, halves)
    if (
        subprocess.run(["git", "diff", "--quiet", older_commit(), "--", *ABOUT_OUTPUT], cwd=ROOT).returncode
        == 0
    ):
        alone = undisturbed(made.settings, halves[0]) | undisturbed(made.settings, halves[1])
        assert len(policies) == 1
        assert contents(made.trajectories()) == contents(alone)


@pytest.mark.embedded
@pytest.mark.slow
def test_another_version_of_detection_gives_other_ids_and_publishes_each_stretch_once(made: Stand) -> None:
    halves = roll(made, {}, {"FAKE_DETECTION_VERSION": "2"}, FAKE_WORKER)
    policies = published_once(made, halves)
    assert len(policies) == 2
    found = made.trajectories()
    as_before = undisturbed(made.settings, halves[0]) | undisturbed(made.settings, halves[1])
    kept = found.keys() & as_before.keys()
    assert 0 < len(kept) < PEOPLE
    assert {orjson.loads(found[name])["policy"]["digest"] for name in kept} < policies
