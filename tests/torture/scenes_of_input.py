"""What comes in: messages as large as may be, the shipped models, texts that models are slow on."""

import time

from tests.brokers import ApacheKafka
from tests.torture import damage
from tests.torture.runner import Run


def large(run: Run, kafka: ApacheKafka) -> None:
    """Messages just below what the contract allows: a whole screen of words, a long text, many events."""
    for number, values in enumerate(damage.large(run.plan.seed)):
        run.stand.feed(values, number % run.plan.partitions)
    run.note("messages of almost 4 MiB")
    run.feed()
    time.sleep(run.dice().uniform(0, 3))
    _kill_one(run)


def models(run: Run, kafka: ApacheKafka) -> None:
    """The shipped models, and workers that die meanwhile."""
    run.feed()
    time.sleep(run.dice().uniform(0, 3))
    _kill_one(run)
    run.feed()


def slow_model(run: Run, kafka: ApacheKafka) -> None:
    """A text that models need long for: nobody is taken for dead meanwhile, and it comes out."""
    run.stand.feed(damage.slow(run.plan.seed), 0)
    run.note("text that models are slow on")
    run.feed()


def _kill_one(run: Run) -> None:
    for number in run.fleet.awake()[:1]:
        run.stand.kill(number)
        run.result.counts["fault kill"] += 1
