"""What a worker says: structured, and never what people wrote."""

import io
import logging
import urllib.error
import urllib.request
from collections.abc import Iterator

import orjson
import pytest

from schemas.audit import DROP_REASONS
from schemas.deadletter import Code
from streams.telemetry.log import NAME, log, set_up
from streams.telemetry.metrics import RESULTS, Metrics
from streams.telemetry.web import Web


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged; logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up("INFO", out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def read(lines: io.StringIO) -> list[dict]:
    return [orjson.loads(line) for line in lines.getvalue().splitlines()]


def test_our_events_have_names_and_fields(lines: io.StringIO) -> None:
    log.warning("dead_letter", partition=3, offset=17, code="not_json")
    (line,) = read(lines)
    at = line.pop("at")
    assert at.endswith("+00:00")
    expected = {"level": "warning", "event": "dead_letter", "partition": 3, "offset": 17, "code": "not_json"}
    assert line == expected


def test_an_exception_shows_its_kind_and_place_and_not_its_text(lines: io.StringIO) -> None:
    try:
        raise ValueError("what somebody wrote")
    except ValueError:
        logging.getLogger("faust").exception("an agent failed: %r", ValueError("what somebody wrote"))
    assert "somebody" not in lines.getvalue()
    (line,) = read(lines)
    assert line["error"] == "ValueError"
    assert "test_telemetry.py" in line["trace"][0]


@pytest.mark.parametrize(
    "value",
    [b"what somebody wrote", {"text": "what somebody wrote"}, ["what somebody wrote"]],
    ids=["bytes", "mapping", "list"],
)
def test_what_libraries_are_handed_is_named_by_its_kind(lines: io.StringIO, value: object) -> None:
    logging.getLogger("aiokafka").warning("dropped %r of %s", value, "interactions.raw")
    assert "somebody" not in lines.getvalue()
    assert "interactions.raw" in lines.getvalue()


def test_libraries_are_not_heard_below_warning_and_do_not_repeat_themselves(lines: io.StringIO) -> None:
    library = logging.getLogger("aiokafka")
    library.info("hello")
    for number in range(5):
        library.error("cannot reach %d", number)
    library.error("something else")
    assert [line["text"] for line in read(lines)] == ["cannot reach 0", "something else"]
    assert logging.getLogger(NAME).level == logging.INFO


def get(web: Web, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{web.port}{path}", timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_pages_say_whether_it_runs_whether_it_can_publish_and_what_it_counted() -> None:
    metrics, problems = Metrics(), {"terms": "no rules are active"}
    metrics.messages.inc(3)
    web = Web("127.0.0.1", 0, metrics.page, lambda: problems)
    try:
        assert get(web, "/health")[0] == 200
        status, body = get(web, "/ready")
        assert (status, orjson.loads(body)) == (503, {"ready": False, "problems": problems})
        problems.clear()
        assert get(web, "/ready")[0] == 200
        assert b"cleantrace_messages_total 3.0" in get(web, "/metrics")[1]
        assert get(web, "/elsewhere")[0] == 404
    finally:
        web.close()


def test_counts_that_alerts_are_about_begin_at_0() -> None:
    page = Metrics().page().decode()
    for code in Code:
        assert f'cleantrace_deadletters_total{{code="{code.value}"}} 0.0' in page
    for reason in DROP_REASONS:
        assert f'cleantrace_events_dropped_total{{reason="{reason}"}} 0.0' in page
    for result in RESULTS:
        assert f'cleantrace_stretches_total{{result="{result}"}} 0.0' in page
    assert "_created" not in page


def test_the_version_and_the_start_of_a_worker_are_told() -> None:
    metrics = Metrics()
    metrics.note_start("1.2.3", 1_793_000_000.5)
    page = metrics.page().decode()
    assert 'cleantrace_build{version="1.2.3"} 1.0' in page
    assert "cleantrace_started_seconds 1.7930000005e+09" in page
