"""The dashboard, held against the types that Grafana publishes of its dashboards and panels."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.docker.tools import tools_folder
from tests.prometheus import BOARD, panels

KINDS = {"stat": "Stat", "timeseries": "TimeSeries"}
HEAD = """
import type { Dashboard } from '@grafana/schema';
import type * as Stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as TimeSeries
  from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
// Enumerations as JSON writes them, and anything may be left to its default.
type Plain<T> = T extends string ? `${T}` : T extends (infer One)[] ? Plain<One>[]
  : T extends object ? { [Key in keyof T]?: Plain<T[Key]> } : T;
"""


def as_types() -> str:
    """The dashboard as constants of Grafana's types."""
    lines = [HEAD, f"export const board: Plain<Dashboard> = {BOARD.read_text('utf-8')};"]
    for panel in panels():
        kind = KINDS[panel["type"]]
        options = json.dumps(panel["options"])
        lines.append(f"export const options{panel['id']}: Plain<{kind}.Options> = {options};")
        if kind == "TimeSeries":
            custom = json.dumps(panel["fieldConfig"]["defaults"]["custom"])
            lines.append(f"export const custom{panel['id']}: Plain<TimeSeries.FieldConfig> = {custom};")
    return "\n".join(lines)


def complaints(text: str, folder: Path) -> str:
    """What the compiler says of it."""
    grafana = tools_folder() / "grafana"
    if not (grafana / "node_modules" / ".bin" / "tsc").is_file():
        pytest.skip("Grafana's types are not here; make checks gets them where npm is installed")
    (folder / "node_modules").symlink_to(grafana / "node_modules")
    (folder / "board.ts").write_text(text, "utf-8")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]
    done = subprocess.run(
        ["node_modules/.bin/tsc", *options, "board.ts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr


def test_grafanas_types_take_the_dashboard(tmp_path: Path) -> None:
    assert complaints(as_types(), tmp_path) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"gridPos"', '"gridPosition"'),
        ('"mode": "absolute"', '"mode": "absolut"'),
        ('"lineWidth"', '"width"'),
    ],
)
def test_grafanas_types_would_find_a_slip(right: str, wrong: str, tmp_path: Path) -> None:
    text = as_types()
    assert right in text
    assert "error" in complaints(text.replace(right, wrong), tmp_path)
