"""Words that mean something besides a name: everyday, interface and product words."""

from typing import Final

_COMMON: Final = frozenset({"will", "mark", "may", "page", "bill", "grant", "rose", "summer", "april", "june"})
_INTERFACE: Final = frozenset({"file", "edit", "view", "insert", "format", "tools", "window", "help", "page", "mark"})
_VENDORS: Final = frozenset({"google", "microsoft", "slack", "github", "apple", "zoom", "salesforce"})


def is_common_word(word: str) -> bool:
    """Whether a word, in any case, is an everyday word beside what it names."""
    return word.lower() in _COMMON


def is_interface_word(word: str) -> bool:
    """Whether a word, in any case, stands on menus and buttons."""
    return word.lower() in _INTERFACE


def is_vendor(name: str) -> bool:
    """Whether a name, in any case, is a maker of software or its product."""
    return name.lower() in _VENDORS
