"""Which windows are excluded, and how globs match."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.apps import AppFilter, is_unknown_app
from pipelines.browsers import is_browser
from pipelines.globs import Glob
from pipelines.rules import load_rules
from pipelines.urls import UrlGlob, read_address
from schemas.raw import Context
from schemas.rules import AppRule, Apps

CHROME = "com.google.Chrome"
BANK = "*://*.bank.example/*"


def excluding(*rules: AppRule) -> AppFilter:
    return AppFilter(Apps(exclude=rules))


def including(*rules: AppRule, less: tuple[AppRule, ...] = ()) -> AppFilter:
    return AppFilter(Apps(mode="include", include=rules, exclude=less))


@pytest.mark.parametrize(
    ("rule", "context", "excluded"),
    [
        (AppRule(app="com.1password.*"), Context(app="com.1password.1password"), True),
        (AppRule(app="COM.1Password.*"), Context(app="com.1password.x"), True),
        (AppRule(app="com.1password.*"), Context(app="org.com.1password.x"), False),
        (AppRule(app="keepass.exe"), Context(app="C:\\Program Files\\KeePass\\KeePass.exe"), True),
        (AppRule(app="firefox"), Context(app="/usr/lib/firefox/firefox"), True),
        (AppRule(title="*Incognito*"), Context(app=CHROME, title="New Tab - INCOGNITO"), True),
        (AppRule(title="*Incognito*"), Context(app=CHROME, title="Inbox"), False),
        (AppRule(title="*Incognito*"), Context(app=CHROME), False),
        (AppRule(title="Stra\u00dfe*"), Context(app="x.y", title="STRASSE 5"), True),
        (AppRule(title="Caf\u00e9*"), Context(app="x.y", title="Cafe\u0301 menu"), True),
        (AppRule(title="a*b"), Context(app="x.y", title="a\nb"), True),
        (AppRule(title="report ?"), Context(app="x.y", title="Report 7"), True),
        (AppRule(title="report ?"), Context(app="x.y", title="Report 77"), False),
        (AppRule(app=CHROME, title="*HR*"), Context(app=CHROME, title="hr portal"), True),
        (AppRule(app=CHROME, title="*HR*"), Context(app="com.apple.Safari", title="hr portal"), False),
    ],
)
def test_all_globs_of_an_entry_must_match_without_regard_to_case(rule, context, excluded):
    assert excluding(rule).excluded(context) == excluded


@pytest.mark.parametrize(
    ("url", "excluded"),
    [
        ("https://www.bank.example/", True),
        ("https://bank.example", True),
        ("https://bank.example?x=1", True),
        ("HTTPS://user:pw@WWW.BANK.EXAMPLE:8443/login", True),
        ("bank.example/login", True),
        ("www.bank.example", True),
        ("view-source:https://a.bank.example/x", True),
        ("blob:https://bank.example/123-456", True),
        ("about:reader?url=https%3A%2F%2Fwww.bank.example%2Fnews", True),
        ("https://a%2ebank.example/", True),
        ("https://www.bank.example./x", True),
        ("https:\\\\www.bank.example\\x", True),
        ("https://www.ba\tnk.example/", True),
        ("https://notbank.example/", False),
        ("https://bank.example.evil/", False),
        ("about:blank", False),
        ("file:///home/x", False),
        (None, True),
        ("", True),
        ("unknown", True),
    ],
)
def test_a_url_glob_matches_an_address_however_it_is_written(url, excluded):
    assert excluding(AppRule(url=BANK)).excluded(Context(app=CHROME, url=url)) == excluded


@pytest.mark.parametrize(
    ("glob", "url", "matches"),
    [
        ("https://mail.acme.com/inbox*", "https://mail.acme.com/inbox/7?x=1#y", True),
        ("https://mail.acme.com/inbox*", "http://mail.acme.com/inbox", False),
        ("*://mail.acme.com:8443/*", "https://mail.acme.com/", False),
        ("*://mail.acme.com:443/*", "https://mail.acme.com/", True),
        ("*://b\u00fccher.example/*", "https://xn--bcher-kva.example/x", True),
        ("*://xn--bcher-kva.example/*", "https://B\u00dcCHER.example", True),
        ("https://acme.com", "https://acme.com/", True),
        ("https://acme.com", "https://acme.com/x", False),
        ("*://acme.com/a b*", "https://acme.com/a%20b/c", True),
        ("*intranet*", "https://x.example/Intranet/y", True),
        ("chrome://settings/*", "chrome://settings/passwords", True),
    ],
)
def test_url_globs_match_by_parts(glob, url, matches):
    assert UrlGlob(glob).matches(url) == matches
    assert UrlGlob(glob, exact=True).matches(url) == matches


def test_to_include_a_host_does_not_include_those_that_mention_it():
    apps = including(AppRule(url="https://*.acme.com/*"))
    assert not apps.excluded(Context(app=CHROME, url="https://mail.acme.com/x"))
    assert apps.excluded(Context(app=CHROME, url="https://evil.example/?u=https://x.acme.com/"))
    assert excluding(AppRule(url="*://*.acme.com/*")).excluded(
        Context(app=CHROME, url="https://evil.example/?u=https://x.acme.com/")
    )


def test_include_mode_keeps_what_is_listed_less_what_is_excluded():
    apps = including(AppRule(app="com.acme.*"), less=(AppRule(title="*salary*"),))
    assert not apps.excluded(Context(app="com.acme.crm", title="Customers"))
    assert apps.excluded(Context(app="com.acme.crm", title="Salary run"))
    assert apps.excluded(Context(app="com.other"))
    assert not apps.keeps_background
    assert excluding().keeps_background


@pytest.mark.parametrize(
    "app",
    [
        "",
        " ",
        "unknown",
        "UNKNOWN",
        "N/A",
        "n/a",
        "?",
        "???",
        "-",
        "none",
        "None",
        "null",
        "(null)",
        "<unknown>",
    ]
    + [
        "(unknown)",
        "unknown app",
        "Unknown Application",
        "unknown.exe",
        "com.unknown",
        "missing value",
        "nil",
    ]
    + ["undefined", "<none>", "not available", "\u2026"],
)
def test_an_app_that_is_empty_or_says_that_it_is_unknown_is_excluded(app):
    assert is_unknown_app(app)
    assert excluding().excluded(Context(app=app))
    assert including(AppRule(app="*")).excluded(Context(app=app))


@pytest.mark.parametrize(
    "app",
    ["com.apple.finder", "code", "com.acme.unknownpleasures", "nullpointer", "a.exe", "Nonesuch", "終端機"],
)
def test_other_apps_are_known(app):
    assert not is_unknown_app(app)


@pytest.mark.parametrize(
    ("app", "name", "browser"),
    [
        (CHROME, None, True),
        ("org.mozilla.firefox", None, True),
        ("C:\\Program Files\\Mozilla Firefox\\firefox.exe", None, True),
        ("/usr/bin/chromium-browser", None, True),
        ("msedge.exe", None, True),
        ("com.apple.Safari", None, True),
        ("com.google.Chrome.app.abcdef", "Mail", True),
        ("com.acme.kiosk", "Acme Browser", True),
        ("com.apple.Terminal", "Terminal", False),
        ("com.microsoft.VSCode", "Code", False),
    ],
)
def test_browsers_are_known_by_their_app_or_name(app, name, browser):
    context = Context(app=app, app_name=name)
    assert is_browser(context) == browser
    assert excluding(AppRule(url=BANK)).excluded(context) == browser
    assert not excluding(AppRule(title="x")).excluded(context)


def test_a_title_glob_of_its_own_hides_titles_elsewhere():
    apps = excluding(
        AppRule(title="*Incognito*"), AppRule(app="com.slack", title="*draft*"), AppRule(title="*")
    )
    assert apps.title_patterns == ("*Incognito*",)
    assert apps.hides_title("  New Tab (incognito) ")
    assert not apps.hides_title("a draft")


@pytest.mark.parametrize(
    "context",
    [
        Context(app="com.1password.1password"),
        Context(app="com.bitwarden.desktop"),
        Context(app="org.keepassxc.keepassxc"),
        Context(app="KeePass.exe"),
        Context(app="com.apple.keychainaccess"),
        Context(app=CHROME, title="Start - Google Chrome (Incognito)"),
        Context(app="firefox", title="Mozilla Firefox Private Browsing"),
        Context(app="firefox", title="Start \u2014 Mozilla Firefox Privater Modus"),
        Context(app="msedge.exe", title="Start - [InPrivate] - Microsoft Edge"),
        Context(app="chrome", title="\u65b0\u3057\u3044\u30bf\u30d6 (\u30b7\u30fc\u30af\u30ec\u30c3\u30c8)"),
    ],
)
def test_the_default_rules_exclude_password_managers_and_private_windows(context):
    assert AppFilter(load_rules(None).apps).excluded(context)


@pytest.mark.parametrize(
    "context",
    [
        Context(app=CHROME, title="Inbox"),
        Context(app="com.apple.Terminal"),
        Context(app="com.tinyspeck.slackmacgap", title="general"),
    ],
)
def test_the_default_rules_keep_work(context):
    assert not AppFilter(load_rules(None).apps).excluded(context)


TEXT = st.text(alphabet="aAbB1 .-/:*?[]\u00df\u0130\u03c3\n", max_size=12)


@given(TEXT)
def test_a_text_without_special_characters_matches_itself_alone(text):
    plain = "".join(c for c in text if c not in "*?[")
    assert Glob(plain).matches(plain)
    assert Glob(plain).matches(plain.upper()) or plain.upper().casefold() != plain.casefold()
    assert not Glob(plain).matches(plain + "x")
    assert Glob(plain + "*").matches(plain + "x")
    assert Glob("*").matches(text)


@given(TEXT, st.text(alphabet="aAbB1 .-/:\n", max_size=12))
def test_globs_agree_with_fnmatch_on_plain_text(pattern, text):
    folded = pattern.casefold()
    if all(ord(c) < 128 for c in pattern):
        assert Glob(pattern).matches(text) == fnmatch.fnmatchcase(text.casefold(), folded)


@given(st.text(max_size=40), st.text(max_size=40))
def test_matching_a_url_never_raises(pattern, url):
    UrlGlob(pattern).matches(url)
    UrlGlob(f"*://{pattern}/*", exact=True).matches(f"https://{url}")
    read_address(url)


@given(
    st.sampled_from(["https", "HTTP", "wss"]),
    st.sampled_from(["", "u:p@"]),
    st.sampled_from(["", ":8443", ":"]),
)
def test_no_way_of_writing_an_excluded_host_gets_through(scheme, user, port):
    for host in ("bank.example", "WWW.Bank.Example", "a.b.bank.example."):
        for rest in ("", "/", "/x", "?q", "#f", "/x/../y?z"):
            assert UrlGlob(BANK).matches(f"{scheme}://{user}{host}{port}{rest}")
