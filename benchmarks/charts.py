"""Plots as plain SVG: bars beside each other, and lines over a growing number."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

_WIDTH: Final = 640
_HEIGHT: Final = 320
_LEFT: Final = 70
_RIGHT: Final = 150
_TOP: Final = 40
_BOTTOM: Final = 46
_COLOURS: Final = ("#2563eb", "#d97706", "#6b7280", "#059669", "#db2777")
Point = tuple[float, float]


def bars(path: Path, title: str, unit: str, values: Mapping[str, float]) -> None:
    """One bar for each name."""
    most = max(values.values(), default=1) or 1
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(values))
    body = []
    for n, (name, value) in enumerate(values.items()):
        left, top = _LEFT + step * (n + 0.15), _y(value, most)
        body.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{step * 0.7:.1f}" height="{_floor() - top:.1f}" '
            f'fill="{_COLOURS[n % len(_COLOURS)]}"/>'
        )
        middle = left + step * 0.35
        body.append(_text(middle, top - 6, f"{value:,.4g}", "middle"))
        body.append(_text(middle, _floor() + 18, name, "middle"))
    _write(path, title, unit, most, body)


def lines(path: Path, title: str, across: str, unit: str, series: Mapping[str, Sequence[Point]]) -> None:
    """One line for each name, over what grows."""
    places = sorted({x for points in series.values() for x, _ in points})
    most = max((y for points in series.values() for _, y in points), default=1) or 1
    widest = max(places, default=1) or 1
    body = [_text(_x(x, widest), _floor() + 18, f"{x:,.4g}", "middle") for x in places]
    body.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, across, "middle"))
    for n, (name, points) in enumerate(series.items()):
        colour = _COLOURS[n % len(_COLOURS)]
        dots = [(_x(x, widest), _y(y, most)) for x, y in sorted(points)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        body.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in dots)
        if dots:
            body.append(_text(_WIDTH - _RIGHT + 12, dots[-1][1] + 4, name, "start", colour))
    _write(path, title, unit, most, body)


def _x(value: float, most: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / most


def _y(value: float, most: float) -> float:
    return _floor() - (_floor() - _TOP) * value / (most * 1.08)


def _floor() -> float:
    return float(_HEIGHT - _BOTTOM)


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#374151") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _write(path: Path, title: str, unit: str, most: float, body: Sequence[str]) -> None:
    marks = []
    for part in (0, 0.25, 0.5, 0.75, 1):
        y = _y(most * part, most)
        marks.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>'
        )
        marks.append(_text(_LEFT - 8, y + 4, f"{most * part:,.3g}", "end"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#ffffff"/>'
    )
    titles = [_text(_LEFT, 20, title, "start", "#111827"), _text(_LEFT - 62, 34, unit, "start")]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *marks, *titles, *body, "</svg>"]) + "\n", encoding="utf-8")
