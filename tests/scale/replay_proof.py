"""A replay beside the live worker, on Apache Kafka: same ids and bytes, whatever kills it, at what cost.

    python -m tests.scale.replay_proof --people 50 --seconds 3600 --kills 10
    python -m tests.scale.replay_proof --people 10 --seconds 300 --detector shipped

Generated work (`cleantrace generate`) is fed as fast as the brokers take it; a live worker publishes it;
then `cleantrace replay`, as a command of its own, makes it again: once undisturbed, once a quarter of it,
once with kills at random moments (kill -9 of the replay or of a redaction process, Ctrl-C, a restart of the
broker), each answered by the same command. It ends with 1 if an id or a byte differs, if something was
published twice, or if the live group or its topic was touched.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.brokers import ApacheKafka
from tests.scale.live import feed, live
from tests.scale.proof import COMMANDS, Proof, committed, ends, say
from tests.scale.replays import killed, plain
from tests.workers import stand


def carry_out(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Show everything, in order; the numbers, and what was wrong."""
    with (
        ApacheKafka(folder / "kafka", heap_mb=768) as kafka,
        stand(kafka.bootstrap, "proof.", folder, partitions=given.partitions) as made,
    ):
        proof = Proof(made, kafka, random.Random(given.seed), given.detector, given.jobs)
        say("feeding")
        proof.numbers["input"] = feed(made, given.people, given.seconds, given.seed)
        say(f"fed {proof.numbers['input']}")
        live(proof, given.patience)
        say(f"live {proof.numbers['live']}")
        before = committed(made), ends(made, made.settings.clean_topic)
        plain(proof)
        say(f"replay {proof.numbers['replay']}, memory {proof.numbers['memory']}")
        killed(proof, given.kills)
        now = committed(made), ends(made, made.settings.clean_topic)
        proof.expect(before == now, "the live group and the live topic are as they were")
        one, other = proof.numbers["live"], proof.numbers["replay"]
        proof.numbers["ratio"] = {
            name: round(other[name] / one[name], 2) if one[name] else None
            for name in ("events_per_s", "cpu_s_per_1000_events")
        }
        return {"asked": vars(given), **proof.numbers, "wrong": proof.wrong}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(
        prog="replay-proof", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=3600, help="of work of each person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=1, help="redaction processes, live and in the replay")
    parser.add_argument("--detector", choices=sorted(COMMANDS), default="light")
    parser.add_argument("--patience", type=float, default=14_400, help="seconds for the live worker")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="cleantrace-proof-") as folder:
        numbers = carry_out(given, Path(folder))
    print(json.dumps(numbers, indent=2))  # noqa: T201
    return 1 if numbers["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
