"""Names in every form that screens show them in, and what only looks like one."""

import pytest

from pipelines.detection.recognizers import recognize

EXAMPLES = [
    # greetings and sign-offs
    ("Hi Priya,", "Priya"),
    ("hey marta can you look", "marta"),
    ("Dear Ms Okafor,", "Okafor"),
    ("Sehr geehrte Frau Özdemir,", "Özdemir"),
    ("Best,\nMarta", "Marta"),
    ("Mit freundlichen Grüßen\nJürgen Roth", "Jürgen Roth"),
    # labels
    ("From: Priya Shah <priya.shah@acme.com>", "Priya Shah"),
    ("To: Marta Olsen; Jan de Vries", "Jan de Vries"),
    ("Assignee: Kwabena Xyloph", "Kwabena Xyloph"),
    ("Patient: Zqilor Vantrix", "Zqilor Vantrix"),
    ("Passenger Tomasz Lis", "Tomasz Lis"),
    ("From:JohnSmithers", "JohnSmithers"),
    # chat, mail, commits
    ("Priya Shah  10:42 AM", "Priya Shah"),
    ("marta: can you check?", "marta"),
    ("[10:42] jonas: hello", "jonas"),
    ("Author: Marta Olsen <marta@olsen.dev>", "Marta Olsen"),
    ("Co-authored-by: J. Okafor <jo@x.io>", "J. Okafor"),
    # forms of names
    ("Okafor, James", "Okafor, James"),
    ("Delgado, R", "Delgado, R"),
    ("PRIYA SHAH", "PRIYA SHAH"),
    ("J. Okafor", "J. Okafor"),
    ("Marta van der Berg", "Marta van der Berg"),
    ("María José García López", "María José García López"),
    ("Nguyễn Văn An", "Nguyễn Văn An"),
    ("D'Angelo Russo", "D'Angelo Russo"),
    ("ask priya shah about it", "priya shah"),
    ("s. nkosi", "s. nkosi"),
    ("OLSEN/MARTAMRS", "OLSEN/MARTAMRS"),
    ("Dr Long has a long list", "Long"),
    ("Rich said no", "Rich"),
    ("ask mark if he signed it", "mark"),
    ("Priya's calendar", "Priya"),
    ("Priya Sh\u200bah wrote", "Priya Sh\u200bah"),
    # windows
    ("Chat with Priya Shah | Microsoft Teams", "Priya Shah"),
    ("1:1 Priya / Marta", "Marta"),
    # accounts, paths, prompts, logs, files
    ("/home/marta/projects", "marta"),
    (r"C:\Users\okafor\Documents", "okafor"),
    ("marta@web01:~$ ls", "marta"),
    ("ssh okafor@10.0.0.5", "okafor"),
    ("user=marta login ok", "marta"),
    ("uid=1001(okafor) gid=1001(okafor)", "okafor"),
    ("Accepted publickey for marta from 10.0.0.7", "marta"),
    ("Last modified by tkoskinen", "tkoskinen"),
    ("Priya_Shah_CV.pdf", "Priya_Shah"),
    ("invoice-okafor.pdf", "okafor"),
    ("martas-macbook.local", "marta"),
    # other scripts
    ("山田 太郎", "山田 太郎"),
    ("王先生", "王"),
    ("김민수님", "김민수"),
    ("Иван Петров", "Иван Петров"),
    ("प्रिया शाह", "प्रिया शाह"),
    ("فاطمة حسن", "فاطمة حسن"),
]

COUNTER_EXAMPLES = [
    "Mark as read",
    "Page Setup",
    "Bill To:",
    "Grace Period",
    "Max Retries",
    "Hi team,",
    "Dear customer,",
    "Assignee: Unassigned",
    "Name: Settings",
    "Error: file not found",
    "Visual Studio Code",
    "New York",
    "Parkinson's Disease Overview",
    "Cox Regression",
    "St. Patrick's Day",
    "Marks & Spencer",
    "Dr Pepper",
    "Jenkins build 12 failed",
    "/Users/Shared/foo",
    "/home/ubuntu/.ssh",
    "[root@web01 ~]# ls",
    "user=admin",
    "def find(text: str) -> Iterable[Span]:",
    "const user = getUser(id)",
    "annual-report-2024.pdf",
    "Slack's calendar",
    "Today's meeting",
    "File Edit View Insert Format Tools",
    "Jan Feb Mar Apr May Jun",
    "文件 编辑 查看 帮助",
    "Settings",
]


@pytest.mark.parametrize(("text", "name"), EXAMPLES)
def test_names_are_found(text: str, name: str) -> None:
    start = text.rindex(name)
    found = [span for span in recognize(text) if span.entity == "PERSON" and span.score >= 0.4]
    covered = {index for span in found for index in range(span.start, span.end)}
    assert covered >= set(range(start, start + len(name)))


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_what_only_looks_like_a_name_survives(text: str) -> None:
    assert [span for span in recognize(text) if span.score >= 0.4] == []
