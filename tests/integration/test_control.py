"""`cleantrace control`: what is written arrives as the contract says, and what must not be is refused."""

import json

import msgspec
import pytest

from pipelines.controls import value_of
from pipelines.naming import Key, session_name, subject_name
from schemas.audit import AuditRecord, Published
from schemas.control import Pause
from schemas.trajectory import Source
from streams.controls import prunable, read_controls
from streams.kafka import Outgoing, TopicShape, create_topic, read_compacted, send
from streams.settings import Settings, load_settings
from streams.topics import DAY_MS
from tests.commands import cleantrace

T = 1_793_000_000_000


@pytest.fixture
def settings(broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for role in ("raw", "clean", "audit", "controls"):
        monkeypatch.setenv(f"CLEANTRACE_{role.upper()}_TOPIC", f"{prefix}{role}")
    monkeypatch.setenv("CLEANTRACE_BROKERS", broker)
    monkeypatch.setenv("CLEANTRACE_KEY", bytes(range(32)).hex())
    settings = load_settings()
    create_topic(settings, TopicShape(settings.controls_topic, 1, 1, {"cleanup.policy": "compact"}))
    create_topic(settings, TopicShape(settings.audit_topic, 1, 1, {}))
    return settings


def there(settings: Settings) -> dict[str, object]:
    return {
        key: json.loads(value) for key, value in read_compacted(settings, settings.controls_topic).items()
    }


@pytest.mark.parametrize(
    ("arguments", "key", "value"),
    [
        (
            ("pause", "--user", "u-1", "--from", str(T), "--for", "10m"),
            "pause/u-1/x",
            {"kind": "pause", "user_id": "u-1", "from": T, "until": T + 600_000},
        ),
        (
            ("exempt", "--region", "US", "--from", str(T)),
            "exempt/region/US/x",
            {"kind": "exempt", "region": "US", "from": T, "until": None},
        ),
        (
            ("exempt", "--role", "works council", "--from", str(T), "--until", str(T + 5)),
            "exempt/role/works%20council/x",
            {"kind": "exempt", "role": "works council", "from": T, "until": T + 5},
        ),
        (("halt", "--from", str(T)), "halt/x", {"kind": "halt", "from": T, "until": None}),
        (
            ("erase", "--session", "s-1", "--until", str(T), "--yes"),
            "erase/x",
            {"kind": "erase", "session_id": "s-1", "from": 0, "until": T},
        ),
    ],
)
def test_a_control_arrives_as_the_contract_says(
    settings: Settings, arguments: tuple[str, ...], key: str, value: dict[str, object]
) -> None:
    done = cleantrace("control", *arguments, "--id", "x")
    assert done.status == 0, done.error
    assert done.output.startswith(key)
    assert there(settings) == {key: {"v": 1, **value}}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("pause", "--user", "u", "--for", "31m"), "30 minutes"),
        (("pause", "--user", "u"), "--for or --until"),
        (("pause", "--user", "", "--for", "5m"), "refused"),
        (("pause", "--user", "u" * 129, "--for", "5m"), "refused"),
        (("pause", "--user", "u", "--for", "5m", "--until", "+5m"), "give one"),
        (("exempt",), "exactly one"),
        (("exempt", "--user", "u", "--role", "r"), "exactly one"),
        (("halt", "--from", "2026-10-26T09:00:00"), "time zone"),
        (("halt", "--from", "now", "--until", "-1h"), "before"),
        (("erase", "--user", "u"), "--yes"),
        (("erase", "--yes"), "exactly one"),
        (("end", "nothing"), "no control has this key"),
    ],
)
def test_what_must_not_be_written_is_refused_in_one_line(
    settings: Settings, arguments: tuple[str, ...], says: str
) -> None:
    done = cleantrace("control", *arguments)
    assert done.status == 2
    assert says in done.error and len(done.error.splitlines()) == 1
    assert there(settings) == {}


def test_a_control_is_ended_early_by_its_id(settings: Settings) -> None:
    assert cleantrace("control", "halt", "--from", str(T), "--id", "stop").status == 0
    assert cleantrace("control", "status").output.startswith("halted")
    assert cleantrace("control", "end", "stop", "--at", str(T + 1000)).status == 0
    assert there(settings) == {"halt/stop": {"v": 1, "kind": "halt", "from": T, "until": T + 1000}}
    assert cleantrace("control", "status").output.startswith("collecting")
    later = cleantrace("control", "end", "halt/stop")
    assert "already" in later.output
    assert there(settings)["halt/stop"] == {"v": 1, "kind": "halt", "from": T, "until": T + 1000}


def test_the_list_shows_what_is_in_force_and_what_ended(settings: Settings) -> None:
    cleantrace("control", "exempt", "--user", "u-7", "--id", "a")
    cleantrace("control", "pause", "--user", "u-8", "--from", "1000", "--until", "2000", "--id", "b")
    cleantrace("control", "halt", "--from", "+1h", "--id", "c")
    cleantrace("control", "erase", "--session", "s-1", "--from", "0", "--until", "9", "--yes", "--id", "d")
    plain = cleantrace("control", "list")
    assert [line.split()[0] for line in plain.output.splitlines()] == ["KIND", "erase", "exempt", "halt"]
    assert plain.error == "1 more ended; --all shows them\n"
    rows = [json.loads(line) for line in cleantrace("control", "list", "--all", "--json").output.splitlines()]
    assert {row["key"]: row["state"] for row in rows} == {
        "exempt/user/u-7/a": "in force",
        "erase/d": "in force",
        "halt/c": "to come",
        "pause/u-8/b": "ended",
    }
    assert cleantrace("control", "status", "--user", "u-7").output.startswith("You are not being recorded.")
    assert cleantrace("control", "status", "--user", "u-9").output.startswith("You are being recorded:")
    summary = json.loads(cleantrace("control", "status", "--json").output)
    assert summary == {"halted": False, "in force": 2, "to come": 1, "ended": 1}


def test_a_broken_control_is_told_and_replaced(settings: Settings) -> None:
    send(settings, [Outgoing(settings.controls_topic, b"halt/x", b'{"v":1,"kind":"stop"}')])
    for command in ("list", "status"):
        done = cleantrace("control", command)
        assert done.status == 1
        assert "halt/x" in done.error and "nothing is published" in done.error
    assert cleantrace("control", "halt", "--until", "+1m", "--id", "x").status == 0
    assert cleantrace("control", "list").status == 0


def test_only_what_no_raw_message_can_need_is_prunable(settings: Settings) -> None:
    ended = Pause(v=1, user_id="u", from_=0, until=1000)
    send(settings, [Outgoing(settings.controls_topic, b"pause/u/1", value_of(ended), at_ms=T)])
    cleantrace("control", "halt", "--id", "open")
    entries = read_controls(settings)
    written = entries[-1].written_ms
    assert prunable(entries, written + 2 * DAY_MS, DAY_MS) == ()
    assert [e.key for e in prunable(entries, written + 2 * DAY_MS + 1, DAY_MS)] == ["pause/u/1"]
    assert prunable(entries, written + 9 * DAY_MS, -1) == ()


def test_prune_writes_tombstones_where_retention_is_known(settings: Settings) -> None:
    create_topic(settings, TopicShape(settings.raw_topic, 1, 1, {"retention.ms": str(DAY_MS)}))
    cleantrace("control", "pause", "--user", "u", "--from", "0", "--until", "1000")
    assert cleantrace("control", "prune").error == "0 removed\n"
    assert len(there(settings)) == 1


def audit(session: str, subject: str, seq: int, offset: int | None, at: int) -> bytes:
    source = Source(topic="r", partition=0, first_offset=0, last_offset=1, first_seq=seq, last_seq=seq + 9)
    return msgspec.json.encode(
        AuditRecord(
            trajectory_id=f"t-{seq}",
            published=Published(topic="clean", partition=0, offset=offset),
            session=session,
            subject=subject,
            from_=at,
            until=at + 99,
            source=source,
            policy="sha256:0",
        )
    )


def test_an_erasure_is_counted_before_it_is_ordered(settings: Settings) -> None:
    key: Key = settings.key()
    ours, theirs = subject_name(key, "u-1"), subject_name(key, "u-2")
    session = session_name(key, "s-1")
    rows = [
        audit(session, ours, 0, 5, 1_000),
        audit(session, ours, 0, 9, 1_000),  # the same stretch again, after a crash
        audit(session, ours, 10, None, 2_000),  # nothing of it was published
        audit("s-other", ours, 20, 11, 3_000),
        audit("s-late", ours, 30, 12, 900_000),  # outside of the span
        audit("s-theirs", theirs, 40, 13, 1_000),
        b"not JSON",
    ]
    send(settings, [Outgoing(settings.audit_topic, b"t", row, 0) for row in rows])
    done = cleantrace("control", "erase", "--user", "u-1", "--until", "500000", "--dry-run")
    assert done.status == 0, done.error
    assert done.output.splitlines() == ["2 trajectories would be deleted", "  clean: 2"]
    one = cleantrace("control", "erase", "--session", "s-1", "--until", "500000", "--dry-run")
    assert one.output.splitlines() == ["1 trajectories would be deleted", "  clean: 1"]
    assert there(settings) == {}
