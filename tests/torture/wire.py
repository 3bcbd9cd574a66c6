"""A line to a broker that can be cut, and slow: what is sent meanwhile arrives when it is whole again.

Owns a port that passes bytes on to another one. Whoever is on its two ends sees no connection close:
as when a switch is gone for a while, requests that were sent before are carried out long after.
"""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Final, Self

from streams.embedded import LOOPBACK, free_port

_CHUNK: Final = 1 << 16
_API: Final = slice(4, 6)
_PRODUCE: Final = b"\0\0"
"""What a request is about, behind its length. Source: Kafka's protocol guide, request header."""


class Wire:
    """`port` is what is told to clients, `target` where the broker listens."""

    def __init__(self) -> None:
        self.target = free_port()
        self.lag_s = 0.0
        self.caught = threading.Event()
        self._trap = b""
        self._whole = threading.Event()
        self._whole.set()
        self._sockets: list[socket.socket] = []
        self._door = socket.create_server((LOOPBACK, 0))
        self.port: int = self._door.getsockname()[1]

    @property
    def address(self) -> str:
        """Where clients connect to."""
        return f"{LOOPBACK}:{self.port}"

    def cut(self) -> None:
        """Let nothing through, in either direction."""
        self._whole.clear()

    def cut_at_writes_to(self, topic: str) -> None:
        """Be cut by the next write to a topic, which does not arrive; `caught` is set then."""
        self.caught.clear()
        self._trap = topic.encode()

    def heal(self) -> None:
        """Let everything through, what waited first."""
        self._whole.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name="wire", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._door, *self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._whole.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        self._sockets.append(client)
        self._whole.wait()
        try:
            broker = socket.create_connection((LOOPBACK, self.target))
        except OSError:
            client.close()
            return
        self._sockets.append(broker)
        for one, other, trapped in ((client, broker, True), (broker, client, False)):
            threading.Thread(target=self._pass_on, args=(one, other, trapped), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, trapped: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                time.sleep(self.lag_s)
                if trapped and self._trap and self._trap in data and data[_API] == _PRODUCE:
                    self.cut()
                    self._trap = b""
                    self.caught.set()
                self._whole.wait()
                sink.sendall(data)
        self._whole.wait()
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
