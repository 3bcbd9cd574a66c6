"""Cleantrace's whole chain on a file, in one process: decode, stretches, steps, detection, trajectories."""

import sys
from typing import Any

from measure import Meter, read_part, report

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.engine import load_detector
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.rules import load_rules
from pipelines.stretches import Sessions
from schemas.codec import decode_message


def main() -> None:
    """Run a file; a second argument bounds the messages."""
    rules = load_rules(None)
    detector = load_detector(rules)
    redactor = Redactor(rules, detector, Key(bytes(range(32))))
    most = int(sys.argv[2])

    def work(meter: Meter) -> dict[str, Any]:
        sessions = Sessions("load", 0, lambda: rules.trajectory)
        controls = ControlSet.empty()
        done = {"messages": 0, "stretches": 0, "published_mb": 0.0}

        def finish(stretch: Stretch) -> None:
            done["published_mb"] += len(redactor.process(stretch, controls).trajectory or b"") / 1e6
            done["stretches"] += 1
            meter.events += len(stretch.entries)

        for offset, data in enumerate(read_part(sys.argv[1], most, meter)):
            done["messages"] += 1
            for stretch in sessions.add(decode_message(data), offset, None).closed:
                finish(stretch)
        for stretch in sessions.close_all():
            finish(stretch)
        return done

    report(work)


if __name__ == "__main__":
    main()
