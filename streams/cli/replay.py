"""`cleantrace replay`: a bounded range of the raw topic into a trajectory topic, a file, or a comparison."""

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from streams.replay.comparison import Comparison
    from streams.replay.order import Order
    from streams.replay.reading import Course
    from streams.replay.terms import Chosen
    from streams.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def replay(
    since: Annotated[
        str | None, typer.Option("--from", help="a date (UTC), a time with its zone, or -7d")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="the same; the range ends before it")] = None,
    from_offset: Annotated[int | None, typer.Option(min=0, help="begin by offset, in each partition")] = None,
    to_offset: Annotated[int | None, typer.Option(min=0, help="end before this offset")] = None,
    partition: Annotated[list[int] | None, typer.Option(help="only these partitions")] = None,
    topic: Annotated[str | None, typer.Option(help="trajectory topic to write to")] = None,
    output: Annotated[Path | None, typer.Option(help="file to write to, JSON lines")] = None,
    compare: Annotated[str | None, typer.Option(help="trajectory topic to compare with")] = None,
    rules: Annotated[Path | None, typer.Option(help="rules document; else the active one")] = None,
    digest: Annotated[str | None, typer.Option(help="rules digest in the rules topic")] = None,
    session: Annotated[list[str] | None, typer.Option(help="only sessions with this pseudonym")] = None,
    region: Annotated[str | None, typer.Option(help="only stretches from this region")] = None,
    app_glob: Annotated[
        str | None, typer.Option("--app", help="only stretches in which this app was used")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="redaction processes, and partitions at once")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="messages a second at most; 0: no limit")] = 0,
    deadletters: Annotated[
        bool, typer.Option("--deadletters", help="the stretches of dead letters that can be read by now")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be read")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="report as JSON on standard output")] = False,
    brokers: Annotated[str | None, typer.Option(help="bootstrap addresses")] = None,
) -> None:
    """Read a range of the raw topic again and publish it under chosen rules and today's controls.

    Live workers are not disturbed. Interrupted, the same command goes on where it was.
    """
    from streams.replay.order import Order, carry_out
    from streams.replay.run import Filters
    from streams.replay.terms import choose_rules
    from streams.replay.window import Asked, parse_asked
    from streams.settings import load_settings

    if not (topic or output or compare or dry_run):
        raise CommandFailed("say where to write: --topic NAME, --output FILE, or only --compare TOPIC")
    if topic and output:
        raise CommandFailed("name one destination: --topic or --output")
    settings = load_settings(brokers=brokers)
    settings.keyring()
    filters = Filters(frozenset(session or ()), region, app_glob)
    flags = (since, until, from_offset, to_offset)
    if deadletters:
        if any(flag is not None for flag in flags):
            raise CommandFailed("--deadletters finds its range by itself: leave out --from and --to")
        asked = Asked(from_offset=0)
    else:
        asked = parse_asked(*flags, int(time.time() * 1000))
    chosen = choose_rules(settings, rules, digest)
    order = Order(asked, filters, topic, output, compare, jobs, rate, as_json, deadletters)
    if deadletters:
        order, courses = _around_dead_letters(settings, order, chosen)
    else:
        courses = _courses(settings, order, chosen, partition)
    if not courses:
        typer.echo("no dead letter can be read by now: nothing to do", err=True)
        return
    if dry_run:
        _say_plan(settings, order, courses)
        return
    _check_topics(settings, order, chosen, courses)
    report, comparison = carry_out(settings, order, chosen, courses)
    _finish(order, report, comparison)


def _around_dead_letters(
    settings: "Settings", order: "Order", chosen: "Chosen"
) -> "tuple[Order, list[Course]]":
    from streams.replay.deadletters import around, courses_of, readable_again

    offsets = readable_again(settings)
    if not offsets:
        return order, []
    filters = replace(order.filters, offsets=offsets)
    found = replace(order, asked=around(offsets), filters=filters)
    return found, courses_of(settings, offsets, chosen.rules.trajectory)


def _courses(
    settings: "Settings", order: "Order", chosen: "Chosen", only: list[int] | None
) -> "list[Course]":
    from streams.kafka import partitions
    from streams.replay.reading import plan

    there = partitions(settings, settings.raw_topic)
    missing = sorted(set(only or ()) - set(there))
    if missing:
        raise CommandFailed(f"{settings.raw_topic}: has no partition {missing[0]}; it has {len(there)}")
    return [plan(settings, n, order.asked, chosen.rules.trajectory) for n in only or there]


def _check_topics(settings: "Settings", order: "Order", chosen: "Chosen", courses: "list[Course]") -> None:
    from streams.topics import check_destination

    if order.topic == settings.clean_topic and not chosen.is_active:
        raise CommandFailed(f"{order.topic}: is the live topic, which takes the active rules only")
    if order.topic is not None:
        now_ms = int(time.time() * 1000)
        oldest_ms = min((c.look_ms for c in courses if c.look_ms is not None), default=now_ms)
        if order.asked.from_ms is not None:
            oldest_ms = order.asked.from_ms
        check_destination(settings, order.topic, oldest_ms, now_ms)


def _say_plan(settings: "Settings", order: "Order", courses: "list[Course]") -> None:
    from streams.replay.estimate import estimate

    plan = estimate(settings, order.asked, courses, order.jobs)
    if order.as_json:
        import orjson

        typer.echo(orjson.dumps(plan).decode())
        return
    for row in plan["partitions"]:
        typer.echo(
            f"partition {row['partition']}: {row['messages']} messages in the range, "
            f"read from offset {row['look_from']} on"
        )
    took = plan["seconds"]
    time_text = "time unknown: no audit records to learn from" if took is None else f"about {took:.0f} s"
    typer.echo(f"in all {plan['messages']} messages, about {plan['bytes'] / 1e6:.1f} MB, {time_text}")


def _finish(order: "Order", report: dict[str, Any], comparison: "Comparison | None") -> None:
    from streams.replay.display import print_report

    if order.as_json:
        import orjson

        form = {**report, **({"comparison": comparison.as_json()} if comparison else {})}
        sys.stdout.buffer.write(orjson.dumps(form) + b"\n")
    else:
        print_report(report, comparison)
    failed = report["events"]["dropped"].get("failed", 0)
    if failed:
        raise CommandFailed(f"{failed} events failed: they are in no trajectory", 1)
    if not report["adds_up"]:
        raise CommandFailed("the counts do not add up; please report this", 1)
