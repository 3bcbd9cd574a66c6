"""URL globs: `*://*.bank.example/*` against a URL as a browser shows it, in whatever form.

Owns the forms in which one address can be written (case, user information, default ports, percent
encoding, international names, a missing scheme or slash) and matching by parts, as browsers do.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pipelines.globs import Glob, folded

MAX_URL_LENGTH: Final = 64 * 1024
_SCHEME: Final = re.compile(r"^([a-z][a-z0-9+.\-]*):(.*)$", re.DOTALL)
_WRAPPED: Final = re.compile(
    r"^(?:view-source:|blob:|feed:|about:reader\?url=|read:\?.*?url=)", re.IGNORECASE
)
_PORT: Final = re.compile(r":(\d*)$")
_DEFAULT_PORTS: Final = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21"}


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts, in one form: lower case, decoded, no user information, no default port."""

    scheme: str
    host: str
    port: str
    rest: str
    """Path, query and fragment; `/` at least."""

    @property
    def text(self) -> str:
        """All of it."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.rest}"


def read_address(url: str) -> Address | None:
    """A URL's parts; None where it has no host (`about:blank`, `file:///x`, plain text)."""
    text = url.strip()[:MAX_URL_LENGTH].replace("\\", "/")
    found = _WRAPPED.match(text)
    while found:
        text = unquote(text[found.end() :])
        found = _WRAPPED.match(text)
    text = "".join(c for c in text if c not in "\t\r\n")
    scheme, _, rest = folded(text).partition("://")
    if not rest:
        if _SCHEME.match(folded(text)) and not re.match(r"^[^/?#:]+:\d+(?:[/?#]|$)", text):
            return None
        scheme, rest = "https", folded(text).lstrip("/")
    host, tail = _split_host(rest)
    host = host.rsplit("@", 1)[-1]
    port = _PORT.search(host)
    number = ""
    if port:
        host, number = host[: port.start()], port.group(1)
    if not host or (" " in host):
        return None
    number = "" if number == _DEFAULT_PORTS.get(scheme) else number
    return Address(scheme, _plain_host(host), number, unquote(tail) or "/")


def _split_host(rest: str) -> tuple[str, str]:
    cut = min((at for at in (rest.find(mark) for mark in "/?#") if at >= 0), default=len(rest))
    tail = rest[cut:]
    return rest[:cut], tail if tail.startswith("/") or not tail else "/" + tail


def _plain_host(host: str) -> str:
    """A host without a final dot, with international names in their own letters."""
    labels = unquote(host).rstrip(".").replace("。", ".").split(".")
    return ".".join(_plain_label(label) for label in labels)


def _plain_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return folded(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label


class UrlGlob:
    """A glob for URLs.

    With `://` in it, it is matched by parts: scheme, host (`*.bank.example` is `bank.example`
    too), port if it names one, and the rest. Without, it is matched against the whole. Unless
    `exact`, either way of reading it will do: to exclude too much is safe, to include is not.
    """

    def __init__(self, pattern: str, *, exact: bool = False) -> None:
        self.pattern = pattern
        self._whole = Glob(pattern)
        self._parts = _PartsGlob(pattern) if "://" in pattern else None
        self._exact = exact

    def matches(self, url: str) -> bool:
        """Whether a URL matches, in any of the forms in which it can be written."""
        address = read_address(url)
        if self._parts is not None and address is not None and self._parts.matches(address):
            return True
        if self._exact and self._parts is not None and address is not None:
            return False
        forms = {url, url.strip()}
        if address is not None:
            forms |= {address.text, address.text.rstrip("/"), address.text.partition("://")[2]}
            forms |= {address.text.partition("://")[2].rstrip("/"), address.text + "/"}
        return any(self._whole.matches(form) for form in forms)


class _PartsGlob:
    def __init__(self, pattern: str) -> None:
        scheme, _, rest = pattern.partition("://")
        host, tail = _split_host(rest.replace("\\", "/"))
        port = re.search(r":(\d+|\*)$", host)
        self._port = port.group(1) if port else "*"
        host = _plain_host(folded(host[: port.start()] if port else host))
        self._scheme = Glob(scheme or "*")
        self._hosts = [Glob(host)] + ([Glob(host[2:])] if host.startswith("*.") else [])
        self._rest = Glob(unquote(tail)) if tail else None
        self._open = host.endswith("*")

    def matches(self, address: Address) -> bool:
        if not self._scheme.matches(address.scheme):
            return False
        if not any(glob.matches(address.host) for glob in self._hosts):
            return False
        if self._port not in ("*", address.port or _DEFAULT_PORTS.get(address.scheme, "")):
            return False
        if self._rest is None:
            return self._open or address.rest == "/"
        forms = {address.rest, address.rest.rstrip("/") or "/", address.rest.rstrip("/") + "/"}
        return any(self._rest.matches(form) for form in forms)
