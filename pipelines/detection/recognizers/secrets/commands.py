"""Passwords that are typed on command lines and in SQL."""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.recognizers.cues import holds_any
from pipelines.detection.recognizers.secrets.values import is_placeholder
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_V: Final = (
    r"(?:(?P<quote>[\"'])(?P<quoted>[^\"'\n]{2,120})(?P=quote)|(?P<bare>[^\s\"'|;&<>](?:[^\s\"'|;<>])"
    r"{1,400}))"
)
_FORMS: Final[tuple[tuple[str, str], ...]] = (
    (
        "--",
        rf"(?i)(?<![\w-])--?[\w-]{{0,30}}(?:password|passwd|passphrase|pass|pwd|secret|token|"
        rf"api[-_]?key|access[-_]?key|secret[-_]?key|auth[-_]?token|oauth2-bearer|bearer|credential|"
        rf"[a-z]+-secret_token|token-code|mfa-code|otp|key-pass|storepass|keypass|pat)(?:[ =]{{1,2}}){_V}",
    ),
    (
        "mysql",
        r"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo|mongosh|mongodump|sqlcmd|bcp|7z|7za|rar|"
        r"unrar|ldapsearch|ldapmodify)\b[^\n|;]{0,120}? -[pP](?! )(?:(?P<quote>[\"'])"
        r"(?P<quoted>[^\"'\n]{2,80})(?P=quote)|(?P<bare>[^\s\"'|;&<>-][^\s\"'|;&<>]{2,80}))",
    ),
    (
        "login",
        rf"\b(?:docker|podman|helm registry|az acr|az|oc|nerdctl|crane|skopeo|buildah|vault|bw|cf|"
        rf"ibmcloud|heroku|sshpass|plink|pscp|mongosh|sqlcmd|sqlplus|net|runas|ipmitool|wfetch|cifs|"
        rf"zip|unzip|gpg)\b[^\n|;]{{0,120}}? (?:-p|-P) {_V}",
    ),
    ("openssl -k", rf"\bopenssl (?:enc|aes-\S{{3,20}}|des3)\b[^\n|;]{{0,120}}? -(?:k|K|pass) {_V}"),
    ("redis", rf"\b(?:redis-cli|keydb-cli)\b[^\n|;]{{0,80}}? -a {_V}"),
    (
        "ldap",
        rf"\b(?:ldap\w{{3,8}}|kinit|sqlcmd|xfreerdp|rdesktop)\b[^\n|;]{{0,120}}? (?:-w|-P|/p:|-p) ?{_V}",
    ),
    (
        "curl",
        r"\b(?:curl|wget|http|https|httpie|xh|lftp|ncftp|smbclient|svn|docker)\b[^\n|;]{0,300}? "
        r"(?:-u|--user|-U|-a|--auth|--proxy-user)[ =]?[\"']?(?P<user>[^\s:\"'%]{1,80})"
        r"[:%](?P<bare>[^\s\"'@]{2,120})(?P<quote>)(?P<quoted>)",
    ),
    (
        "sql",
        rf"(?i)\b(?:identified (?:with [\w']{{1,40}} )?by|(?:with |set |encrypted )password(?: for "
        rf"[\w'@%]{{1,60}})? ?=?|password ?\(|set password ?=|old_password\() ?(?:password ?)?\(? "
        rf"?(?P<slash>\\?){_V}",
    ),
    ("role", rf"(?i)\b(?:role|user|login)\b[^;\n]{{0,80}} password {_V}"),
    ("openssl", rf"(?i)\bpass(?:in|out)? pass:{_V}"),
    ("secure string", rf"(?i)\bConvertTo-SecureString (?:-\w+ ){{0,4}}(?:\\?)?{_V}"),
    ("htpasswd", rf"\bhtpasswd (?:-\w+ ){{1,3}}\S{{1,80}} \S{{1,60}} {_V}"),
    ("net user", rf"(?i)\bnet (?:user|use)(?: \S{{1,80}}){{1,3}} (?!/){_V}(?= /|$)"),
    (
        "chpasswd",
        r"\becho [\"']?(?P<user>[\w.-]{1,40}):(?P<bare>[^\s\"'|]{3,80})[\"']? ?\| ?(?:sudo )"
        r"?chpasswd(?P<quote>)(?P<quoted>)",
    ),
    (
        "sudo -S",
        r"\becho (?:-n )?[\"']?(?P<bare>[^\s\"'|]{3,80})[\"']? ?\| ?(?:sudo -S|docker login|passwd|"
        r"kinit|openssl)(?P<quote>)(?P<quoted>)",
    ),
    (
        "export",
        rf"(?i)\b(?:export |set |env |setx |\$env:)?[A-Z][A-Z0-9_]{{0,40}}(?:PASS(?:WORD|WD)?|PWD|"
        rf"SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)[A-Z0-9_]{{0,20}}[ =]{{1,3}}{_V}",
    ),
    (
        "setopt",
        rf"(?i)\bCURLOPT_(?:PASSWORD|USERPWD|XOAUTH2_BEARER|KEYPASSWD|PROXYPASSWORD|PROXYUSERPWD|"
        rf"SSH_\w{{3,20}}|TLSAUTH_PASSWORD)\b[\"')\],= >]{{1,4}}{_V}",
    ),
)
_COMMANDS: Final = tuple((name, re.compile(form)) for name, form in _FORMS)
_HINT: Final = holds_any(
    "pass\npwd\nsecret\ntoken\nkey\nbearer\ncred\npat\nmysql\nmaria\nmongo\nsql\n7z\nrar\nldap\n"
    "login\nplink\nredis\ncurl\nwget\nhttp\nsmb\nidentified\nsecurestring\nexport\ncurlopt\nvault\n"
    "otp\n-code\nzip\ngpg\ndocker\nopenssl\nkinit\nfreerdp\nrdesktop\necho\nset\nnet us\n"
)
_SIEVE: Final = Sieve(*(pattern for _, pattern in _COMMANDS))


def find(text: str) -> Iterable[Span]:
    """Passwords in commands."""
    if not _HINT(text):
        return
    for name, pattern in _COMMANDS:
        for match in _SIEVE.finditer(pattern, text):
            group = "quoted" if match["quoted"] else "bare"
            value = match[group]
            if (
                not value
                or is_placeholder(value)
                or value.startswith(("-", "/", "@", "$", "(", "%s", "?", ":"))
                or value in ("by", "from", "for")
            ):
                continue
            if name in ("export", "sql", "role") and re.match(r"[A-Za-z_][\w.]*\(", value):
                continue
            counted = value.isdigit() and len(value) < 8 and "pass" not in match[0].lower()
            if name == "export" and (counted or not any(sign.isalnum() for sign in value)):
                continue
            if name in ("sql", "role") and group == "bare" and value.islower() and value.isalpha():
                continue
            start = match.start(group)
            value = value.rstrip("\\;),") if group == "bare" else value
            if len(value) > 1 and not value.endswith((".yml", ".yaml", ".json", ".txt", ".env")):
                yield Span(start, start + len(value), "SECRET", 0.85, "secret_command")
