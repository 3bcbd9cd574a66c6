"""A support agent's morning, second half: chat, passwords, private matters, a sheet.

Owns the scenes whose windows are excluded or paused, and those that take from the clipboard.
"""

from typing import Final

from streams.demo import cast
from streams.demo.recorder import Desk
from streams.demo.scenery import Field, Line, Shown, Window, column, table
from streams.demo.support import CRM, behind_mail, cases_page, inbox_page

CHAT: Final = Window(
    "com.tinyspeck.slackmacgap",
    "Slack",
    f"claims-escalations (Channel) - {cast.EMPLOYER} - Slack",
    (320, 90, 1080, 760),
    "w2",
)
VAULT: Final = Window(
    "com.1password.1password", "1Password", "Harborline portal - 1Password", (920, 140, 500, 560), "w3"
)
PORTAL: Final = Window(
    "com.google.Chrome",
    "Google Chrome",
    "Sign in - Adjuster Portal",
    (0, 25, 900, 875),
    "w1",
    "https://portal.adjusters.example/login",
)
BANK: Final = Window(
    "com.google.Chrome",
    "Google Chrome",
    "Accounts - Meridian Online",
    (0, 25, 1440, 875),
    "w5",
    "https://online.meridian.bank.example/accounts?session=77AF10",
)
PRIVATE: Final = Window("com.apple.MobileSMS", "Messages", cast.FRIEND, (500, 200, 800, 600), "w6")
SHEET: Final = Window(
    "com.microsoft.Excel", "Microsoft Excel", "Refunds March.xlsx", (0, 25, 1440, 875), "w7"
)

POST: Final = Field("s1", "textbox", "Message to channel", (200, 690), 840)
LOGIN: Final = Field("p1", "textbox", "User name", (520, 300))
PASSWORD: Final = Field("p2", "textbox", "Password", (520, 360), secure=True)
CODE: Final = Field("p3", "textbox", "Backup phrase", (520, 420))
VAULT_FIND: Final = Field("v1", "searchbox", "Search 1Password", (40, 20))
NOTE: Final = Field("i1", "textbox", "iMessage", (220, 550))
CELL: Final = Field("x1", "cell", "B7", (300, 290), 180)


def chat_page(desk: Desk, sent: tuple[str, ...] = ()) -> list[Line]:
    """The channel, with what was sent."""
    rail = ["Slack", "Threads", "Direct messages", "Channels", cast.CHANNEL, "# general", "Apps"]
    talk = [
        f"{cast.LEAD}  9:21 AM",
        "Morning all! Quarterly numbers look good, well done.",
        f"{cast.LEAD}  9:24 AM",
        f"Has anyone heard back from {cast.HARBORLINE} about the depot?",
        *(f"{cast.AGENT}: {text}" for text in sent),
    ]
    return [*column(24, 20, rail, 28), *column(200, 60, talk, 30), Line(204, 696, desk.text_of(POST))]


def ask_lead(desk: Desk) -> None:
    """Write to the channel, with a number copied from the database."""
    desk.show(CRM, lambda: cases_page(desk))
    desk.click(64, 204, "cell", "Case", times=2)
    desk.copy(cast.CLAIM)
    desk.show(CHAT, lambda: chat_page(desk), Shown(CRM, lambda: cases_page(desk)), words=False)
    desk.visit(POST)
    desk.type(POST, "@greta.lindqvist Harborline Logistcs⌫⌫ics called, marisol is waiting. Case ")
    desk.paste(POST, cast.CLAIM)
    desk.type(POST, " please")
    sent = f"{cast.LEAD_HANDLE} Harborline Logistics called, marisol is waiting. Case {cast.CLAIM} please"
    desk.key("Enter", POST)
    desk.clear(POST)
    desk.page(CHAT, lambda: chat_page(desk, (sent,)))
    desk.read(16)
    desk.type(POST, "I rang her at four, MARISOL VEGA is happy with it 👍")
    desk.key("Enter", POST)
    desk.clear(POST)
    desk.page(CHAT, lambda: chat_page(desk, (sent,)))
    desk.read(7)


def _portal_page(desk: Desk) -> list[Line]:
    labels = [Line(400, field.place[1] + 6, field.name) for field in (LOGIN, PASSWORD, CODE)]
    dots = "•" * len(desk.text_of(PASSWORD))
    shown = [(LOGIN, desk.text_of(LOGIN)), (PASSWORD, dots), (CODE, "•" * len(desk.text_of(CODE)))]
    values = [Line(field.place[0] + 10, field.place[1] + 6, text) for field, text in shown if text]
    return [
        Line(520, 220, "Adjuster Portal"),
        *labels,
        *values,
        Line(520, 480, "Sign in"),
        Line(640, 480, "Reset password"),
    ]


def _vault_page(desk: Desk) -> list[Line]:
    item = ["Harborline portal", "username", cast.VAULT_LOGIN, "password", cast.VAULT_PASSWORD, "Copy"]
    return [Line(44, 26, desk.text_of(VAULT_FIND)), *column(260, 80, item, 34)]


def sign_in(desk: Desk) -> None:
    """Sign in to a portal with the help of a password manager, which is excluded."""
    desk.show(PORTAL, lambda: _portal_page(desk))
    desk.visit(LOGIN)
    desk.type(LOGIN, "claims.desk")
    desk.key("Tab", LOGIN)
    desk.type(PASSWORD, "tidal-Cpo⌫⌫opper-91-lantern")
    desk.key("Enter", PASSWORD)
    desk.clear(PASSWORD)
    desk.read(5)
    desk.show(VAULT, lambda: _vault_page(desk), Shown(PORTAL, lambda: _portal_page(desk)))
    desk.visit(VAULT_FIND)
    desk.type(VAULT_FIND, "portal-admin")
    desk.click(262, 250, "button", "Copy")
    desk.copy(cast.VAULT_PASSWORD)
    desk.read(5)
    desk.show(PORTAL, lambda: _portal_page(desk), Shown(VAULT, lambda: _vault_page(desk)))
    desk.visit(PASSWORD)
    desk.paste(PASSWORD, cast.VAULT_PASSWORD)
    desk.visit(CODE)
    desk.paste(CODE, cast.RECOVERY_CODE)
    desk.read(4)
    desk.click(524, 484, "button", "Sign in")
    desk.clear(LOGIN, PASSWORD, CODE)
    desk.read(7)


def look_at_bank(desk: Desk) -> None:
    """A private look at a bank, which the rules exclude by address."""
    rows = (
        ("Account", "Owner", "Balance"),
        ("Savings pot", cast.SAVER, "18,204.11"),
        ("Current", cast.SAVER, "912.40"),
    )
    desk.show(BANK, lambda: [Line(40, 30, "Meridian Online"), *table(60, 120, (300, 300, 200), rows, 34)])
    desk.read(19)
    desk.click(64, 154, "row", f"Savings pot {cast.SAVER}")
    desk.read(7)
    hidden = BANK.at(
        f"{cast.SAVER} knee clinic - Google Search (Incognito)", "https://www.google.com/search?q=knee+clinic"
    )
    desk.show(hidden, lambda: [Line(200, 40, f"{cast.SAVER} knee clinic appointment")])
    desk.read(10)


def write_private_note(desk: Desk) -> tuple[int, int]:
    """A private message; returns the span (ms) that the agent asked to be paused."""
    desk.show(behind_mail().window, inbox_page)
    desk.read(4)
    start_ms = desk.now_ms
    desk.pause(400)
    talk = [f"{cast.FRIEND}", "are we still on for tonight?", f"new number: {cast.FRIEND_PHONE}"]
    desk.show(
        PRIVATE, lambda: [*column(220, 40, talk, 30), Line(224, 556, desk.text_of(NOTE))], behind_mail()
    )
    desk.visit(NOTE)
    desk.type(NOTE, "Fenwick, yes! I will ring Fenwick Okonjo's mum too, (628) 555-0192 is saved")
    desk.key("Enter", NOTE)
    desk.clear(NOTE)
    desk.read(9)
    until_ms = desk.now_ms
    desk.pause(900)
    desk.show(behind_mail().window, inbox_page)
    desk.read(7)
    return start_ms, until_ms


def _sheet_page(desk: Desk) -> list[Line]:
    rows = (
        ("Customer", "Card number", "NHS number", "Passport number", "Amount"),
        (cast.MARISOL, "", "", "", "312.50"),
        (cast.PRIYANKA, desk.text_of(CELL), cast.PRIYANKA_NHS, cast.PRIYANKA_PASSPORT, "88.00"),
        (cast.SEUN, "", "", "", "1,204.00"),
    )
    menu = ["File", "Edit", "View", "Insert", "Format", "Data", "Help"]
    bar = [Line(20 + 80 * n, 10, text) for n, text in enumerate(menu)]
    home = [
        Line(20, 420, "Delivery address"),
        Line(170, 420, f"{cast.PRIYANKA_STREET}, {cast.PRIYANKA_CITY}"),
    ]
    return [*bar, *table(20, 230, (260, 220, 180, 200, 120), rows, 30), *home]


def fill_sheet(desk: Desk) -> None:
    """Work in a sheet: cells, drags, a card number with a slip, a search for a name."""
    desk.show(SHEET, lambda: _sheet_page(desk))
    desk.read(10)
    desk.drag((30, 234), (780, 330), "cell", "A1:E4")
    desk.hotkey("Meta", "b")
    desk.visit(CELL)
    desk.type(CELL, "4556 3791 8240⌫⌫04 4170")
    desk.key("Enter", CELL)
    desk.read(5)
    desk.click(24, 420, "cell", "Delivery address", button="right")
    desk.pause(600)
    desk.key("Escape")
    desk.scroll(100, 5)
    desk.hotkey("Meta", "s")
    desk.read(9)


def after_lunch(desk: Desk) -> None:
    """A short second session: a message put together by an input method."""
    desk.show(CHAT, lambda: chat_page(desk), words=False)
    desk.read(9)
    desk.visit(POST)
    desk.whole(POST, "Priyanka Raghunathan", "ime")
    desk.type(POST, " has moved to 58 Larkspur Cresent⌫⌫⌫cent, Leeds LS6 2QT")
    desk.key("Enter", POST)
    desk.clear(POST)
    desk.page(
        CHAT,
        lambda: chat_page(
            desk, (f"{cast.PRIYANKA} has moved to {cast.PRIYANKA_STREET}, {cast.PRIYANKA_CITY}",)
        ),
    )
    desk.read(12)
    desk.show(behind_mail().window, inbox_page)
    desk.click(240, 272, "row", f"{cast.PRIYANKA}, Change of address")
    desk.read(50)
    desk.hotkey("Meta", "r")
    desk.read(21)
