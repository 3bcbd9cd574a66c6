"""What was named under keys that are not known here: whoever goes on regardless loses or doubles it."""

from collections.abc import Iterable

from pipelines.keyring import Keyring, id_in
from streams.cli.failure import CommandFailed
from streams.settings import PREFIX


class UnknownKeys(CommandFailed):  # noqa: N818
    """Audit records that must be understood were written under a key that is not known here."""


def refuse_strangers(keys: Keyring, marks: Iterable[str], where: str) -> None:
    """Go on only if all keys are known that something was named under.

    Raises: UnknownKeys.
    """
    unknown = keys.unknown(marks)
    if not unknown:
        return
    key_id = id_in(unknown[0])
    if key_id in {key.key_id for key in keys}:
        raise UnknownKeys(
            f"{where}: was written under another key with the id {key_id}; give each key an id of its own, "
            f"and name the other one in {PREFIX}OTHER_KEYS",
            status=1,
        )
    raise UnknownKeys(
        f"{where}: was written under the key {key_id}, which is not known here; name it in "
        f"{PREFIX}OTHER_KEYS, or, if nobody has it any more, in {PREFIX}LOST_KEYS",
        status=1,
    )
