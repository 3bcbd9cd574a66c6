"""How much a worker takes in before it waits: closed stretches, and raw bytes that are not done.

Open stretches alone never stop the reading: they close only by what is read next. Nor do a few that wait:
with many people some always do, and each redaction process must find its next one there.
"""

import asyncio
from typing import Final

FEW_WAITING: Final = 16


class Room:
    """`held_back` says that reading waits for stretches to be done."""

    def __init__(self, max_waiting: int, max_open_bytes: int) -> None:
        self._max_waiting = max_waiting
        self._max_open_bytes = max_open_bytes
        self._few_waiting = min(FEW_WAITING, max_waiting)
        self._space = asyncio.Event()
        self.waiting = 0
        self.open_bytes = 0
        self.held_back = False

    def add(self, stretches: int, open_bytes: int) -> None:
        """Note how many more stretches wait, and how many more raw bytes are not done."""
        self.waiting += stretches
        self.open_bytes += open_bytes
        if not self._is_full():
            self._space.set()

    async def enough(self) -> None:
        """Wait until there is room for another message."""
        while self._is_full():
            self.held_back = True
            self._space.clear()
            await self._space.wait()
        self.held_back = False

    def _is_full(self) -> bool:
        if self.waiting >= self._max_waiting:
            return True
        return self.waiting > self._few_waiting and self.open_bytes > self._max_open_bytes
