"""Draws the Grafana dashboard from Prometheus' data as one HTML page: Grafana itself is not needed.

Owns the picture only. It follows the dashboard's JSON (grid, titles, queries, units, thresholds, mappings,
legends, stacking), not Grafana's looks.
"""

import html
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

COLUMN_PX: Final = 56
ROW_PX: Final = 30
GAP_PX: Final = 8
EDGE_PX: Final = 16
COLOURS: Final = (
    "#7eb26d #eab839 #6ed0e0 #ef843c #e24d42 #1f78c1 #ba43a9 #705da0 #508642 #cca300 "
    "#447ebc #c15c17 #890f02 #0a437c #6d1f62"
).split()
_NAMED: Final = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c", "text": "#d8d9da"}
_STYLE: Final = """
body{margin:0;background:#111217;color:#d8d9da;font:12px Inter,"DejaVu Sans",sans-serif}
.board{position:relative}
.panel{position:absolute;background:#181b1f;border:1px solid #25282d;border-radius:2px;
box-sizing:border-box;padding:6px 10px;overflow:hidden}
.panel h2{font-size:12px;font-weight:500;margin:0 0 2px}
.stat{display:flex;align-items:center;justify-content:center;height:calc(100% - 18px);font-size:34px;gap:12px}
.stat small{font-size:15px;color:#d8d9da}.legend{display:flex;flex-wrap:wrap;gap:2px 12px;font-size:11px}
.legend i{display:inline-block;width:12px;height:3px;margin:0 5px 3px 0;vertical-align:middle}
text{fill:#9fa3a9;font-size:10px}line{stroke:#25282d}.none{display:flex;height:70%;align-items:center;
justify-content:center;color:#9fa3a9}
"""

Ask = Callable[[str], list[dict[str, Any]]]
"""Takes a query, gives Prometheus' series."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name and its points, (second, value)."""

    name: str
    points: tuple[tuple[float, float], ...]


def page(panels: Sequence[Mapping[str, Any]], now: Ask, over: Ask, span_s: tuple[float, float]) -> str:
    """The whole dashboard; `now` asks for a value, `over` for a course of time."""
    height = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in panels) * (ROW_PX + GAP_PX)
    drawn = "".join(_panel(panel, now, over, span_s) for panel in panels)
    width = 24 * COLUMN_PX + GAP_PX
    return (
        f"<!doctype html><meta charset=utf-8><title>cleantrace</title><style>{_STYLE}</style>"
        f"<div class=board style='width:{width}px;height:{height}px'>{drawn}</div>\n"
    )


def _panel(panel: Mapping[str, Any], now: Ask, over: Ask, span_s: tuple[float, float]) -> str:
    grid = panel["gridPos"]
    width, height = grid["w"] * COLUMN_PX - GAP_PX, grid["h"] * (ROW_PX + GAP_PX) - GAP_PX
    left, top = grid["x"] * COLUMN_PX + GAP_PX, grid["y"] * (ROW_PX + GAP_PX) + GAP_PX
    if panel["type"] == "stat":
        inner = _stat(panel, now)
    else:
        inner = _chart(panel, _lines(panel, over), span_s, width - 20, height - 60)
    place = f"left:{left}px;top:{top}px;width:{width}px;height:{height}px"
    return f"<div class=panel style='{place}'><h2>{html.escape(panel['title'])}</h2>{inner}</div>"


def _stat(panel: Mapping[str, Any], now: Ask) -> str:
    defaults, target = panel["fieldConfig"]["defaults"], panel["targets"][0]
    shown = []
    for series in now(target["expr"]) or [{"metric": {}, "value": (0, "nan")}]:
        value = float(series["value"][1])
        name = legend(target["legendFormat"], series["metric"])
        shown.append(
            f"<span style='color:{_colour(defaults, value)}'>{html.escape(_value(defaults, value))}"
            f"</span><small>{html.escape(name)}</small>"
        )
    return f"<div class=stat>{''.join(shown)}</div>"


def _value(defaults: Mapping[str, Any], value: float) -> str:
    if math.isnan(value):
        return str(defaults.get("noValue", "No data"))
    for mapping in defaults.get("mappings", ()):
        found = mapping["options"].get(f"{value:g}")
        if found:
            return str(found["text"])
    decimals = defaults.get("decimals")
    return amount(value, defaults["unit"]) if decimals is None else f"{value:.{decimals}f}{_suffix(defaults)}"


def _suffix(defaults: Mapping[str, Any]) -> str:
    return " s" if defaults["unit"] == "s" else ""


def _colour(defaults: Mapping[str, Any], value: float) -> str:
    name = "text"
    for step in defaults.get("thresholds", {}).get("steps", ()):
        if step["value"] is None or value >= step["value"]:
            name = step["color"]
    return _NAMED[name]


def legend(form: str, labels: Mapping[str, str]) -> str:
    """A legend's form with a series' labels in it, as Grafana fills it in."""
    for name, value in labels.items():
        form = form.replace("{{" + name + "}}", value)
    return form


def _lines(panel: Mapping[str, Any], over: Ask) -> list[Line]:
    found = []
    for target in panel["targets"]:
        for series in over(target["expr"]):
            points = tuple((float(at), float(value)) for at, value in series["values"])
            points = tuple(point for point in points if math.isfinite(point[1]))
            if points:
                found.append(Line(legend(target["legendFormat"], series["metric"]), points))
    return found


def _chart(
    panel: Mapping[str, Any], lines: Sequence[Line], span_s: tuple[float, float], width: int, height: int
) -> str:
    if not lines:
        return "<div class=none>No data</div>"
    defaults = panel["fieldConfig"]["defaults"]
    is_stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    drawn = _stacked(lines) if is_stacked else [(line.points, ()) for line in lines]
    most = max(value for points, _ in drawn for _, value in points) or 1
    top = defaults.get("max") or _round_up(most, 2 if defaults["unit"] == "bytes" else 10)
    edge = 58

    def place(at_s: float, value: float) -> str:
        x = edge + (at_s - span_s[0]) / (span_s[1] - span_s[0]) * (width - edge - EDGE_PX)
        return f"{x:.1f},{height - 16 - value / top * (height - 24):.1f}"

    parts = [f"<svg width={width} height={height}>", *_axes(defaults, top, span_s, width, height, edge)]
    for number, (points, floor) in enumerate(drawn):
        colour = COLOURS[number % len(COLOURS)]
        course = " ".join(place(*point) for point in points)
        if is_stacked:
            back = " ".join(place(*point) for point in reversed(floor))
            parts.append(f"<polygon points='{course} {back}' fill='{colour}' fill-opacity=.35 />")
        parts.append(f"<polyline points='{course}' fill=none stroke='{colour}' stroke-width=1.5 />")
    names = (
        f"<span><i style='background:{COLOURS[n % len(COLOURS)]}'></i>{html.escape(line.name)}</span>"
        for n, line in enumerate(lines)
    )
    return "".join([*parts, "</svg><div class=legend>", *names, "</div>"])


def _stacked(
    lines: Sequence[Line],
) -> list[tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]]:
    below: dict[float, float] = {}
    found = []
    for line in lines:
        floor = tuple((at, below.get(at, 0.0)) for at, _ in line.points)
        course = tuple((at, value + below.get(at, 0.0)) for at, value in line.points)
        below |= dict(course)
        found.append((course, floor))
    return found


def _axes(
    defaults: Mapping[str, Any], top: float, span_s: tuple[float, float], width: int, height: int, edge: int
) -> list[str]:
    parts = []
    for part in range(5):
        y = height - 16 - part / 4 * (height - 24)
        parts.append(f"<line x1={edge} x2={width} y1={y:.1f} y2={y:.1f} />")
        told = amount(top * part / 4, defaults["unit"])
        parts.append(f"<text x={edge - 6} y={y + 3:.1f} text-anchor=end>{html.escape(told)}</text>")
    minutes = (span_s[1] - span_s[0]) / 60
    every = next(step for step in (0.5, 1, 2, 5, 10, 30, 60, 1e9) if minutes / step <= 10)
    for number in range(int(minutes / every) + 1):
        x = edge + number * every / minutes * (width - edge - EDGE_PX)
        parts.append(f"<text x={x:.1f} y={height - 2} text-anchor=middle>{number * every:g} min</text>")
    return parts


def _round_up(value: float, base: int) -> float:
    power = float(base ** math.floor(math.log(value, base)))
    return next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if value <= step * power)


def amount(value: float, unit: str) -> str:
    """A value in its unit, short."""
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit == "s":
        return f"{value * 1000:.3g} ms" if 0 < value < 1 else f"{value:.3g} s"
    if unit == "bytes":
        for name, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
            if value >= size:
                return f"{value / size:.3g} {name}"
        return f"{value:.0f} B"
    told = f"{value / 1000:.3g} K" if value >= 1000 else f"{value:.3g}"
    return told + {"cps": " c/s", "cpm": " c/min"}.get(unit, "")
