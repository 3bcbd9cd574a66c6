"""Secrets by prefix, label, command, code and noise; placeholders, hashes and code survive."""

import json
import os
from pathlib import Path

import pytest

from pipelines.detection.recognizers import recognize, secrets

EXAMPLES = [
    ("AKIAQ7ZKRT2VW9LM4XN8", "AKIAQ7ZKRT2VW9LM4XN8"),
    ("export GITLAB_TOKEN=glpat-Zk9xQ2mLt4Vb7Nw1Yd5H", "glpat-Zk9xQ2mLt4Vb7Nw1Yd5H"),
    ("password=changeme", "changeme"),
    ("pw is Tr0ub4dor&Zebra lol", "Tr0ub4dor&Zebra"),
    ("Authorization: Basic R2hyZG5oYzpycWVpIGVu", "R2hyZG5oYzpycWVpIGVu"),
    ("Your code is 482 913", "482 913"),
    ("G-730184 is your Google verification code", "G-730184"),
    ("PIN: 4821", "4821"),
    ("CVV 482", "482"),
    ("mysql -h db1 -u root -phunter2orca shop", "hunter2orca"),
    ("curl -u admin:Winter2025! https://ci.example.org", "Winter2025!"),
    ("sshpass -p Kiwi77x ssh web01", "Kiwi77x"),
    ("postgres://ledger:p8Xv2QmL@db/ledger", "p8Xv2QmL"),
    ("Server=db;User=sa;Password=Zx8Rt4vBn7;", "Zx8Rt4vBn7"),
    ("ALTER USER x IDENTIFIED BY 'SqLpa5sW0rD'", "SqLpa5sW0rD"),
    ("Recovery key 7Q4K-ZR2V-W9LM-4XN8-BP1Y", "7Q4K-ZR2V-W9LM-4XN8-BP1Y"),
    ("wifi: blauerElefant77", "blauerElefant77"),
    ("client_secret=7Yw1Hd5Jc3Ue6Ga0Kq2LmZx8Rt4vBn", "7Yw1Hd5Jc3Ue6Ga0Kq2LmZx8Rt4vBn"),
]

COUNTER_EXAMPLES = [
    "password=os.environ['DB_PASSWORD']",
    "token: <your-token>",
    "password: ${DB_PASSWORD}",
    "Password: required",
    "Forgot password?",
    "password: str",
    "commit 3f0a9c1e2b8d4a60a1fe55c2d9087e14aa10bc22",
    "550e8400-e29b-41d4-a716-446655440000",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Error code 4042",
    "zip code 94107",
    "Authorization: Bearer <token>",
    "Your password has been changed",
    "token = getToken()",
    "Key findings",
]

SHARED = (
    Path(os.environ.get("CLEANTRACE_SHARED", Path(__file__).parents[3] / ".." / "shared"))
    / "data"
    / "credsweeper"
)
SKIPPED_RULES = {"PEM Private Key", "AWS S3 Bucket", "Firebase Domain", "UUID", "Nonce", "Salt"}
"""Lines inside a key (found by their header), and what is no secret on a screen."""


@pytest.mark.parametrize(("text", "secret"), EXAMPLES)
def test_secrets_are_found(text: str, secret: str) -> None:
    start = text.rindex(secret)
    found = [span for span in recognize(text) if span.entity == "SECRET" and span.score >= 0.4]
    covered = {index for span in found for index in range(span.start, span.end)}
    assert covered >= set(range(start, start + len(secret)))


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_near_misses_survive(text: str) -> None:
    assert [span for span in recognize(text) if span.entity == "SECRET" and span.score >= 0.4] == []


def test_a_private_key_goes_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nx7Kr2Vw9Lm4X\n-----END RSA PRIVATE KEY-----"
    assert any((span.start, span.end) == (3, 3 + len(key)) for span in recognize("x: " + key))


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/credsweeper")
def test_credsweepers_findings_are_found() -> None:
    rows = [json.loads(line) for line in (SHARED / "expected.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["rule"] not in SKIPPED_RULES and row["value"] in row["line"]]
    assert sum(_covers(row["line"], row["value"]) for row in rows) >= 0.85 * len(rows)


def _covers(line: str, value: str) -> bool:
    covered = {
        index for span in secrets.find(line) if span.score >= 0.4 for index in range(span.start, span.end)
    }
    start = line.index(value)
    return sum(index in covered for index in range(start, start + len(value))) >= 0.9 * len(value)
