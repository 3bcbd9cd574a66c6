"""How a command says that it cannot go on."""


class CommandFailed(Exception):  # noqa: N818
    """One line: what, where, and what to do; `status` is 1 (the work failed) or 2 (the input is wrong)."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status
