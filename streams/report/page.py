"""The page itself: a template, its style and its script, with the content as data.

Nothing is fetched from anywhere, and all text reaches the page as text.
"""

import html
from importlib.resources import files
from typing import Any, Final

import orjson

from streams.report.colours import COLOURS

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def render(content: dict[str, Any]) -> str:
    """The report as one HTML document."""
    data = orjson.dumps({**content, "colours": COLOURS}).decode()
    script = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return (
        _asset("report.html")
        .replace("%POLICY%", _POLICY)
        .replace("%TITLE%", html.escape(content["title"]))
        .replace("%STYLE%", _asset("report.css"))
        .replace("%SCRIPT%", _asset("report.js"))
        .replace("%DATA%", script)
    )


def _asset(name: str) -> str:
    return files("streams.report").joinpath("data", name).read_text(encoding="utf-8")
