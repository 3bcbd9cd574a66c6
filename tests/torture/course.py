"""The course of a run: topics, workers, rounds of work with faults between them, rest, verdict.

What a run leaves where something is wrong is kept.
"""

import contextlib
import shutil
import time
from pathlib import Path

from pipelines.detection.engine import load_detector
from tests.brokers import ApacheKafka
from tests.torture import detector, faults, scan
from tests.torture.plan import Plan
from tests.torture.result import Result
from tests.torture.runner import Run
from tests.torture.zygote import Zygote
from tests.workers import stand


def carry_out(plan: Plan, kafka: ApacheKafka, folder: Path, zygote: Zygote | None = None) -> Result:
    """Carry a plan out in a folder of its own; what a run leaves where something is wrong is kept."""
    result = Result(plan.seed, plan.kind)
    start_s = time.monotonic()
    prefix = f"torture-{plan.kind}-{plan.seed}-{int(time.time() * 1000) % 10**8}."
    with contextlib.ExitStack() as stack:
        if plan.kind == "disk" and stack.enter_context(faults.small_disk(folder)):
            (folder / "small").touch()
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        copies = min(3, len(kafka.nodes))
        made = stack.enter_context(stand(kafka.bootstrap, prefix, folder, plan.partitions, copies))
        load = load_detector if plan.models else detector.load_harmless
        run = Run(plan, made, result, load=load, zygote=zygote)
        result.counts["runs with the shipped models"] = int(plan.models)
        try:
            _go(run)
            leaks = scan.in_brokers(kafka.folder, made.settings.raw_topic)
            result.wrong += [f"a canary in the broker's files: {place}" for place in leaks]
        except Exception as error:  # noqa: BLE001 - a run that breaks is a run that failed
            result.wrong.append(f"the run broke: {type(error).__name__}: {error}"[:2000])
        made.close()
        run.remove_topics()
        if result.wrong:
            keep = folder.with_name(f"{folder.name}-kept")
            shutil.copytree(folder, keep, dirs_exist_ok=True, ignore=shutil.ignore_patterns("filler"))
    if not result.wrong:
        shutil.rmtree(folder, ignore_errors=True)
    result.seconds = time.monotonic() - start_s
    return result


def _go(run: Run) -> None:
    plan = run.plan
    run.stand.publish_rules(run.documents[0])
    for _ in range(plan.workers):
        run.fleet.start()
    if plan.seed % 3:
        run.fleet.until_ready()
    for step in plan.steps:
        run.feed()
        time.sleep(step.wait_s)
        run.fault(step)
        if plan.seed % 2 == 0:
            run.check_commits()
    run.feed()
    run.settle()
    if plan.kind == "disk":
        (run.stand.folder / "filler").unlink(missing_ok=True)
    run.check_commits()
    run.fleet.finish()
    run.verdict()
