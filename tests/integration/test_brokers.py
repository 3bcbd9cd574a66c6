"""The brokers that tests and the demo stand on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streams.embedded import EmbeddedBroker, answers
from tests.brokers import ApacheKafka

_OWNER = """
import time
from streams.embedded import EmbeddedBroker
broker = EmbeddedBroker()
broker.start()
print(broker.pid, flush=True)
time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # an orphan stays a zombie where no init reaps it
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_shared_broker_answers(broker: str) -> None:
    assert all(answers(int(address.rpartition(":")[2])) for address in broker.split(","))


@pytest.mark.embedded
def test_an_embedded_broker_listens_on_loopback_and_ends(embedded_broker: str) -> None:
    with EmbeddedBroker() as own:
        pid = own.pid
        assert own.bootstrap.startswith("127.0.0.1:")
        assert own.bootstrap != embedded_broker
    assert pid is not None and not _alive(pid)


@pytest.mark.embedded
def test_an_embedded_broker_does_not_outlive_a_killed_owner(embedded_broker: str) -> None:
    owner = subprocess.Popen([sys.executable, "-c", _OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert _alive(pid)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    end_s = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < end_s:
        time.sleep(0.05)
    assert not _alive(pid)


@pytest.mark.kafka
@pytest.mark.slow
def test_apache_kafka_comes_back_with_its_data(kafka_possible: None, tmp_path: Path) -> None:
    with ApacheKafka(tmp_path, heap_mb=256) as kafka:
        node = kafka.nodes[0]
        node.kill()
        assert not answers(node.port)
        node.launch()
        node.wait()
        assert answers(node.port)
