"""A support agent's morning, first half: mail and the customer database.

Owns the scenes of the mail program and of the database; the people are those of the cast.
"""

from typing import Final

from streams.demo import cast
from streams.demo.recorder import Desk
from streams.demo.scenery import Field, Line, Shown, Window, column, table, wrap

BOUNDS: Final = (0, 25, 1440, 875)
MAIL: Final = Window(
    "com.google.Chrome",
    "Google Chrome",
    "Inbox (14) - Gmail",
    BOUNDS,
    "w1",
    "https://mail.google.com/mail/u/0/#inbox",
)
CRM: Final = Window(
    "com.google.Chrome",
    "Google Chrome",
    "Cases | Salesforce",
    BOUNDS,
    "w1",
    "https://eu14.salesforce.com/lightning/o/Case/list",
)

TO: Final = Field("m1", "textbox", "To", (420, 180), 700)
SUBJECT: Final = Field("m2", "textbox", "Subject", (420, 214), 700)
BODY: Final = Field("m3", "textarea", "Message body", (420, 260), 760)
FIND: Final = Field("c0", "searchbox", "Search Salesforce", (470, 20), 420)
NAME: Final = Field("c1", "textbox", "Contact name", (300, 160))
MAIL_FIELD: Final = Field("c2", "textbox", "Email", (300, 208))
PHONE: Final = Field("c3", "textbox", "Phone", (300, 256))
STREET: Final = Field("c4", "textbox", "Street address", (300, 304))
CITY: Final = Field("c5", "textbox", "City and postcode", (300, 352))
BORN: Final = Field("c6", "textbox", "Date of birth", (300, 400))
SSN: Final = Field("c7", "textbox", "Social security number", (300, 448))
IBAN: Final = Field("c8", "textbox", "IBAN", (300, 496))
ACCOUNT: Final = Field("c9", "textbox", "Account", (300, 544))
NOTES: Final = Field("c10", "textarea", "Internal notes", (760, 208), 520)
CASE_FORM: Final = (NAME, MAIL_FIELD, PHONE, STREET, CITY, BORN, SSN, IBAN, ACCOUNT)

INBOX_ROWS: Final = (
    ("From", "Subject", "Date"),
    (cast.MARISOL, f"Water damage at the depot, claim {cast.CLAIM}", "09:02"),
    (cast.SEUN, "Payout for the press", "08:47"),
    ("Jira", "Your weekly digest", "08:30"),
    (cast.LEAD, "Quarterly numbers look good", "08:12"),
    ("Zoom", "Meeting summary is ready", "Yesterday"),
    (cast.PRIYANKA, "Change of address", "Yesterday"),
    ("Salesforce", "New features in the spring release", "16 Mar"),
)


def _rail() -> list[Line]:
    names = ["Compose", "Inbox", "Starred", "Snoozed", "Sent", "Drafts", "Archive", "Spam", "Bin", "Labels"]
    return [Line(30, 24, "Gmail"), Line(420, 24, "Search mail"), *column(30, 70, names, 30)]


def inbox_page() -> list[Line]:
    """The list of messages."""
    return [*_rail(), *table(230, 80, (240, 620, 120), INBOX_ROWS, 32), Line(1240, 24, cast.AGENT)]


def letter_page() -> list[Line]:
    """Marisol's letter."""
    text = [
        f"Water damage at the depot, claim {cast.CLAIM}",
        f"From: {cast.MARISOL} <{cast.MARISOL_MAIL}>",
        "To: claims desk",
        "",
        "Hello Dana,",
        "the roof above bay four gave way again last night and the pallets below it are soaked.",
        f"Our policy is {cast.POLICY}. Could somebody call me back on {cast.MARISOL_PHONE} today?",
        "The photos are attached. What do you need from us before the adjuster comes?",
        "",
        "Kind regards",
        cast.MARISOL,
        f"Operations, {cast.HARBORLINE}",
        f"{cast.MARISOL_STREET}, {cast.MARISOL_CITY}",
        "",
        "Reply",
        "Forward",
    ]
    return [*_rail(), *column(250, 80, text, 26)]


def reply_page(desk: Desk) -> list[Line]:
    """The reply as it stands."""
    body = column(420, 260, desk.text_of(BODY).split("\n"), 22)
    head = [Line(360, 184, "To"), Line(330, 218, "Subject"), Line(420, 184, desk.text_of(TO))]
    return [
        *_rail(),
        Line(250, 80, "New message"),
        *head,
        Line(420, 218, desk.text_of(SUBJECT)),
        *body,
        Line(420, 620, "Send"),
        Line(500, 620, "Attach files"),
    ]


def _crm_bar() -> list[Line]:
    tabs = ["Home", "Cases", "Accounts", "Contacts", "Reports", "Dashboards"]
    return [Line(24, 24, "Salesforce"), *[Line(30 + 110 * n, 66, tab) for n, tab in enumerate(tabs)]]


def cases_page(desk: Desk) -> list[Line]:
    """The list of cases."""
    rows = (
        ("Case", "Contact name", "Account", "Phone", "Status"),
        (cast.CLAIM, cast.MARISOL, cast.HARBORLINE, cast.MARISOL_PHONE, "New"),
        ("CLM-2026-008790", cast.SEUN, cast.BINDERY, cast.SEUN_PHONE, "In review"),
        ("CLM-2026-008713", cast.PRIYANKA, "Private", "", "Waiting for customer"),
    )
    search = desk.text_of(FIND) or "Search Salesforce"
    widths = (200, 240, 260, 200, 200)
    return [*_crm_bar(), Line(480, 24, search), Line(60, 120, "New case"), *table(60, 170, widths, rows, 34)]


def case_page(desk: Desk, status: str, menu: bool = False) -> list[Line]:
    """The form of a case, with a dropdown open or not."""
    lines = [*_crm_bar(), Line(60, 110, "Edit contact")]
    for field in CASE_FORM:
        x, y = field.place
        lines += [Line(80, y + 6, field.name), Line(x + 10, y + 6, desk.text_of(field))]
    lines += [Line(760, 166, "Status"), Line(860, 166, status), Line(760, 190, "Internal notes")]
    if menu:
        lines += column(860, 190, ["New", "In review", "Waiting for customer", "Closed"], 26)
    else:
        lines += column(770, 214, wrap(desk.text_of(NOTES), 60), 20)
    return [
        *(line for line in lines if line.text),
        Line(300, 620, "Cancel"),
        Line(420, 620, "Save and close"),
    ]


def answer_mail(desk: Desk) -> None:
    """Read a letter and answer it, with slips on the way."""
    desk.show(MAIL, inbox_page)
    desk.read(14)
    desk.click(240, 112, "row", f"{cast.MARISOL}, Water damage at the depot")
    letter = MAIL.at(
        f"Claim {cast.CLAIM} - {cast.MARISOL_MAIL} - Gmail",
        f"https://mail.google.com/mail/u/0/#inbox/FMfcgzQZ?from={cast.MARISOL_MAIL}&token=x81kQ",
    )
    desk.page(letter, letter_page)
    desk.read(52)
    desk.scroll(100)
    desk.click(250, 444, "button", "Reply")
    desk.page(letter, lambda: reply_page(desk))
    desk.visit(TO)
    desk.type(TO, "marisol.vega@harbr⌫orline.example")
    desk.key("Tab", TO)
    desk.type(SUBJECT, f"Re: your claim {cast.CLAIM}")
    desk.key("Tab", SUBJECT)
    desk.type(BODY, "Hi Marisil⌫⌫ol,↵↵Thanks for your patience. We have got the photos of bay fuor⌫⌫⌫our.↵")
    desk.type(BODY, "I will call you on (415) 555-0184⌫⌫48 this afternoon, before 4 pm.↵↵")
    desk.read(7)
    desk.type(BODY, "Best wishes↵Dana Whitcmobe⌫⌫⌫⌫ombe↵Brightwater Mutual Insurance")
    desk.select(BODY, 3, 10)
    desk.type(BODY, "Marisol Vega")
    desk.read(9)
    desk.click(430, 624, "button", "Send")
    desk.page(MAIL, inbox_page)
    desk.read(10)


def _second_letter_page() -> list[Line]:
    text = [
        "Payout for the press",
        f"From: {cast.SEUN} <{cast.SEUN_MAIL}>",
        "To: claims desk",
        "",
        "Good morning,",
        "any news on the payout? The new press is due next week and we have to pay the deposit.",
        f"Please send it to {cast.SEUN_IBAN}, the account is in the name of {cast.BINDERY}.",
        f"You can reach me on {cast.SEUN_PHONE}.",
        "",
        cast.SEUN,
        "Reply",
        "Forward",
    ]
    return [*_rail(), *column(250, 80, text, 26)]


def answer_second_mail(desk: Desk) -> None:
    """Read another letter, answer in capitals by mistake, and start again."""
    desk.show(MAIL, inbox_page)
    desk.read(9)
    desk.click(240, 144, "row", f"{cast.SEUN}, Payout for the press")
    letter = MAIL.at("Payout for the press - Gmail", "https://mail.google.com/mail/u/0/#inbox/FMfcgzQX")
    desk.page(letter, _second_letter_page)
    desk.read(42)
    desk.click(250, 340, "button", "Reply")
    desk.clear(TO, SUBJECT, BODY)
    desk.page(letter, lambda: reply_page(desk))
    desk.visit(TO)
    desk.whole(TO, cast.SEUN_MAIL, "autofill")
    desk.visit(BODY)
    desk.type(BODY, "DEAR OLUWASEUN,⇱Dear Oluwaseun,↵↵the payout left us this morning. ")
    desk.type(BODY, "It should be with you in three to five working days.↵↵Dana")
    desk.read(10)
    desk.hotkey("Meta", "Enter", field=BODY)
    desk.page(MAIL, inbox_page)
    desk.read(16)


def edit_contact(desk: Desk) -> None:
    """Find a customer and bring the form up to date."""
    desk.show(CRM, lambda: cases_page(desk))
    desk.read(7)
    desk.visit(FIND)
    desk.type(FIND, "marisol vega")
    desk.key("ArrowDown", FIND)
    desk.key("Enter", FIND)
    record = CRM.at(
        f"{cast.MARISOL} | Contact | Salesforce",
        "https://eu14.salesforce.com/lightning/r/Contact/003Aa00001xYz/edit?name=Marisol+Vega",
    )
    desk.clear(FIND)
    desk.page(record, lambda: case_page(desk, "New"))
    desk.visit(NAME)
    desk.type(NAME, "Marisol Vgea⌫⌫⌫ega")
    desk.key("Tab", NAME)
    desk.type(MAIL_FIELD, "Marisol.Vega@Harborline.example")
    desk.key("Tab", MAIL_FIELD)
    desk.type(PHONE, "(415) 555-1480←←←←⌦⌦⌦⌦0148")
    desk.key("Tab", PHONE)
    desk.type(STREET, "1187 Junpier⌫⌫⌫⌫iper Hollow Road")
    desk.key("Tab", STREET)
    desk.type(CITY, "Sausalito, CA 94965")
    desk.key("Tab", CITY)
    desk.type(BORN, "03/14/1978««87")
    desk.key("Tab", BORN)
    desk.type(SSN, "826-43-5910⌫⌫⌫190")
    desk.read(9)
    choose_status(desk, record, "In review")
    desk.visit(NOTES)
    desk.whole(NOTES, "Spoke to Marisol Vega, the adjuster has signed off. ", "dictation")
    desk.type(NOTES, "It should be with you in three to five working days.")
    desk.visit(ACCOUNT)
    desk.type(ACCOUNT, "Harborline Logistics")
    desk.read(7)
    desk.click(430, 624, "button", "Save and close")
    desk.clear(*CASE_FORM, NOTES)
    desk.page(CRM, lambda: cases_page(desk))


def choose_status(desk: Desk, window: Window, status: str) -> None:
    """Open the dropdown and choose from it."""
    desk.click(862, 166, "combobox", "Status")
    desk.page(window, lambda: case_page(desk, "New", menu=True))
    desk.pause(700)
    desk.click(
        862, 190 + 26 * ["New", "In review", "Waiting for customer", "Closed"].index(status), "option", status
    )
    desk.page(window, lambda: case_page(desk, status))


def pay_out(desk: Desk) -> None:
    """Enter a name in two visits to its field, and a bank account."""
    record = CRM.at("New contact | Salesforce", "https://eu14.salesforce.com/lightning/o/Contact/new")
    desk.click(64, 120, "button", "New case")
    desk.page(record, lambda: case_page(desk, "New"))
    desk.visit(NAME)
    desk.type(NAME, "Oluwa")
    choose_status(desk, record, "Waiting for customer")
    desk.visit(NAME)
    desk.type(NAME, "seun Adeyemi")
    desk.key("Tab", NAME)
    desk.type(MAIL_FIELD, "o.adeyemi@quillandfern.example")
    desk.key("Tab", MAIL_FIELD)
    desk.type(PHONE, "+44 20 7946 0713")
    desk.visit(IBAN)
    desk.type(IBAN, "DE28 3706 0193 0048 2177 36")
    desk.key("Tab", IBAN)
    desk.type(ACCOUNT, "quill&fern⇱Quill & Fern Bindery")
    desk.read(10)
    desk.click(430, 624, "button", "Save and close")
    desk.clear(*CASE_FORM)
    desk.page(CRM, lambda: cases_page(desk))
    desk.read(9)


def behind_mail() -> Shown:
    """The inbox as it stands behind another window."""
    return Shown(MAIL, inbox_page)
