"""How much a worker takes in: it waits for what waits, and never for what is only open."""

import asyncio

import pytest

from streams.room import FEW_WAITING, Room


def is_held(room: Room) -> bool:
    async def asked() -> bool:
        try:
            await asyncio.wait_for(room.enough(), 0.01)
        except TimeoutError:
            return True
        return False

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("waiting", "open_bytes", "held"),
    [
        (0, 10**12, False),
        (FEW_WAITING, 10**12, False),
        (FEW_WAITING + 1, 1_000, False),
        (FEW_WAITING + 1, 1_001, True),
        (99, 0, False),
        (100, 0, True),
    ],
)
def test_reading_waits_for_many_closed_stretches_or_for_much_behind_some(
    waiting: int, open_bytes: int, held: bool
) -> None:
    room = Room(100, 1_000)
    room.add(waiting, open_bytes)
    assert is_held(room) is held


def test_reading_goes_on_when_there_is_room_again() -> None:
    async def main() -> None:
        room = Room(1, 1_000)
        room.add(1, 0)
        held = asyncio.create_task(room.enough())
        await asyncio.sleep(0)
        assert room.held_back
        room.add(-1, 0)
        await held
        assert not room.held_back

    asyncio.run(main())
