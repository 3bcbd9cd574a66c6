"""An erasure as its command carries it out: counted beforehand, and executed in every topic."""

from collections import Counter
from collections.abc import Sequence

import typer

from schemas.control import Control
from streams.erasure import delete_published, find_published
from streams.settings import PREFIX, Settings


def count_published(settings: Settings, control: Control) -> None:
    """Say how many trajectories an erasure would delete, by topic."""
    found = find_published(settings, settings.keyring(), [control])
    typer.echo(f"{len(found.doomed)} trajectories would be deleted")
    for topic, count in sorted(Counter(one.topic for one in found.doomed).items()):
        typer.echo(f"  {topic}: {count}")
    _warn_of_keys(found.unknown_keys)


def execute(settings: Settings, control: Control) -> None:
    """Write the tombstones of what audit records name, in every topic; workers delete what is on its way."""
    if not settings.has_key():
        typer.echo(
            f"without a key only workers delete, and in {settings.clean_topic} alone; set {PREFIX}KEY_FILE "
            "and say this again, to delete what replays have published elsewhere",
            err=True,
        )
        return
    found = find_published(settings, settings.keyring(), [control])
    typer.echo(f"{delete_published(settings, found.doomed)} trajectories deleted", err=True)
    _warn_of_keys(found.unknown_keys)


def _warn_of_keys(key_ids: Sequence[str]) -> None:
    for key_id in key_ids:
        typer.echo(
            f"audit records were written under the key {key_id}, which is not known here: whose they are "
            f"cannot be told; name it in {PREFIX}OTHER_KEYS and say this again",
            err=True,
        )
