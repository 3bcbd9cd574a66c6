"""Which regexes rules may hold."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.rules.ambiguity import TooComplex, ambiguous_loop
from pipelines.rules.regexes import UnsafeRegex, compile_regex

CATASTROPHIC = [
    r"(a+)+$",
    r"(a*)*",
    r"(a|a)*b",
    r"(a|aa)+$",
    r"(.*)*x",
    r"([a-zA-Z]+)*$",
    r"^(\w+\s?)*$",
    r"(\d+)*x",
    r"(x(a*|b*))*y",
    r"(a?b?)*c" r"|x",
    r"(?=(a+)+b)c",
    r"(?<!(a|a)*b)c",
    r"(\w+\d*)+:",
    r"((a{1,30}){1,30}){1,30}z",
    r"(\w+)*\1x",
    r"(a|b|ab)*c",
    r"((ab)*|(cd)*)*x",
    r"(.+)+@",
    r"([^\d]+|\w+)*x",
    r"([^\s]+|\u00e9)*x",
    r"(ka|\u212aa)+x",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?>(a+)+)b",
    r"(?:\p{L}+\w*)+x",
]
SAFE = [
    r"\bEMP-\d{5}\b",
    r"(a+;)+",
    r"\d+-\d+",
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}",
    r"(?<!\d)\d{3}(?!\d)",
    r"(\w+)\s+\1",
    r"\p{Lu}\p{Ll}+",
    r"[\p{L}']+-x",
    r"(?:\d[ -]?){13,19}",
    r"a{2}(?:bc){2,}",
    r"(\d{4}[ -]?){3}\d{4}",
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)*",
    r"(?:foo|bar)+x",
    r"\b(?i)abc",
    r"(?<=\bid(?:\s*:|\s+))\d+",
]


@pytest.mark.parametrize("regex", CATASTROPHIC)
def test_a_regex_that_can_take_exponential_time_is_refused(regex):
    with pytest.raises(UnsafeRegex, match="exponential time"):
        compile_regex(regex)


@pytest.mark.parametrize("regex", SAFE)
def test_an_ordinary_regex_is_taken(regex):
    compile_regex(regex)


@pytest.mark.parametrize(
    "regex", ["(", "[a", "a{2,1}", "(?P<n>a)(?P<n>b)(?Z", r"\p{Nonsense}", "", "a?", "(?:a){e<=2}"]
)
def test_what_is_no_usable_regex_is_refused(regex):
    with pytest.raises(UnsafeRegex):
        compile_regex(regex)


def test_matching_is_presidios():
    assert list(compile_regex(r"\bemp-\d+").find("x EMP-12, emp-3")) == [(2, 8), (10, 15)]
    assert list(compile_regex("a.b").find("a\nb")) == [(0, 3)]
    assert list(compile_regex(r"\w+").find("M\u00fcller \U0001f600x")) == [(0, 6), (8, 9)]


REGEXES = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", r"\w", "ab"]),
    lambda inner: (
        st.builds("({})*".format, inner)
        | st.builds("({})+".format, inner)
        | st.builds("({})?".format, inner)
        | st.builds("({})|({})".format, inner, inner)
        | st.builds("({}){}".format, inner, inner)
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=150)
@given(REGEXES)
def test_judging_never_raises_and_what_is_judged_safe_does_not_blow_up(regex):
    """Texts of 24 characters need 2^24 steps and more on an exponential regex; on a safe one, few."""
    try:
        if ambiguous_loop(regex, re.DOTALL):
            return
    except TooComplex:
        return
    compiled = re.compile(regex, re.DOTALL)
    for text in ("a" * 24 + "!", "ab" * 12 + "!", "b" * 24 + "!"):
        compiled.fullmatch(text)


@settings(deadline=None)
@given(st.text(alphabet=r"ab\()[]{}*+?|^$.-dwsbp1,:=!<>iPL", max_size=25))
def test_any_text_is_a_regex_or_an_error(text):
    try:
        compile_regex(text)
    except UnsafeRegex:
        return
