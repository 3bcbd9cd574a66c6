"""Cleantrace's whole chain on a file, in one process: decode, stretches, steps, detection, trajectories."""

import sys
from typing import Any

from measure import read_messages, report

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.engine import load_detector
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

    def work() -> dict[str, Any]:
        sessions = Sessions("load", 0, lambda: rules.trajectory)
        messages = stretches = size = 0
        controls = ControlSet.empty()
        for offset, data in enumerate(read_messages(sys.argv[1])):
            if messages == most:
                break
            messages += 1
            for stretch in sessions.add(decode_message(data), offset, None).closed:
                size += len(redactor.process(stretch, controls).trajectory or b"")
                stretches += 1
        for stretch in sessions.close_all():
            size += len(redactor.process(stretch, controls).trajectory or b"")
            stretches += 1
        return {"messages": messages, "stretches": stretches, "published_mb": size / 1e6}

    report(work)


if __name__ == "__main__":
    main()
