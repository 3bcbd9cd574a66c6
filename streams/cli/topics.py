"""`cleantrace topics`: make all topics, or check them."""

from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed
from streams.cli.topics_acls import acls

if TYPE_CHECKING:
    from streams.topics import Report

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Make or check all topics, and who may use them."
)
app.command("acls")(acls)

Brokers = Annotated[
    str | None, typer.Option("--brokers", help="Kafka's addresses; else CLEANTRACE_BROKERS.", metavar="HOSTS")
]


@app.command()
def create(
    partitions: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Partitions of raw, trajectory and audit topics. [default: 8]"),
    ] = None,
    replication: Annotated[
        int | None, typer.Option(min=1, max=10, help="Copies of each. [default: 3, or as many as brokers]")
    ] = None,
    keep_raw: Annotated[str, typer.Option(help="How long raw messages are kept.")] = "1d",
    keep_clean: Annotated[str, typer.Option(help="How long trajectories are kept; `forever`.")] = "90d",
    brokers: Brokers = None,
) -> None:
    """Make the topics that are missing; check those that are there, and tell every difference."""
    from streams import topics
    from streams.settings import load_settings

    layout = topics.Layout(
        partitions=partitions,
        replication=replication,
        raw_retention_ms=_kept(keep_raw, "--keep-raw"),
        clean_retention_ms=_kept(keep_clean, "--keep-clean"),
    )
    if layout.raw_retention_ms < topics.MIN_RAW_RETENTION_MS:
        raise CommandFailed(f"--keep-raw {keep_raw}: raw messages are kept for 2h at least, and not for ever")
    least_ms = layout.raw_retention_ms + topics.DAY_MS
    if layout.clean_retention_ms != topics.FOREVER and layout.clean_retention_ms < least_ms:
        raise CommandFailed(
            f"--keep-clean {keep_clean}: keep trajectories at least a day longer than raw messages"
        )
    _tell(topics.create_topics(load_settings(brokers=brokers), layout))


@app.command()
def check(brokers: Brokers = None) -> None:
    """Check all topics and make none; ends with 1 if one is not as it must be."""
    from streams.settings import load_settings
    from streams.topics import check_topics

    _tell(check_topics(load_settings(brokers=brokers)))


def _kept(text: str, flag: str) -> int:
    from streams.durations import parse_duration_ms
    from streams.topics import FOREVER

    if text == "forever":
        return FOREVER
    try:
        return parse_duration_ms(text)
    except ValueError as error:
        raise CommandFailed(f"{flag}: {error}") from None


def _tell(report: "Report") -> None:
    for line in report.made:
        typer.echo(f"made   {line}")
    for name in report.there:
        typer.echo(f"there  {name}")
    for line in report.differences:
        typer.echo(f"differs  {line}")
    if report.differences:
        count = len(report.differences)
        raise CommandFailed(
            f"{count} {'setting is' if count == 1 else 'settings are'} not as they must be; "
            "change them with Kafka's own tools (kafka-configs), then run: cleantrace topics check",
            status=1,
        )
