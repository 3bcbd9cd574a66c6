"""Repository slugs: `owner/name` in addresses, commands, titles and prose.

Owns what only looks like one: paths, media types, branches, packages and "and/or".
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_common_word, is_vendor
from pipelines.detection.recognizers.open_source import is_open_owner
from pipelines.detection.spans import Span

_SLUG: Final = r"[A-Za-z0-9][\w.-]{0,38}/[A-Za-z0-9_.-]{1,100}"
_GIT_URL: Final = re.compile(
    r"(?i)(?:\bgit@[\w.-]{1,80}[:/]|\bssh://(?:git@)?[\w.-]{1,80}(?::\d{1,5})?/|(?:https?://)"
    r"?(?:[\w.:-]{1,80}@)?(?:www\.)?"
    r"(?:github|gitlab|bitbucket|codeberg|gitea|git)\.[\w.-]{2,60}[/:]|\bghcr\.io/|\bgithub:|"
    r"\bgit\+https?://[\w.-]{1,80}/)"
    r"(?P<slug>[\w.-]{1,39}/(?:[\w.-]{1,60}/){0,2}[\w.-]{1,100}?)(?=\.git\b|[\s/?#\"'<>)\]@:,;]|\.?$)"
)
_AT_HOST: Final = re.compile(
    r"(?i)\b[\w-]{1,40}@[\w.-]{3,80}:(?P<slug>[\w.-]{1,39}/(?:[\w.-]{1,60}/){0,2}[\w.-]{1,100}?)\.git\b"
)
_REPO_FLAG: Final = re.compile(
    rf"(?:(?<!\S)--repo(?:sitory)?[ =]|(?<!\S)-R |\bgh repo \w{{4,7}} |\brepo(?:sitory)?[:=] ?\"?|"
    rf"\bowner/name: )(?P<slug>{_SLUG})(?![\w/])|\buses: (?P<used>{_SLUG})(?=[/@]|$)"
)
_TITLE: Final = re.compile(
    rf"(?:^GitHub - |^|[\[(·|] ?|(?<=\s)@| - )(?P<slug>{_SLUG})(?=#\d|@[0-9a-f]{{7}}|\]| at "
    rf"[\w./-]{{1,60}} ·| · |: [A-Z][\w' ]|\s*$| \(\w+\)\s*$| \| | - (?:GitHub|GitLab|Bitbucket))"
)
_BARE: Final = re.compile(rf"(?<![\w@/.~$%:\\=<-])(?P<slug>{_SLUG})(?![\w/\\(=<>:])")
_BRANCH: Final = re.compile(
    r"(?i)(?:feat(?:ure)?|fix|bug(?:fix)?|hotfix|release|releases|chore|docs?|refactor|origin|"
    r"upstream|refs|heads|remotes|tags|test|tests|ci|build|style|"
    r"perf|wip|dependabot|renovate|src|lib|bin|usr|etc|var|tmp|opt|home|dist|app|apps|packages|pkg|"
    r"node_modules|vendor|public|static|assets|"
    r"images?|img|css|js|api|v\d+|config|scripts?|tools?|components?|pages|utils?|models?|views?|"
    r"controllers?|services?|internal|cmd|text|"
    r"application|image|audio|video|multipart|font|message|chemical|content|data|mnt|dev|proc|sys|"
    r"boot|root|run|srv|media|library|r|u|in|and|or|w|n)/"
)
_FILE_END: Final = re.compile(
    r"(?i)\.(?:py|js|ts|tsx|jsx|go|rs|java|c|cc|cpp|h|hpp|rb|php|md|txt|json|ya?ml|toml|xml|html?|"
    r"css|scss|sh|cfg|ini|lock|log|csv|png|jpe?g|svg|pdf|docx?|xlsx?)$"
)
_REPO_WORDS: Final = re.compile(
    r"(?i)\b(?:git|github|gitlab|bitbucket|repo|repository|pull request|merge request|clone|fork|"
    r"forked|commit|branch|codeowners|pr|prs)\b|#\d"
)


def find(text: str) -> Iterable[Span]:
    """Repositories in a text."""
    return _repositories(text) if "/" in text else ()


def _repositories(text: str) -> Iterator[Span]:
    for pattern in (_GIT_URL, _AT_HOST, _REPO_FLAG):
        for match in pattern.finditer(text):
            group = "slug" if match["slug"] else "used"
            if not is_open_owner(match[group].split("/")[0]):
                yield Span(*match.span(group), "REPOSITORY", 0.85, "repository")
    hinted = _REPO_WORDS.search(text) is not None
    for pattern, base in ((_TITLE, 0.7), (_BARE, 0.5)):
        for match in pattern.finditer(text):
            slug = match["slug"].rstrip(".")
            if slug.count(".") > 1:
                continue
            score = _slug_score(slug, base, hinted)
            if score:
                yield Span(
                    match.start("slug"), match.start("slug") + len(slug), "REPOSITORY", score, "repository"
                )


def _slug_score(slug: str, base: float, hinted: bool) -> float:
    """How surely `a/b` is a repository; 0 where it is a path, a branch, a type or a pair of words."""
    owner, name = slug.split("/", 1)
    if is_open_owner(owner):
        return 0.0
    if (
        _BRANCH.match(slug)
        or _FILE_END.search(slug)
        or not re.search(r"[A-Za-z]", owner)
        or not re.search(r"[A-Za-z]{2}", name)
    ):
        return 0.0
    if re.search(r"\.(?:com|org|net|tv|io|co|gov|edu|de|uk)$", owner.lower()):
        return 0.0
    if not hinted and not re.search(r"[-_\d]", name):
        base = min(base, 0.35)
    if len(owner) < 2 or len(name) < 2 or owner.isupper() or name.isupper() or slug[0].isdigit():
        return 0.0
    pieces = [piece for piece in re.split(r"[-_.]", slug.replace("/", "-")) if piece]
    compound = len(pieces) > 2
    plain = all(is_common_word(piece) or is_vendor(piece) or piece.isdigit() for piece in pieces)
    if not compound and plain:
        return 0.45 if hinted and base > 0.6 and "#" in slug else 0.0
    if owner[:1].isupper() and not compound:
        return 0.3 if hinted else 0.0
    if compound and not plain:
        return max(base, 0.7) if hinted else base
    return base if hinted else min(base, 0.35)
