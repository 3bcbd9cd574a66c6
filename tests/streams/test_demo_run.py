"""The shipped session through the real thing: nothing planted comes out, and what should stays."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from streams.demo import session
from streams.demo.account import report_content, settle
from streams.demo.drive import Place, make_place, run_as_file
from streams.report.page import render

COMMAND = [sys.executable, "-m", "streams.cli"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("demo"))


@pytest.mark.models
@pytest.mark.slow
def test_no_planted_value_comes_out_and_the_report_shows_all_of_it(place: Place) -> None:
    told: list[str] = []
    outcome = run_as_file(place, told.append)
    account = settle(outcome)
    assert {leak.value for leak in account.leaks} == set()
    assert account.lost == ()
    assert {"app_excluded", "paused"} <= set(account.dropped)
    assert "failed" not in account.dropped
    assert len(account.entities) >= 14
    assert not (place.folder / "session.jsonl").exists()
    content = report_content(outcome, account, place.key())
    assert all(form["raw_session"] for form in content["trajectories"])
    assert [item["found"] for item in content["planted"]] == [0] * len(content["planted"])
    page = render(content)
    assert "Marisol Vega" in page
    assert str(len(session.shipped_key()["planted"])) in page


@pytest.mark.models
@pytest.mark.embedded
@pytest.mark.slow
def test_the_demo_command_does_everything_by_itself(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--no-open", "--output", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "0 of" in done.stdout
    lines = (tmp_path / "out" / "trajectories.jsonl").read_bytes().splitlines()
    assert {orjson.loads(line)["policy"]["key_id"] for line in lines} == {"demo"}
    assert (tmp_path / "out" / "report.html").stat().st_size > 100_000
