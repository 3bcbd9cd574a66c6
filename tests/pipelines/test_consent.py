"""What controls say of events: tables first, then the laws."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.consent import BrokenControl, ControlSet, check_control, read_controls
from pipelines.controls import encoded, key_of, value_of
from pipelines.entries import Entry, Envelope, Place, Stretch
from schemas.control import Control, Erase, Exempt, Halt, Pause
from schemas.raw import Context, FocusEvent

MINUTE = 60_000
WHO = {"v": 1, "kind": "pause", "user_id": "u-1", "from": 100, "until": 200}


def envelope(user="u-1", role: str | None = "support", region: str | None = "US-CA") -> Envelope:
    return Envelope("s-1", user, role, region, (Context(app="com.example"),))


def controls(*found: Control) -> ControlSet:
    return ControlSet({key_of(control, str(n)): control for n, control in enumerate(found)})


def record(**fields) -> bytes:
    return orjson.dumps({"v": 1, **fields})


BROKEN = [
    ("pause/u-1/a", b"", "its value is not JSON"),
    ("pause/u-1/a", b"{", "its value is not JSON"),
    ("pause/u-1/a", b"[1]", "not a JSON object"),
    ("pause/u-1/a", orjson.dumps({**WHO, "v": 2}), "its version `v` is not 1"),
    ("pause/u-1/a", orjson.dumps({**WHO, "v": True}), "its version `v` is not 1"),
    ("pause/u-1/a", orjson.dumps({k: v for k, v in WHO.items() if k != "v"}), "its version `v` is not 1"),
    ("pause/u-1/a", orjson.dumps({**WHO, "kind": "stop"}), "none of pause, exempt, halt, erase"),
    ("pause/u-1/a", orjson.dumps({**WHO, "kind": ["pause"]}), "none of pause, exempt, halt, erase"),
    ("pause/u-1/a", orjson.dumps({**WHO, "until": None}), "a field is missing or wrong"),
    ("pause/u-1/a", orjson.dumps({**WHO, "from": "100"}), "a field is missing or wrong"),
    ("pause/u-1/a", orjson.dumps({**WHO, "from": -1}), "a field is missing or wrong"),
    ("pause/u-1/a", orjson.dumps({**WHO, "user_id": ""}), "a field is missing or wrong"),
    ("pause/u-1/a", orjson.dumps({**WHO, "until": 99}), "`until` is before `from`"),
    ("pause/u-2/a", orjson.dumps(WHO), "its key and its value name different things"),
    ("pause/u-1/", orjson.dumps(WHO), "its key and its value name different things"),
    ("pause/u-1", orjson.dumps(WHO), "its key and its value name different things"),
    ("halt/a", orjson.dumps(WHO), "its key and its value name different things"),
    ("exempt/role/x/a", record(kind="exempt", user_id="x", **{"from": 1}), "different things"),
    ("exempt/role/x/a", record(kind="exempt", **{"from": 1}), "an exemption names one of"),
    ("exempt/role/x/a", record(kind="exempt", role="x", region="US", **{"from": 1}), "names one of"),
    ("erase/a", record(kind="erase", **{"from": 1, "until": 2}), "an erasure names one of"),
    ("erase/a", record(kind="erase", user_id="x", session_id="y", **{"from": 1, "until": 2}), "names one of"),
    ("erase/a", record(kind="erase", user_id="x", **{"from": 1}), "an erasure needs `until`"),
]


@pytest.mark.parametrize(("key", "value", "why"), BROKEN)
def test_a_control_that_cannot_be_understood_is_an_error(key, value, why):
    with pytest.raises(BrokenControl, match=why) as raised:
        check_control(key, value, writing=False)
    assert raised.value.key == key
    assert "u-1" not in str(raised.value)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, value, _ in BROKEN if value])
def test_one_broken_control_breaks_the_set(key, value):
    with pytest.raises(BrokenControl):
        ControlSet.from_records({"pause/u-1/ok": orjson.dumps(WHO), key: value})


def test_an_over_long_pause_is_refused_where_it_is_written_and_honoured_where_it_is_read():
    value = orjson.dumps({**WHO, "until": 100 + 31 * MINUTE})
    with pytest.raises(BrokenControl, match="at most 30 minutes"):
        check_control("pause/u-1/a", value, writing=True)
    read = ControlSet.from_records({"pause/u-1/a": value})
    assert read.reason(envelope(), 100 + 30 * MINUTE + 1) == "paused"
    assert [warning.key for warning in read.warnings] == ["pause/u-1/a"]
    check_control("pause/u-1/a", orjson.dumps({**WHO, "until": 100 + 30 * MINUTE}), writing=True)


REASONS = [
    (Pause(v=1, user_id="u-1", from_=100, until=200), envelope(), 100, "paused"),
    (Pause(v=1, user_id="u-1", from_=100, until=200), envelope(), 199, "paused"),
    (Pause(v=1, user_id="u-1", from_=100, until=200), envelope(), 99, None),
    (Pause(v=1, user_id="u-1", from_=100, until=200), envelope(), 200, None),
    (Pause(v=1, user_id="u-1", from_=100, until=100), envelope(), 100, None),
    (Pause(v=1, user_id="u-2", from_=100, until=200), envelope(), 150, None),
    (Exempt(v=1, user_id="u-1", from_=100), envelope(), 10**12, "exempt"),
    (Exempt(v=1, user_id="u-1", from_=100, until=200), envelope(), 200, None),
    (Exempt(v=1, role="support", from_=100), envelope(), 150, "exempt"),
    (Exempt(v=1, role="Support", from_=100), envelope(), 150, "exempt"),
    (Exempt(v=1, role="sales", from_=100), envelope(), 150, None),
    (Exempt(v=1, role="sales", from_=100), envelope(role=None), 150, "exempt"),
    (Exempt(v=1, role="sales", from_=100), envelope(role=""), 150, "exempt"),
    (Exempt(v=1, region="US", from_=100), envelope(), 150, "exempt"),
    (Exempt(v=1, region="us", from_=100), envelope(), 150, "exempt"),
    (Exempt(v=1, region="US-CA", from_=100), envelope(), 150, "exempt"),
    (Exempt(v=1, region="US-CA", from_=100), envelope(region="US"), 150, None),
    (Exempt(v=1, region="US-CA", from_=100), envelope(region="US-CAX"), 150, None),
    (Exempt(v=1, region="U", from_=100), envelope(), 150, None),
    (Exempt(v=1, region="DE", from_=100), envelope(region=None), 150, "exempt"),
    (Halt(v=1, from_=100), envelope(user="anybody"), 100, "halted"),
    (Halt(v=1, from_=100, until=200), envelope(), 200, None),
    (Erase(v=1, user_id="u-1", from_=100, until=200), envelope(), 150, None),
]


@pytest.mark.parametrize(("control", "who", "ts_ms", "reason"), REASONS)
def test_why_an_event_may_not_be_used(control, who, ts_ms, reason):
    assert controls(control).reason(who, ts_ms) == reason


def test_nobody_said_anything():
    empty = ControlSet.empty()
    assert empty.reason(envelope(role=None, region=None), 1) is None
    assert not empty.erases("u-1", "s-1", [1, 2])


@pytest.mark.parametrize(
    ("control", "times", "erased"),
    [
        (Erase(v=1, user_id="u-1", from_=100, until=200), [50, 150], True),
        (Erase(v=1, user_id="u-1", from_=100, until=200), [50, 250], False),
        (Erase(v=1, user_id="u-2", from_=100, until=200), [150], False),
        (Erase(v=1, session_id="s-1", from_=100, until=200), [100], True),
        (Erase(v=1, session_id="s-1", from_=100, until=200), [200], False),
        (Erase(v=1, session_id="s-2", from_=0, until=900), [150], False),
    ],
)
def test_a_stretch_with_an_event_in_an_erased_span_is_erased(control, times, erased):
    assert controls(control).erases("u-1", "s-1", iter(times)) == erased


def test_a_tombstone_removes_a_control_and_the_last_value_counts():
    assert ControlSet.from_records({"pause/u-1/a": b""}).version == ControlSet.empty().version
    earlier = ControlSet.from_records({"pause/u-1/a": orjson.dumps({**WHO, "until": 120})})
    assert earlier.reason(envelope(), 150) is None


@pytest.mark.parametrize("user", ["a/b", "50%", "Zoë Ωmega", "a b", "pause/u/1", "..", "%2F"])
def test_keys_hold_any_user_id(user):
    pause = Pause(v=1, user_id=user, from_=1, until=2)
    assert check_control(key_of(pause, "id/1"), value_of(pause), writing=True) == pause
    assert check_control(f"pause/{user}/1", value_of(pause), writing=False) == pause
    assert "/" not in encoded(user)


def test_a_file_of_controls_may_leave_out_keys():
    lines = [
        orjson.dumps(WHO),
        b"",
        b"\xef\xbb\xbf" + orjson.dumps({"key": "halt/x", "value": {"v": 1, "kind": "halt", "from": 500}}),
        orjson.dumps({"key": "halt/y", "value": '{"v":1,"kind":"halt","from":300}'}),
        orjson.dumps({"key": "halt/y", "value": None}),
    ]
    read = read_controls(lines)
    assert read.reason(envelope(), 150) == "paused"
    assert read.reason(envelope(), 300) is None
    assert read.reason(envelope(), 500) == "halted"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "line 2: .*not JSON"),
        (b"[]", "line 2: .*not a JSON object"),
        (b'{"key": 3, "value": null}', "line 2: .*`key` is not a text"),
        (orjson.dumps({**WHO, "until": 100 + 31 * MINUTE}), "line 2: .*at most 30 minutes"),
        (b'{"v": 1, "kind": "exempt", "from": 1}', "line 2: .*an exemption names one of"),
        (b'{"v": 1, "from": 1}', "line 2: .*none of pause"),
    ],
)
def test_a_broken_line_of_a_file_is_told_by_its_number(line, why):
    with pytest.raises(BrokenControl, match=why):
        read_controls([orjson.dumps(WHO), line])


def stretch(*times: int, user="u-1") -> Stretch:
    who = envelope(user)
    entries = tuple(Entry(FocusEvent(seq=n, ts=ts, ctx=0), who) for n, ts in enumerate(times))
    return Stretch("s-1", user, entries, Place("raw", 0, 0, 0), 0, len(times) - 1)


def test_a_stamp_changes_with_what_touches_a_stretch_and_with_nothing_else():
    before = ControlSet.empty().stamp(stretch(1, 2))
    for other in (
        Pause(v=1, user_id="u-2", from_=0, until=9),
        Exempt(v=1, role="sales", from_=0),
        Erase(v=1, session_id="s-9", from_=0, until=9),
    ):
        assert controls(other).stamp(stretch(1, 2)) == before
    for own in (
        Pause(v=1, user_id="u-1", from_=0, until=9),
        Exempt(v=1, region="US", from_=0),
        Halt(v=1, from_=0),
        Erase(v=1, session_id="s-1", from_=0, until=9),
    ):
        assert controls(own).stamp(stretch(1, 2)) != before


TIMES = st.integers(0, 50)
SPANS = st.tuples(TIMES, TIMES).map(sorted)
USERS = st.sampled_from(["u-1", "u-2"])
ROLES = st.sampled_from([None, "", "support", "sales"])
REGIONS = st.sampled_from([None, "", "US", "US-CA", "DE"])


@st.composite
def any_control(draw) -> Control:
    start, end = draw(SPANS)
    until = draw(st.sampled_from([end, None]))
    match draw(st.integers(0, 4)):
        case 0:
            return Pause(v=1, user_id=draw(USERS), from_=start, until=end)
        case 1:
            return Exempt(v=1, user_id=draw(USERS), from_=start, until=until)
        case 2:
            return Exempt(v=1, role=draw(st.sampled_from(["support", "sales"])), from_=start, until=until)
        case 3:
            return Exempt(v=1, region=draw(st.sampled_from(["US", "US-CA", "DE"])), from_=start, until=until)
        case _:
            return Halt(v=1, from_=start, until=until)


def forbids(control: Control, who: Envelope, ts_ms: int) -> bool:
    """The contract, said as plainly as can be."""
    if ts_ms < control.from_ or (control.until is not None and ts_ms >= control.until):
        return False
    if isinstance(control, Halt):
        return True
    if isinstance(control, Exempt) and control.role is not None:
        return not who.role or who.role == control.role
    if isinstance(control, Exempt) and control.region is not None:
        return not who.region or who.region == control.region or who.region.startswith(f"{control.region}-")
    return getattr(control, "user_id", None) == who.user_id


@given(
    st.lists(any_control(), max_size=8),
    st.builds(envelope, USERS, ROLES, REGIONS),
    TIMES,
    st.randoms(use_true_random=False),
)
def test_no_event_that_a_control_forbids_gets_through_whatever_the_order(said, who, ts_ms, order):
    keyed = [(key_of(control, str(n)), value_of(control)) for n, control in enumerate(said)]
    shuffled = keyed[:]
    order.shuffle(shuffled)
    one, other = ControlSet.from_records(dict(keyed)), ControlSet.from_records(dict(shuffled))
    assert (one.reason(who, ts_ms) is not None) == any(forbids(control, who, ts_ms) for control in said)
    assert one.reason(who, ts_ms) == other.reason(who, ts_ms)
    assert one.version == other.version


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["pause", "exempt", "u-1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["v", "kind", "from", "until", "user_id", "role"]), inner, max_size=6
        )
    ),
    max_leaves=8,
)


@given(st.binary(max_size=200) | VALUES.map(orjson.dumps), st.text(max_size=20), st.booleans())
def test_reading_never_raises_anything_but_a_broken_control(value, key, writing):
    try:
        check_control(key, value, writing=writing)
    except BrokenControl:
        return


@pytest.mark.parametrize("shape", ["bare", "under a key", "key beside it", "an array"])
def test_a_file_may_write_a_control_in_several_ways(shape: str) -> None:
    value = {"v": 1, "kind": "pause", "user_id": "u-1", "from": 1, "until": 2}
    forms = {
        "bare": value,
        "under a key": {"key": "pause/u-1/1", "value": value},
        "key beside it": {"key": "pause/u-1/1", **value},
        "an array": [value],
    }
    (control,) = read_controls(orjson.dumps(forms[shape]).splitlines()).controls.values()
    assert value_of(control) == orjson.dumps(value)


def test_a_key_without_a_value_removes_nothing_by_mistake() -> None:
    with pytest.raises(BrokenControl, match="no `value`"):
        read_controls([b'{"key": "pause/u-1/1"}'])
