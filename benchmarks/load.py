"""What the generator gives for each person and second, beside what DESIGN expects of real work."""

import argparse
import sys
from collections import Counter

from streams.generator.people import generate

START_MS = 1_793_000_000_000


def main() -> None:
    """Generate, count and print: the whole, and its second half, when shared lines are known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    half_ms = START_MS + given.seconds * 500
    whole, late = Counter[str](), Counter[str]()
    seen: set[str] = set()
    own: set[tuple[str, str]] = set()
    for form in generate(given.people, given.seconds, given.seed, START_MS):
        for event in form["events"]:
            found = Counter({"events": 1, _kind(event): 1})
            for item in event.get("ocr", ()):
                text, mine = item["text"], (form["session_id"], item["text"])
                found.update(
                    {
                        "lines": 1,
                        "lines new to all": text not in seen,
                        "lines new to the person": mine not in own,
                    }
                )
                seen.add(text)
                own.add(mine)
            whole.update(found)
            if event["ts"] >= half_ms:
                late.update(found)
    moments = given.people * given.seconds
    sys.stdout.write(
        f"{given.people} people, {given.seconds:.0f} s: each second of each (second half alone)\n"
    )
    for name, count in whole.most_common():
        sys.stdout.write(f"{count / moments:9.3f} {late[name] / moments * 2:9.3f}  {name}\n")


def _kind(event: dict[str, str]) -> str:
    return f"{event['type']} {event['action']}" if event["type"] == "pointer" else event["type"]


if __name__ == "__main__":
    main()
