"""Traces: spans hold times and counts from a closed list, and without an endpoint there are none."""

import subprocess
import sys
from dataclasses import replace

import pytest

from streams.journeys import MAX_OFFSETS, Journeys
from streams.publisher import Sent
from streams.settings import SettingsError, load_settings
from streams.telemetry.traces import Counts, NoTraces, Part, Traces, endpoint_of, traces_of, traces_to
from tests.streams.test_publisher import redacted, stretch

PARTS = ["read", "close", "wait", "redact", "send", "audit"]


class Kept:
    """Traces that are kept."""

    is_on = True

    def __init__(self) -> None:
        self.sent: list[tuple[list[Part], Counts]] = []

    def send(self, parts: list[Part], counts: Counts) -> None:
        self.sent.append((parts, counts))

    def close(self) -> None:
        """Nothing is open."""


def way(traces: Traces) -> Journeys:
    journeys = Journeys(traces, 3)
    one = replace(stretch("secret-session"), offsets=(7, 8))
    for offset in (7, 8, 9):
        journeys.read(offset)
    journeys.closed(one)
    for _ in range(2):
        journeys.redacting(one)
        journeys.redacted(one)
    outcome = replace(redacted(one, paused=2).outcome, entities={"PERSON": 2, "ID": 1})
    start = 4 * 10**18
    journeys.done(Sent(one, outcome, 4, False, (start, start + 5, start + 9)))
    return journeys


def test_a_stretch_s_way_is_told_in_parts_with_counts_alone() -> None:
    kept = Kept()
    way(kept)
    ((parts, counts),) = kept.sent
    assert [name for name, _, _ in parts] == PARTS
    assert all(start <= end for _, start, end in parts)
    assert all(before[2] <= after[1] for before, after in zip(parts, parts[1:], strict=False))
    assert counts == {
        "partition": 3, "messages": 2, "events": 1, "redactions": 3, "dropped": 2, "tries": 2,
        "result": "published",
    }  # fmt: skip


def test_where_traces_are_off_no_times_are_kept() -> None:
    journeys = way(NoTraces())
    assert not journeys._read_ns and not journeys._ways


def test_times_of_reading_are_kept_of_so_many_messages_only() -> None:
    kept = Kept()
    journeys = Journeys(kept, 0)
    for offset in range(MAX_OFFSETS + 10):
        journeys.read(offset)
    assert len(journeys._read_ns) == MAX_OFFSETS
    one = replace(stretch(), offsets=(3,))
    journeys.closed(one)
    journeys.done(Sent(one, redacted(one).outcome, 4, False, (4 * 10**18, 4 * 10**18, 4 * 10**18)))
    (((name, start, end), *_), _) = kept.sent[0]
    assert name == "read" and start == end, "it begins when it closed"


def test_spans_hold_what_the_list_says_and_nothing_else() -> None:
    pytest.importorskip("opentelemetry.sdk", reason="the extra cleantrace[otel] is not here")
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    memory = InMemorySpanExporter()
    traces = traces_to(memory)
    way(traces)
    traces._provider.force_flush()
    spans = memory.get_finished_spans()
    assert [span.name for span in spans] == [*PARTS, "stretch"]
    whole = spans[-1]
    assert {name for span in spans for name in span.attributes or {}} == {
        f"cleantrace.{name}"
        for name in ("partition", "messages", "events", "redactions", "dropped", "tries", "result")
    }
    assert whole.context is not None
    for span in spans[:-1]:
        assert span.parent is not None and span.parent.span_id == whole.context.span_id
        assert not span.attributes and not span.events and not span.links
    text = "".join(span.to_json() for span in spans)
    for never in ("secret", "u1", "s-", "u-", "t-"):
        assert f'"{never}' not in text and "secret" not in text
    traces.close()


ENDPOINTS = [
    ("nothing", None, {}, None),
    ("our own", "http://c:4318", {}, "http://c:4318/v1/traces"),
    ("our own, whole", "http://c:4318/v1/traces", {}, "http://c:4318/v1/traces"),
    ("the standard one", None, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://o:4318/"}, "http://o:4318/v1/traces"),
    ("for traces", None, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/x"}, "http://t/x"),
    ("empty", None, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, None),
    ("disabled", None, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://o", "OTEL_SDK_DISABLED": "true"}, None),
    ("ours first", "http://c", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://o"}, "http://c/v1/traces"),
]


@pytest.mark.parametrize(
    ("own", "environment", "expected"), [case[1:] for case in ENDPOINTS], ids=[case[0] for case in ENDPOINTS]
)
def test_where_spans_go(own: str | None, environment: dict[str, str], expected: str | None) -> None:
    assert endpoint_of(load_settings(otel_endpoint=own), environment) == expected


def test_without_an_endpoint_nothing_is_imported_that_could_send() -> None:
    code = (
        "import sys\n"
        "from streams.settings import load_settings\n"
        "from streams.telemetry.traces import traces_of\n"
        "import streams.house\n"
        "assert not traces_of(load_settings()).is_on\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')"
        " or name.startswith('opentelemetry.exporter')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"cleantrace\[otel\]"):
        traces_of(load_settings(otel_endpoint="http://c"))
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://o")
    assert not traces_of(load_settings()).is_on
