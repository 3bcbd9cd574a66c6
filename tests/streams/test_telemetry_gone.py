"""Somebody asks for a page and goes away: one line in the log, and no traceback."""

import threading

import pytest

from streams.telemetry.web import Web


def test_an_asker_who_went_away_leaves_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    told = threading.Event()

    def broken() -> bytes:
        told.set()
        raise BrokenPipeError

    web = Web("127.0.0.1", 0, broken, dict)
    try:
        _ask(web.port)
        assert told.wait(30)
    finally:
        web.close()
    assert "Traceback" not in capfd.readouterr().err


def _ask(port: int) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        line.recv(1)
