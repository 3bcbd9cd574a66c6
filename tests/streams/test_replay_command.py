"""What `cleantrace replay` refuses before it asks any broker: one line that says what would be right."""

import pytest

from tests.commands import cleantrace

KEY = bytes(range(100, 132)).hex()


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Brokers that nobody can reach: whatever is told was told without them."""
    monkeypatch.setenv("CLEANTRACE_BROKERS", "127.0.0.1:1")
    monkeypatch.setenv("CLEANTRACE_KEY", KEY)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("--from -1d", "say where to write: --topic NAME, --output FILE, or only --compare TOPIC"),
        ("--from -1d --topic a --output b", "name one destination"),
        ("--from -1d --topic interactions.raw", "holds raw messages; name a trajectory topic"),
        ("--from -1d --compare redaction.audit", "holds audit records; name a trajectory topic"),
        ("--from -1d --topic a --session 5b0c", "--session: takes a pseudonym"),
        ("--from -1d --output no/such/folder/a.jsonl", "its folder is not there"),
        ("--from -1d --topic a --jobs 0", "--jobs"),
        ("--from -1d --topic a --rules r.yaml --digest abc", "name the rules once"),
        ("--deadletters --partition 1 --topic a", "leave out --from, --to and --partition"),
        ("--from -1d --to 09:00 --topic a", "--to: '09:00' is no time"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(flags: str, told: str) -> None:
    done = cleantrace("replay", *flags.split())
    assert done.status == 2
    assert told in done.error
    assert done.error.count("\n") == 1
    assert done.output == ""


def test_brokers_that_are_not_there_are_the_works_fault() -> None:
    done = cleantrace("replay", "--from", "-1d", "--topic", "a")
    assert done.status == 1
    assert "check CLEANTRACE_BROKERS" in done.error
