"""Values that screens show in part, split or misread, secrets among them; and what looks like one."""

import pytest

from pipelines.detection.recognizers import recognize

FOUND = [
    ("Visa •••• 4417", "CREDIT_CARD", "4417"),
    ("Mastercard ending in 7479", "CREDIT_CARD", "7479"),
    ("card 417399******8843", "CREDIT_CARD", "417399******8843"),
    ("ssn ending 6892", "US_SSN", "6892"),
    ("creditor DE98ZZZ09999999999", "ID", "DE98ZZZ09999999999"),
    ("Extension 58213", "PHONE_NUMBER", "58213"),
    ("Tel:O2O 7946 O812", "PHONE_NUMBER", "O2O 7946 O812"),
    ("8 916 447 18 29", "PHONE_NUMBER", "8 916 447 18 29"),
    ("IP 192.168.O.17", "IP_ADDRESS", "192.168.O.17"),
    ('"dob":"1962-11-04T00:00:00Z"', "DATE", "1962-11-04T00:00:00Z"),
    ("MRN5520194DOB04/11/1962", "DATE", "04/11/1962"),
    ("(b. 1962)", "DATE", "1962"),
    ("PLZ/Ort: 70173 Stuttgart", "ADDRESS", "70173 Stuttgart"),
    ("GET /api/v2/users/femi.okonjo/profile 200", "URL", "/api/v2/users/femi.okonjo/profile"),
    ("oauth /callback?code=4/0AX4XfWh7TzB4nPwRc1Yd", "URL", "/callback?code=4/0AX4XfWh7TzB4nPwRc1Yd"),
    ("mailto:femi@okonjo.example", "URL", "mailto:femi@okonjo.example"),
    ("root:$6$Xv7TzB4n$PwRc1YdHs6Gj3Ue0KfWp:19800:0", "SECRET", "$6$Xv7TzB4n$PwRc1YdHs6Gj3Ue0KfWp"),
    ("datadog api key 9f7c2b1e44d84a7182930b7e5c1d9a42", "SECRET", "9f7c2b1e44d84a7182930b7e5c1d9a42"),
    ('db.connect("app", "Quokka77Delta")', "SECRET", "Quokka77Delta"),
    ("smtp_pass: nqzx kfwp alme rtyb", "SECRET", "nqzx kfwp alme rtyb"),
    ("WPA2 key oudegracht1187", "SECRET", "oudegracht1187"),
    ("SECRET_KEY_BASE=44d84a7182930b7e5c1d9a429f7c2b1e", "SECRET", "44d84a7182930b7e5c1d9a429f7c2b1e"),
    ('#define password "n84QRS54y4"', "SECRET", "n84QRS54y4"),
    ("-----END EC PRIVATE KEY-----", "SECRET", "-----END EC PRIVATE KEY-----"),
    ("uses: brackwell/actions/deploy@v2", "REPOSITORY", "brackwell/actions"),
]

LEFT = [
    "ext4 filesystem",
    "Extension manager",
    "Password must contain 8 characters",
    "password: z.string().min(8)",
    "token_count = 1182",
    "set password policy",
    "postgres://user:password@localhost:5432/db",
    "GET /api/v1/health 204",
    "https://example.com/docs/getting-started",
    "git clone https://github.com/torvalds/linux.git",
    "uses: actions/checkout@v4",
    "ping 8.8.8.8",
    "fe80::/10",
    "10/100/1000 Mbps",
    "moved to 12 June 2025",
    "gc 118 @44.718s 2%",
    "Born in the USA",
]


@pytest.mark.parametrize(("text", "entity", "value"), FOUND)
def test_a_value_is_found(text: str, entity: str, value: str) -> None:
    start = text.index(value)
    found = {(s.start, s.end) for s in recognize(text) if s.entity == entity and s.score >= 0.4}
    assert (start, start + len(value)) in found


@pytest.mark.parametrize("text", LEFT)
def test_what_looks_like_one_is_left(text: str) -> None:
    assert [span for span in recognize(text) if span.score >= 0.4] == []
