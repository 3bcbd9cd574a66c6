"""Secrets by what stands before them: `password=`, "token:", `Authorization: Bearer`, connection strings."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.recognizers.cues import holds_any
from pipelines.detection.recognizers.secrets.values import (
    is_hex,
    is_password,
    is_placeholder,
    is_random,
    is_token,
    is_uuid,
)
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_PASSWORD_WORDS: Final = (
    r"password|passwd|passwort|kennwort|contrase[nñ]a|mot de passe|senha|parola|wachtwoord|has[lł]o|"
    r"zugangscode|zugangskennwort|clave|l[öo]senord|salasana|şifre|sifre|parool|lozinka|heslo|jelszó|"
    r"adgangskode|"
    r"passord|kodeord|κωδικός|كلمة المرور|كلمة السر|סיסמה|mật khẩu|kata sandi|"
    r"รหัสผ่าน|пароль|密码|密碼|パスワード|"
    r"비밀번호|pwd|pword|passphrase|passcode|psw|pass|pw|"
    r"pin(?: ?code)?|cvv2?|cvc2?|csc|security (?:code|answer)|master key|recovery (?:key|code)|"
    r"backup code|wi-?fi(?: key| password)?|wlan|wpa2?(?: key)?|psk|credentials?|creds?|cred|login "
    r"pin|unlock code|seed phrase|mnemonic"
)
_TOKEN_WORDS: Final = (
    r"token|secret|api[-_ ]?key|apikey|access[-_ ]?key|secret[-_ ]?key|private[-_ ]?key|"
    r"encryption[-_ ]?key|signing[-_ ]?key|auth[-_ ]?key|account[-_ ]?key|"
    r"shared[-_ ]?access[-_ ]?key|master[-_ ]?key|"
    r"access[-_ ]?token|auth[-_ ]?token|refresh[-_ ]?token|session[-_ ]?(?:id|key|token)|bearer|"
    r"credential|client[-_ ]?secret|app[-_ ]?secret|consumer[-_ ]?(?:key|secret)|"
    r"license[-_ ]?key|product[-_ ]?key|activation[-_ ]?(?:key|code)|webhook[-_ ]?secret|salt|nonce|"
    r"hmac|signature|sig|authorization|authentication|auth|api|key|cookie|session|connect\.sid|sessid|"
    r"jsessionid|"
    r"phpsessid|csrf(?:[-_ ]?token)?|xsrf[-_ ]?token|otpauth|totp[-_ ]?secret|d|pat|jwt|dsn"
)
_JOIN: Final = (
    r"(?:[\"'\]]|\\\"){0,2} ?(?::=|=>|==?|:|-> ?|→ ?|,(?= ?[\"'])|\bis\b(?: now| still)?:?|＝|：) ?"
)
_PASSWORD: Final = re.compile(
    rf"(?i)(?<![^\W_])(?:[\w.-]{{0,40}}[_.-])?(?:\w{{0,20}}?)(?P<label>{_PASSWORD_WORDS})"
    rf"s?(?:[_-]?\d{{0,2}})(?:\([\w ]{{1,20}}\))?{_JOIN}"
    r"(?P<quote>[\"'`“]|\\\"|&quot;|b[\"'])?(?P<value>[^\s\"'`“”<>]{2,200})"
)
_QUOTED: Final = re.compile(
    rf"(?i)(?<![^\W_])[\w.-]{{0,40}}(?:{_PASSWORD_WORDS}|secret|token)"
    rf"[\w.-]{{0,20}}{_JOIN}(?P<quote>[\"'])(?P<value>[^\"'\n<>]{{3,120}})(?P=quote)"
)
_TOKEN: Final = re.compile(
    rf"(?i)(?<![^\W_])(?:[\w.-]{{0,50}}?)(?P<label>{_TOKEN_WORDS})s?(?:[_-]?(?:id|value|str|string|"
    rf"b64|base64|hex)|\d{{1,2}})?(?:\([\w ]{{1,20}}\))?{_JOIN}"
    r"(?P<quote>[\"'`“]|\\\"|&quot;|[bur]{1,2}[\"'])?(?P<value>[^\s\"'`“”<>,;&()]{6,2000})"
)
_SCHEME: Final = re.compile(
    r"(?i)\b(?:authorization|proxy-authorization|x-[\w-]{2,30}-(?:token|key|auth))[\"']? ?[:=] "
    r"?[\"']?(?:(?:bearer|basic|token|digest|ntlm|negotiate|apikey|key|aws4-hmac-sha256) )"
    r"?[\"']?(?P<value>[A-Za-z0-9+/=_.~|$:-]{8,4000})"
)
_BEARER: Final = re.compile(r"(?i)\b(?:bearer|basic|ntlm) (?P<value>[A-Za-z0-9+/=_.~-]{16,4000})")
_CONNECTION: Final = re.compile(
    r"(?i)(?<![\w.+-])[a-z][a-z0-9+.:-]{1,30}://(?P<user>[^\s/:@\"'<>]{0,80}(?:@[^\s/:@\"'<>]{1,80})"
    r"?):(?P<value>[^\s/@\"'<>]{2,120})@(?=[\w\[.-])"
)
_COOKIE: Final = re.compile(
    r"(?i)\b(?:set-cookie|cookie): ?(?P<value>[\w.%-]{2,60}=[^\s;]{12,4000}(?:; "
    r"?[\w.%-]{2,60}=[^\s;]{8,2000}){0,10})"
)
_PAIR: Final = re.compile(
    r"(?i)(?:\b(?:id|login|user(?:name)?|account|usr)(?: ?/ ?)(?:pw|pwd|pass(?:word)?|passwd)|"
    r"credentials?|creds|login) ?[:=] ?(?P<user>[\w.@-]{2,40}) ?[/:,|] ?(?P<value>[^\s/,|]{4,60})"
)
_STRONG: Final = frozenset(
    "token secret apikey api-key api_key access-key access_key accesskey secret-key secret_key "
    "secretkey private_key privatekey client_secret clientsecret bearer".split()
)
_PHRASE: Final = re.compile(
    r"(?im)\b(?:security answer|secret answer|answer to (?:the |your )?security question|passphrase|"
    r"pass phrase|recovery phrase|seed phrase|mnemonic(?: phrase)?|mot de passe|contraseña)(?: ?[:=]| is|"
    r" lautet| est) "
    r"?(?P<value>[^\s\"'<>].{2,200}?)[ \t]*$"
)
_BARE: Final = re.compile(
    r"(?i)\b(?:token|secret|password|passcode|api key|access key|credential) "
    r"(?P<value>(?=[\w.~+/=-]{0,60}\d)(?=[\w.~+/=-]{0,60}[A-Za-z])[A-Za-z0-9][\w.~+/=-]{11,400})"
    r"(?![\w(])"
)
_LABELS: Final = holds_any(
    "pass\npwd\npw\npin\ncvv\ncvc\ncv2\ncsc\nsecret\ntoken\nkey\nauth\ncred\nbearer\nbasic\ncookie\n"
    "sess\nsalt\nnonce\nsig\napi\nhmac\nkennwort\ncontrase\nsenha\nparola\nwacht\nhasl\nhasł\n"
    'пароль\n密\nパス\n비밀\nwifi\nwi-fi\nwlan\npsk\npsw\nseed\nmnemonic\nlicen\n://\nd"\npat\njwt\ndsn\n'
    "zugang\nclave\nsenord\nsalasana\nifre\nparool\nlozinka\nheslo\njelsz\nadgangs\nkodeord\nκωδικ\nكلمة\nסיסמ\n"
    "mật\nsandi\nรหัส\nid:\nid/\nlogin\nssw\nsw\nconnect(\npuk\ncommunity\nwpa\nopen(\nftp(\nsmtp\nid \n"
)
_SIEVE: Final = Sieve(
    _QUOTED, _PASSWORD, _PAIR, _TOKEN, _SCHEME, _BEARER, _CONNECTION, _PHRASE, _BARE, _COOKIE
)


def find(text: str) -> Iterable[Span]:
    """Values after labels for secrets."""
    if not _LABELS(text):
        return
    yield from _passwords(text)
    yield from _tokens(text)
    for pattern in (_SCHEME, _BEARER):
        for match in _SIEVE.finditer(pattern, text):
            value = match["value"].rstrip(".")
            if not is_placeholder(value) and not value.isalpha() or len(value) > 24:
                yield Span(
                    match.start("value"), match.start("value") + len(value), "SECRET", 0.9, "secret_label"
                )
    if "://" in text:
        for match in _SIEVE.finditer(_CONNECTION, text):
            if not is_placeholder(match["value"]) and not match["value"].isdigit():
                yield Span(match.start("value"), match.end("value"), "SECRET", 0.9, "secret_userinfo")
    for match in _SIEVE.finditer(_PHRASE, text):
        if not is_placeholder(match["value"]) and len(match["value"].split()) <= 25:
            yield Span(match.start("value"), match.end("value"), "SECRET", 0.75, "secret_label")
    for match in _SIEVE.finditer(_BARE, text):
        if is_token(match["value"]) and not (is_hex(match["value"]) or is_uuid(match["value"])):
            yield Span(match.start("value"), match.end("value"), "SECRET", 0.7, "secret_label")
    for match in _SIEVE.finditer(_COOKIE, text):
        yield Span(match.start("value"), match.end("value"), "SECRET", 0.8, "secret_label")


def _passwords(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_QUOTED, text):
        if " " in match["value"] and is_sentence(match["value"]):
            continue
        if is_password(match["value"], quoted=True):
            yield Span(match.start("value"), match.end("value"), "SECRET", 0.85, "secret_label")
    for match in _SIEVE.finditer(_PASSWORD, text):
        value = _trimmed(match["value"], match["quote"])
        label = match["label"].lower()
        if label.startswith(("pin", "cv", "csc")) and not re.fullmatch(r"\d{3,8}", value):
            continue
        if label in ("pass", "pw", "credential", "cred", "credentials", "creds") and not _is_marked(value):
            continue
        if is_password(value, quoted=bool(match["quote"])) and not _is_annotation(text, match):
            yield Span(
                match.start("value"), match.start("value") + len(value), "SECRET", 0.85, "secret_label"
            )
    for match in _SIEVE.finditer(_PAIR, text):
        if _is_marked(match["value"]) and not is_placeholder(match["value"]):
            yield Span(match.start("value"), match.end("value"), "SECRET", 0.7, "secret_label")


def is_sentence(value: str) -> bool:
    """Whether a quoted value is a message rather than a passphrase."""
    words = value.split()
    return len(words) > 2 or any(word.lower() in ("is", "the", "your", "must", "a", "not") for word in words)


def _is_annotation(text: str, match: re.Match[str]) -> bool:
    """`password: str`, `password: string;` and `def f(password: SecretStr)` hold no secret."""
    value = match["value"]
    return (
        match["quote"] is None
        and re.match(r"(?:Optional|SecretStr|string|str|String|char|bytes|Any|self|varchar)\b", value)
        is not None
    )


def _is_marked(value: str) -> bool:
    """Whether a value has more than small letters."""
    return any(not letter.islower() for letter in value) and any(letter.isalnum() for letter in value)


def _trimmed(value: str, quote: str | None) -> str:
    """A value without the punctuation of the sentence or the code around it."""
    if quote:
        return value.rstrip("\\")
    value = re.sub(r"(?:&(?:lt|gt|amp|quot);|[\\]n).*$", "", value)
    value = value.split("&")[0] if re.search(r"&\w{2,30}=", value) else value
    value = value.split(";")[0] if ";" in value[:-1] and "=" in value.split(";", 1)[1] else value
    value = re.sub(r"(?i),(?=\w{2,20}[:=]).*$", "", value)
    return value.rstrip(".,;)]}\\") if len(value) > 4 else value.rstrip(",;)]}")


def _tokens(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_TOKEN, text):
        value = _trimmed(match["value"], match["quote"])
        label = match["label"].lower().replace(" ", "_")
        if not is_token(value):
            continue
        generic = label in (
            "key",
            "api",
            "d",
            "auth",
            "session",
            "connect.sid",
            "sig",
            "pat",
            "cookie",
            "authentication",
            "authorization",
            "salt",
            "nonce",
            "signature",
            "hmac",
            "credential",
            "dsn",
            "jwt",
        )
        if generic and not is_random(value):
            continue
        if (is_uuid(value) or is_hex(value)) and label not in _STRONG and not generic:
            yield Span(match.start("value"), match.start("value") + len(value), "SECRET", 0.6, "secret_label")
        elif not (is_uuid(value) and generic):
            yield Span(
                match.start("value"), match.start("value") + len(value), "SECRET", 0.85, "secret_label"
            )
