"""A worker whose redaction processes need no models (unless TORTURE_MODELS is set), as a process.

Where TORTURE_HOLES is set (a seed), Faust's delivery skips and repeats messages as it was seen to do
after rebalances: what it did not hand out it takes for compacted away, and commits past it.
"""

import os
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def skip_and_repeat(seed: str) -> None:
    """Let Faust's consumer leave messages out, and hand some out twice."""
    from faust.transport.consumer import Consumer

    chance = random.Random(f"{seed}/{os.getpid()}")
    whole = Consumer.getmany
    left = [chance.randint(1, 4)]

    async def getmany(self: Any, timeout: float) -> AsyncIterator[Any]:
        skipping = 0
        async for tp, message in whole(self, timeout):
            if skipping:
                skipping -= 1
                continue
            if left[0] and chance.random() < 0.05:
                left[0] -= 1
                skipping = chance.randint(1, 12)
            yield tp, message
            if chance.random() < 0.02:
                yield tp, message

    Consumer.getmany = getmany


def main() -> int:
    """Run the worker; its exit status."""
    from streams.cli.failure import CommandFailed
    from streams.redactor_process import SHIPPED_DETECTOR
    from streams.settings import load_settings
    from streams.worker import run_worker

    seed = os.environ.get("TORTURE_HOLES")
    if seed is not None:
        skip_and_repeat(seed)
    light = "tests.torture.light_detector:load"
    detector = SHIPPED_DETECTOR if os.environ.get("TORTURE_MODELS") else light
    try:
        return run_worker(load_settings(), detector=detector)
    except CommandFailed as failure:  # as the command line does
        sys.stderr.write(f"{failure}\n")
        return failure.status


def load() -> None:
    """Load what a worker loads at its start, and start nothing."""
    import streams.faust_app
    import streams.guard
    import streams.worker

    assert streams.faust_app and streams.guard and streams.worker


if __name__ == "__main__":
    if "--zygote" in sys.argv:
        from tests.torture.zygote import serve

        load()
        serve(main)
        sys.exit(0)
    sys.exit(main())
