"""What can be a secret and what only stands in its place: placeholders, references, code."""

import math
import re
from collections import Counter
from typing import Final

from pipelines.detection.lists import is_common_word

_PLACEHOLDER: Final = re.compile(
    r"(?i)^(?:<.*>|\$\{.*|\$\(.*|\$\w+[);,]*|"
    r"\$\w*$|\{\{?.*\}?\}|%\w+%|%\(?\w+\)?s|\[.*\]|[*•●·.x_#?-]+|\.{3}.*|your[-_ ]?.*|"
    r"my[-_]?(?:token|key|secret|api[-_]?key)|.*[-_]here|"
    r"(?:none|null|nil|true|false|undefined|empty|string|str|int|bool|text|bytes|any|object|optional|"
    r"required|default|self|this|n/?a|tbd|todo|redacted|removed|hidden|masked|"
    r"encrypted|unknown|invalid|expired|missing|incorrect|wrong|yes|no|on|off|and|or|is|the|to|for|"
    r"with|of|in|it|a|an|not|was|has|will|must|should|can|may|are|be|from|by|at|"
    r"reset|forgot|forgotten|change|changed|show|hide|confirm|new|old|current|strong|weak|set|get|"
    r"enter|input|type|field|file|policy|manager|length|strength|hash|"
    r"prompt|store|vault|env|secret|token|password|passwd|pwd|pass|key|value|example|placeholder|"
    r"dummy|foo|bar|abc|xyz)"
    r"|(?:example|sample|insert|enter|replace|put|add)[-_ ].*|.*(?:example|placeholder|redacted|"
    r"changethis|replace[-_]?me).*|"
    r"(?:os|process|env|settings|config|conf|self|this|args|options|opts|params|request|req|ctx|"
    r"context|data|secrets|vars|var|local|module|props|state|user|form|cfg|app|input|event|model|"
    r"credentials|creds)[.\[].*)$"
)
_CALL: Final = re.compile(r"^[A-Za-z_][\w.:>-]{0,80}[(\[{]")
_PATHLIKE: Final = re.compile(r"^(?:[~.]?/|[A-Za-z]:\\|https?://|\w+/\w+/)")
_DOTTED: Final = re.compile(r"^[A-Za-z_]\w{0,40}(?:\.[A-Za-z_]\w{0,40}){1,6}$")
_IDENTIFIER: Final = re.compile(
    r"^(?:[a-z]+(?:[A-Z][a-z]+){1,5}|[a-z]+(?:_[a-z]+){1,6}|[A-Z]+(?:_[A-Z]+){1,6}|"
    r"[A-Z][a-z]+(?:[A-Z][a-z]+){1,5})$"
)
_HEX: Final = re.compile(r"^(?:0x)?[0-9a-fA-F]+$")
_UUID: Final = re.compile(r"(?i)^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")


def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret without being one: `<token>`, `${TOKEN}`, `os.environ[…]`."""
    bare = value.strip("\"'`,;")
    return not bare or _PLACEHOLDER.match(bare) is not None


def is_code(value: str) -> bool:
    """Whether a value is an expression, a path or a dotted name rather than a literal."""
    return bool(_CALL.match(value) or _PATHLIKE.match(value) or _DOTTED.match(value))


def is_identifier(value: str) -> bool:
    """Whether a value is spelled as names in code are, without any digit."""
    return _IDENTIFIER.match(value) is not None


def is_uuid(value: str) -> bool:
    """Whether a value is a UUID."""
    return _UUID.match(value) is not None


def is_hex(value: str) -> bool:
    """Whether a value is a hexadecimal number."""
    return _HEX.match(value) is not None


def is_password(value: str, *, quoted: bool) -> bool:
    """Whether a value that stands after a label for passwords is one."""
    if len(value) < 3 or is_placeholder(value) or (not quoted and is_code(value)):
        return False
    if not quoted and value.isalpha() and value.islower() and is_common_word(value):
        return False
    return not (not quoted and value.isalpha() and value.istitle() and is_common_word(value))


def is_token(value: str) -> bool:
    """Whether a value that stands after a label for tokens or keys is one."""
    if len(value) < 8 or is_placeholder(value) or is_code(value) or is_identifier(value):
        return False
    if value.isalpha() and (value.islower() or value.istitle() or value.isupper()):
        return len(value) >= 16 and not is_common_word(value) and entropy(value) > 3.2
    words = [word for word in re.split(r"[\W\d_]+", value) if len(word) > 2]
    if words and not any(letter.isdigit() for letter in value):
        plain = sum(len(word) for word in words if is_common_word(word))
        return plain < 0.5 * len(value)
    return len(set(value)) > 4 or len(value) >= 16


def entropy(value: str) -> float:
    """Shannon's entropy of a value's characters, in bits per character."""
    counts = Counter(value)
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())


def is_random(value: str) -> bool:
    """Whether a value looks drawn by a machine: long, of mixed kinds, many different characters."""
    kinds = sum(any(test(letter) for letter in value) for test in (str.islower, str.isupper, str.isdigit))
    return (
        len(value) >= 12
        and kinds >= 2
        and entropy(value) >= 3.0
        and any(letter.isdigit() for letter in value)
    )
