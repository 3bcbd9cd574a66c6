"""Secrets whose label is loose: behind a blank, misspelt, in a call, an attribute or a variable of a shell.

Owns forms that could be prose; so a value has to look like a secret by itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.recognizers.cues import holds_any
from pipelines.detection.recognizers.secrets.values import is_password, is_random, is_token
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_MISSPELT: Final = re.compile(
    r"(?i)(?<![a-z])(?:psswo?r?d|pass?wr?d|paswo?r?d|passwrod|pasword|p[sa]ssw)\w{0,3} ?(?::=|=|:) ?[\"']?"
    r"(?P<value>[^\s\"'<>]{4,80})"
)
_BEHIND_TYPE: Final = re.compile(
    r"(?i)(?:(?:#define|%global|%define|set|let|const|val|var)[ \t]+\w{0,30}(?:password|passwd|pwd|secret|"
    r"token)\w{0,20}|"
    r"\b\w{0,30}(?:password|passwd|pwd|secret|token)\w{0,20}: ?[A-Za-z][\w<>?&' ]{1,30} ?=)(?:\\t|\s){0,4}"
    r"\\?(?P<quote>[\"'])(?P<value>[^\"'\s\\]{4,120})\\?(?P=quote)"
)
_FOR: Final = re.compile(
    r"(?i)(?<![\w-])(?:password|passwd|pwd|pw|pass|passwort|kennwort|passcode) (?:for|to|of|für|"
    r"de) [\w .'-]{2,30}"
    r"(?::|=| is| ist) ?(?P<value>[^\s\"'<>]{5,80})"
)
_ATTRIBUTE: Final = re.compile(
    r"(?i)(?:password|passwd|pwd|secret|token|apikey)\w{0,12}[\"'] ?(?:value|content|"
    r"defaultValue) ?= ?[\"'](?P<value>[^\"'\s]{4,200})[\"']"
)
_ELEMENT: Final = re.compile(
    r"(?i)(?:<\w{0,30}(?:password|passwd|pwd|secret|token|passphrase)\w{0,20}>|set_?(?:password|secret|"
    r"token)\([\"']|"
    r":(?:password|passwd|secret|token) [\"'])(?P<value>[^\"'\s<>(){}$]{4,200})(?=</|[\"'])"
)
"""The text of an element, or the one literal that a setter is given."""
_OR_ELSE: Final = re.compile(
    r"(?i)(?:password|passwd|pwd|secret|token|api_?key)\w{0,20}[\"'\])]{1,3} ?(?:or|\|\||\?\?|,) ?"
    r"(?P<quote>[\"'])(?P<value>[^\"'\s]{5,120})(?P=quote)"
)
"""A value that is used where a setting is missing."""
_NAMED: Final = re.compile(
    r"(?i)\b(?:apikey |api_key |(?:auth|api|access|secret|refresh|bot|bearer|signing|encryption|app|"
    r"account|admin|webhook|"
    r"personal access|"
    r"service|deploy|totp|otp|2fa|hmac|jwt) (?:token|key|secret|"
    r"seed) )(?P<value>[A-Za-z0-9][\w.~+/=-]{15,400})(?![\w(])"
)
_SPACED: Final = re.compile(
    r"(?i)(?<![\w-])(?:(?:temp(?:orary)?|initial|default|admin|root|login|guest|wi-?fi|db|staging|current|"
    r"his|her|my)"
    r" )?(?:password|passwort|kennwort|passwd|passcode|pwd?|pw|pass|contrase[nñ]a|senha|has[lł]o|пароль|"
    r"mot de passe|"
    r"wachtwoord|wpa[23]?(?: psk| key)?|wlan[- ]key|psk|wi-?fi key|snmp community|community string|puk|"
    r"totp seed|"
    r"seed|secret)(?: \w{2,4}:)? (?P<value>[^\s\"'<>(){}\[\],;]{5,64})(?=\s|$|[,;)])"
)
"""A password that only a blank parts from its label."""
_VARIABLE: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Z0-9_]{0,40}(?:SECRET|TOKEN|API_?KEY|PASSWORD|"
    r"PRIVATE_KEY)_[A-Z0-9_]{1,24}=[\"']?(?P<value>[^\s\"'<>$]{12,400})"
)
_APP_PASSWORD: Final = re.compile(
    r"(?i)(?:pass\w{0,6}|pwd|secret)\W{1,4}(?P<value>[a-z]{4}(?: [a-z]{4}){3})(?![\w ])"
)
# Source: Google, "Sign in with app passwords": four groups of four letters.
_ARGUMENT: Final = re.compile(
    r"(?i)(?:connect|log_?in|auth\w{0,12}|sign_?in|credentials?|basic_?auth|bind|set_?password|open|ftp|"
    r"smtp\w{0,6})"
    r"\([^()\n]{0,120}?[\"'][\w.@-]{2,60}[\"'], ?[\"'](?P<value>[^\"'\s]{6,64})[\"']"
)
"""The second of two literals in a call that logs in."""
_HINT: Final = holds_any(
    "pass\npwd\npw\nssw\nsw\nsecret\ntoken\nkey\nseed\nwpa\npsk\ncommunity\nkennwort\ncontrase\n"
    "senha\nhasl\nhasł\nпароль\nwacht\nconnect(\nlogin\nauth\ncred\nbind(\nopen(\nftp(\nsmtp\n"
    "signin\nsign_in\nmot de passe\n"
)
_SIEVE: Final = Sieve(
    _NAMED,
    _SPACED,
    _ARGUMENT,
    _VARIABLE,
    _MISSPELT,
    _BEHIND_TYPE,
    _OR_ELSE,
    _FOR,
    _ELEMENT,
    _ATTRIBUTE,
    _APP_PASSWORD,
)


def find(text: str) -> Iterator[Span]:
    """Values behind a blank or in a call, which have to look like passwords by themselves."""
    if not _HINT(text):
        return
    for match in _SIEVE.finditer(_NAMED, text):
        if is_token(match["value"]) and any(sign.isdigit() for sign in match["value"]):
            yield Span(*match.span("value"), "SECRET", 0.7, "secret_label")
    for pattern in (_SPACED, _ARGUMENT):
        for match in _SIEVE.finditer(pattern, text):
            value = match["value"].rstrip(".,:!?")
            if _is_made_up(value) and is_password(value, quoted=False):
                start = match.start("value")
                yield Span(start, start + len(value), "SECRET", 0.65, "secret_label")
    for match in _SIEVE.finditer(_VARIABLE, text):
        if is_random(match["value"]):
            yield Span(*match.span("value"), "SECRET", 0.8, "secret_label")
    for pattern in (_MISSPELT, _BEHIND_TYPE, _OR_ELSE, _FOR, _ELEMENT, _ATTRIBUTE):
        for match in _SIEVE.finditer(pattern, text):
            if is_password(match["value"], quoted=False):
                yield Span(*match.span("value"), "SECRET", 0.7, "secret_label")
    for match in _SIEVE.finditer(_APP_PASSWORD, text):
        yield Span(*match.span("value"), "SECRET", 0.7, "secret_label")


def _is_made_up(value: str) -> bool:
    """Whether a word mixes letters with digits or signs as passwords do, and no word or version does."""
    letters = sum(sign.isalpha() for sign in value)
    digits = sum(sign.isdigit() for sign in value)
    if re.match(
        r"(?i)(?:v?\d+[.\d]*$|\d+[a-z]{1,4}$|[a-z]+\d{1,2}$|[\w.-]+@[\w-]+\.|\w+=|--?\w|/|\$|%|&|\\|https?:)",
        value,
    ):
        return False
    signs = len(value) - letters - digits
    if letters >= 3 and digits >= 1:
        return digits > 1 or signs > 0 or not value.islower()
    return (
        letters == 0
        and digits >= 8
        and signs == 0
        or letters >= 5
        and bool(re.search(r"[!#$%&*?@^~]", value))
    )
