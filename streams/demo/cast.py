"""The invented people and values of the demo, and the phrases that have to survive.

Owns the plain facts; nobody and nothing here exists. Telephone numbers, addresses of machines and
domains are from the ranges set aside for examples.
Source: RFC 2606 (domains), RFC 5737 (addresses), the 555-01xx and 020 7946 telephone ranges.
"""

from dataclasses import dataclass
from typing import Final, Literal

Fate = Literal["redacted", "secure", "app_excluded", "paused", "clipboard"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A value that must not come out; `parts` must not come out by themselves either."""

    entity: str
    value: str
    parts: tuple[str, ...] = ()
    fate: Fate = "redacted"


def _person(name: str) -> Planted:
    return Planted("PERSON", name, tuple(name.split(" ")))


AGENT: Final = "Dana Whitcombe"
LEAD: Final = "Greta Lindqvist"
LEAD_HANDLE: Final = "@greta.lindqvist"
CHANNEL: Final = "#claims-escalations"
EMPLOYER: Final = "Brightwater Mutual Insurance"

MARISOL: Final = "Marisol Vega"
MARISOL_MAIL: Final = "marisol.vega@harborline.example"
MARISOL_PHONE: Final = "(415) 555-0148"
MARISOL_STREET: Final = "1187 Juniper Hollow Road"
MARISOL_CITY: Final = "Sausalito, CA 94965"
MARISOL_BORN: Final = "03/14/1987"
MARISOL_SSN: Final = "826-43-5190"
HARBORLINE: Final = "Harborline Logistics"
POLICY: Final = "HLX-4471-0926"
CLAIM: Final = "CLM-2026-008841"

SEUN: Final = "Oluwaseun Adeyemi"
SEUN_MAIL: Final = "o.adeyemi@quillandfern.example"
SEUN_PHONE: Final = "+44 20 7946 0713"
SEUN_IBAN: Final = "DE28 3706 0193 0048 2177 36"
BINDERY: Final = "Quill & Fern Bindery"

PRIYANKA: Final = "Priyanka Raghunathan"
PRIYANKA_STREET: Final = "58 Larkspur Crescent"
PRIYANKA_CITY: Final = "Leeds LS6 2QT"
PRIYANKA_NHS: Final = "943 217 6851"
PRIYANKA_PASSPORT: Final = "548812073"
PRIYANKA_CARD: Final = "4556 3791 8204 4170"

PORTAL_PASSWORD: Final = "tidal-Copper-91-lantern"
VAULT_PASSWORD: Final = "velvet-Anchor-33-quartz"
VAULT_LOGIN: Final = "portal-admin-7731"
RECOVERY_CODE: Final = "BRINDLE-5847-MEADOW"
SAVER: Final = "Rosalind Achterberg"
FRIEND: Final = "Fenwick Okonjo"
FRIEND_PHONE: Final = "(628) 555-0192"

DEVELOPER: Final = "Kenji Morohoshi"
DEVELOPER_LOGIN: Final = "kmorohoshi"
DEVELOPER_MAIL: Final = "kenji.morohoshi@brightwater.example"
REVIEWER: Final = "Anneliese Baumgartner"
REVIEWER_HANDLE: Final = "@abaumgartner"
REPOSITORY: Final = "brightwater-labs/claims-intake"
SERVER: Final = "203.0.113.86"
JUMP_HOST: Final = "198.51.100.23"
PATIENT: Final = "Thaddeus Ellsworth"
PATIENT_MAIL: Final = "t.ellsworth@copperfield-dental.example"
PATIENT_PHONE: Final = "(312) 555-0177"
PATIENT_BORN: Final = "1979-11-02"
DENTAL: Final = "Copperfield Dental Group"
GITHUB_TOKEN: Final = "ghp_q7Zt2LmX9vRb4KcW8sYd1NfH6pJg3TaE5uQo"
AWS_KEY: Final = "AKIAZ5QW7RN3KX2MPL6T"
DATABASE_PASSWORD: Final = "nimbus-Otter-4410-harp"
INVITATION: Final = "https://app.slack.com/invite/zt-8f2c71d09ab34e5c-qPz7LkV"

PLANTED: Final[tuple[Planted, ...]] = (
    _person(AGENT),
    _person(LEAD),
    _person(MARISOL),
    _person(SEUN),
    _person(PRIYANKA),
    _person(DEVELOPER),
    _person(REVIEWER),
    _person(PATIENT),
    Planted("HANDLE", LEAD_HANDLE),
    Planted("HANDLE", REVIEWER_HANDLE),
    Planted("HANDLE", DEVELOPER_LOGIN),
    Planted("CHANNEL", CHANNEL),
    Planted("ORGANIZATION", EMPLOYER),
    Planted("ORGANIZATION", HARBORLINE),
    Planted("ORGANIZATION", BINDERY),
    Planted("ORGANIZATION", DENTAL),
    Planted("EMAIL_ADDRESS", MARISOL_MAIL),
    Planted("EMAIL_ADDRESS", SEUN_MAIL),
    Planted("EMAIL_ADDRESS", DEVELOPER_MAIL),
    Planted("EMAIL_ADDRESS", PATIENT_MAIL),
    Planted("PHONE_NUMBER", MARISOL_PHONE),
    Planted("PHONE_NUMBER", SEUN_PHONE),
    Planted("PHONE_NUMBER", PATIENT_PHONE),
    Planted("ADDRESS", f"{MARISOL_STREET}, {MARISOL_CITY}", (MARISOL_STREET, "94965")),
    Planted("ADDRESS", f"{PRIYANKA_STREET}, {PRIYANKA_CITY}", (PRIYANKA_STREET, "LS6 2QT")),
    Planted("DATE", MARISOL_BORN),
    Planted("DATE", PATIENT_BORN),
    Planted("US_SSN", MARISOL_SSN),
    Planted("IBAN_CODE", SEUN_IBAN),
    Planted("CREDIT_CARD", PRIYANKA_CARD),
    Planted("UK_NHS", PRIYANKA_NHS),
    Planted("US_PASSPORT", PRIYANKA_PASSPORT),
    Planted("ID", POLICY),
    Planted("ID", CLAIM),
    Planted("REPOSITORY", REPOSITORY),
    Planted("IP_ADDRESS", SERVER),
    Planted("IP_ADDRESS", JUMP_HOST),
    Planted("URL", INVITATION),
    Planted("SECRET", GITHUB_TOKEN),
    Planted("SECRET", AWS_KEY),
    Planted("SECRET", DATABASE_PASSWORD),
    Planted("SECRET", PORTAL_PASSWORD, fate="secure"),
    Planted("SECRET", VAULT_PASSWORD, fate="app_excluded"),
    Planted("ID", VAULT_LOGIN, fate="app_excluded"),
    Planted("PERSON", SAVER, tuple(SAVER.split(" ")), fate="app_excluded"),
    Planted("PERSON", FRIEND, tuple(FRIEND.split(" ")), fate="paused"),
    Planted("PHONE_NUMBER", FRIEND_PHONE, fate="paused"),
    Planted("SECRET", RECOVERY_CODE, fate="clipboard"),
)

KEPT: Final[tuple[str, ...]] = (
    "Inbox",
    "Compose",
    "Send",
    "Archive",
    "Salesforce",
    "Slack",
    "GitHub",
    "Visual Studio Code",
    "New case",
    "Save and close",
    "Waiting for customer",
    "In review",
    "Status",
    "Thanks for your patience",
    "the adjuster has signed off",
    "It should be with you in three to five working days",
    "File",
    "Edit",
    "View",
    "git status",
    "npm run test",
    "def parse_claim(row: dict) -> Claim:",
    "return Claim(number=row",
    "raise ValueError",
    "Merge pull request",
    "Files changed",
    "12 passed in 0.84s",
    "Reset password",
    "Quarterly numbers look good",
)
