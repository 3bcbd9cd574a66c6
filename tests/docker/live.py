"""The dashboard, fed by real workers: `make dashboard` (or `python -m tests.docker.live FOLDER [MINUTES]`).

Owns the show: an embedded broker, two workers with their models, generated people at their own pace, some
controls and broken messages among them, and Prometheus, which must be installed. It leaves `dashboard.html`,
and pictures of it where Chromium is installed, in FOLDER.
"""

import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import orjson

from schemas.control import Erase, Pause
from streams.controls import write_control
from streams.embedded import EmbeddedBroker
from streams.generator.people import generate
from streams.kafka import Outgoing, send
from tests.docker import drawing
from tests.prometheus import Prometheus, panels
from tests.workers import REAL_WORKER, Stand, stand

PEOPLE: Final = 16
PARTITIONS: Final = 4
SCRAPE_S: Final = 5
KILL_AT_S: Final = 210
RULES: Final = b"version: 1\nname: live\ntrajectory: {max_duration_s: 60}\n"
"""Shorter stretches than by default: in minutes there is more to see."""


def tell(line: str) -> None:
    """Say what is done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def due(minutes: float) -> Iterator[list[bytes]]:
    """The messages of each second, when their second has come."""
    start_s = time.time()
    batch: list[bytes] = []
    until_s = start_s + 1
    for form in generate(PEOPLE, minutes * 60, 1, int(start_s * 1000)):
        at_s = form["events"][-1]["ts"] / 1000
        while at_s > until_s:
            time.sleep(max(0.0, until_s - time.time()))
            yield batch
            batch, until_s = [], until_s + 1
        batch.append(orjson.dumps(form))
    yield batch


def feed(made: Stand, minutes: float, watch: Callable[[list[str]], None]) -> None:
    """Let people work for some minutes; somebody pauses, a recorder writes nonsense, a worker is killed."""
    topic = made.settings.raw_topic
    for second, batch in enumerate(due(minutes)):
        if second % 20 == 10:
            batch.append(b'{"v": 1, "session_id": "s"}')
        outgoing = []
        for value in batch:
            session = orjson.loads(value)["session_id"].encode()
            outgoing.append(Outgoing(topic, session, value, zlib.crc32(session) % PARTITIONS))
        send(made.settings, outgoing)
        now = int(time.time() * 1000)
        if second == 45:
            write_control(made.settings, Pause(v=1, user_id="u-3", from_=now, until=now + 60_000), "p1")
        if second == 150:
            erase = Erase(v=1, session_id="load-1-5", from_=now - 120_000, until=now - 60_000)
            write_control(made.settings, erase, "e1")
        if second == KILL_AT_S:
            tell("one worker is killed, another one starts")
            made.kill(0)
            made.start(command=REAL_WORKER, wait=False)
            watch(addresses(made)[1:])


def addresses(made: Stand) -> list[str]:
    """Where workers show their metrics."""
    return [f"127.0.0.1:{port}" for port in made.ports]


def show(made: Stand, folder: Path, scratch: Path, minutes: float) -> None:
    """Run workers under load with Prometheus beside them, and draw what it saw."""
    made.publish_rules(RULES)
    tell("starting two workers (the models load)")
    for _ in range(2):
        made.start(command=REAL_WORKER)
    with Prometheus(scratch / "prometheus", addresses(made), scrape_s=SCRAPE_S) as prometheus:
        start_s = time.time()
        tell(f"{PEOPLE} generated people work for {minutes:g} minutes")
        feed(made, minutes, prometheus.watch)
        time.sleep(2 * SCRAPE_S)
        end_s = time.time()
        text = drawing.page(
            panels(),
            prometheus.ask,
            lambda query: prometheus.ask_range(query, start_s, end_s, SCRAPE_S),
            (start_s, end_s),
        )
        for rule in prometheus.rules():
            tell(f"  {rule['name']}: {rule.get('lastError') or rule['state']}")
    (folder / "dashboard.html").write_text(text, "utf-8")
    tell(f"{folder / 'dashboard.html'}")
    picture(folder / "dashboard.html", folder / "dashboard.png")


def picture(page: Path, target: Path) -> None:
    """Take a picture of a page, where Chromium is installed."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        tell("no picture: chromium is not installed")
        return
    width = 24 * drawing.COLUMN_PX + drawing.GAP_PX
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels())
    height = rows * (drawing.ROW_PX + drawing.GAP_PX) + drawing.GAP_PX
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={target}",
                page.resolve().as_uri(),
            ],
            capture_output=True,
            check=True,
            timeout=120,
        )
    tell(str(target))


def main() -> None:
    """Show the dashboard."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "dashboard")
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 6.0
    if not Prometheus.is_here():
        raise SystemExit("prometheus is not installed; on Debian: apt install prometheus")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cleantrace-") as scratch, EmbeddedBroker() as broker:
        place = Path(scratch)
        with stand(broker.bootstrap, "live.", place, partitions=PARTITIONS) as made:
            show(made, folder, place, minutes)


if __name__ == "__main__":
    main()
