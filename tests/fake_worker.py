"""A worker whose redaction processes hold the fake detector: started by tests as a process."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from streams.settings import load_settings
from streams.worker import run_worker


async def _nothing(stream: Any) -> AsyncIterator[Any]:
    """What Faust delivers when it is suspended for ever."""
    await asyncio.Event().wait()
    yield stream


if __name__ == "__main__":
    if "--starved" in sys.argv:
        import streams.faust_app

        streams.faust_app._events = _nothing
    sys.exit(run_worker(load_settings(), detector="fakes:load"))
