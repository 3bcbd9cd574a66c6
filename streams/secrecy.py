"""What a process that holds raw text must never do on its way out: leave its memory on a disk.

Owns core files and the printer of logging's own errors. Linux alone knows the second lock: where core
files go through a pipe (systemd-coredump, apport) the kernel does not ask for the size limit.
"""

import contextlib
import ctypes
import logging
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # Source: linux/prctl.h


def keep_memory_private() -> None:
    """Leave no core file, however this process ends; call it anew after a process was spawned."""
    logging.raiseExceptions = False  # it prints a record's arguments when a line cannot be written
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
