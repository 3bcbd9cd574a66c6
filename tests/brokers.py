"""Brokers for tests: Apache Kafka as a process of its own, on loopback, ended by its process id.

Owns getting the jars (through Maven, into a cache outside of the project) and starting nodes.
The embedded broker is `streams.embedded`.
"""

import base64
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from streams.embedded import LOOPBACK, answers, end_process, end_with_parent, free_port

_POM: Final = Path(__file__).parent / "pom.xml"
_START_TIMEOUT_S: Final = 240.0
_LOGGING: Final = """
status = error
appender.file.type = Console
appender.file.name = out
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


class KafkaMissingError(Exception):
    """Apache Kafka cannot be had here; the text says why."""


def cache_folder() -> Path:
    """Where downloads of the tests are kept between runs, outside of the project."""
    own = os.environ.get("CLEANTRACE_TEST_CACHE")
    if own:
        return Path(own)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "cleantrace-tests"


def kafka_jars() -> Path:
    """The folder with the broker's jars, fetched on first use.

    Raises: KafkaMissingError.
    """
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise KafkaMissingError(f"Apache Kafka needs {tool}, which is not installed")
    digest = hashlib.sha256(_POM.read_bytes()).hexdigest()[:16]
    folder = cache_folder() / f"kafka-{digest}"
    if not folder.is_dir():
        _fetch_jars(folder)
    return folder


def _fetch_jars(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        jars = Path(scratch) / "jars"
        command = ["mvn", "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={jars}"], capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode != 0 or not any(jars.glob("kafka_*.jar")):
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise KafkaMissingError(
                f"Maven could not fetch Apache Kafka: {lines[0] if lines else 'no output'}"
            )
        with contextlib.suppress(FileExistsError, OSError):
            jars.rename(folder)  # another test run may have been quicker
    if not folder.is_dir():
        raise KafkaMissingError(f"the jars of Apache Kafka could not be kept in {folder}")


class KafkaNode:
    """One node, broker and controller in one; data and configuration lie in `folder`."""

    def __init__(
        self,
        folder: Path,
        *,
        node_id: int,
        ports: Mapping[int, tuple[int, int]],
        cluster_id: str,
        properties: Mapping[str, str],
        scram_users: Sequence[str] = (),
        heap_mb: int = 512,
        behind: tuple[int, int] | None = None,
    ) -> None:
        self.port, self._controller_port = ports[node_id]
        self._behind = behind
        self._folder = folder
        self._node_id = node_id
        self._ports = ports
        self._cluster_id = cluster_id
        self._properties = properties
        self._scram_users = scram_users
        self._heap_mb = heap_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the node printed."""
        return self._folder / "kafka.log"

    def launch(self) -> None:
        """Start the node without waiting for it; its data folder is formatted on first use."""
        jars = kafka_jars()
        config = self._folder / "server.properties"
        if not config.exists():
            self._format(jars, config)
        self._process = self._java(jars, "kafka.Kafka", str(config))
        self._watcher = end_with_parent(self._process)

    def wait(self, timeout_s: float = _START_TIMEOUT_S) -> None:
        """Wait until the node answers.

        Raises: RuntimeError, with the end of its log.
        """
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s and self._process is not None and self._process.poll() is None:
            if answers(self.port):
                return
            time.sleep(0.05)
        raise RuntimeError(f"Apache Kafka did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End the node in good order; `launch` starts it again with its data."""
        if self._process is not None:
            self.resume()
            end_process(self._process, patience_s=20.0)
        self._forget()

    def kill(self) -> None:
        """End the node as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._forget()

    def freeze(self) -> None:
        """Stop the node's clock (SIGSTOP)."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen node go on."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)

    def _forget(self) -> None:
        self._process = None
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.kill()
            watcher.wait()
            if watcher.stdin is not None:
                watcher.stdin.close()

    def _java(self, jars: Path, *arguments: str) -> subprocess.Popen[bytes]:
        logging = self._folder / "log4j2.properties"
        options = [
            f"-Xmx{self._heap_mb}m",
            "-XX:TieredStopAtLevel=1",
            f"-Dlog4j2.configurationFile={logging}",
        ]
        with self.log.open("ab") as out:
            return subprocess.Popen(
                ["java", *options, "-cp", f"{jars}/*", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _format(self, jars: Path, config: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "log4j2.properties").write_text(_LOGGING)
        scram = [part for user in self._scram_users for part in ("--add-scram", user)]
        text = "".join(f"{name}={value}\n" for name, value in self._settings().items())
        config.write_text(text)
        tool = self._java(
            jars, "kafka.tools.StorageTool", "format", "-t", self._cluster_id, "-c", str(config), *scram
        )
        if tool.wait(_START_TIMEOUT_S) != 0:
            raise RuntimeError(f"Apache Kafka could not format its folder:\n{self.log.read_text()[-2000:]}")

    def _settings(self) -> dict[str, str]:
        copies = str(min(3, len(self._ports)))
        listener = f"PLAINTEXT://{LOOPBACK}:{self.port}"
        voters = ",".join(f"{n}@{LOOPBACK}:{controller}" for n, (_, controller) in self._ports.items())
        return {
            "process.roles": "broker,controller",
            "node.id": str(self._node_id),
            "controller.quorum.voters": voters,
            "listeners": f"{listener},CONTROLLER://{LOOPBACK}:{self._controller_port}",
            "advertised.listeners": listener,
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": str(self._folder / "data"),
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            "log.cleaner.backoff.ms": "500",
            **({} if self._behind is None else self._second_listener(listener, *self._behind)),
            **self._properties,
        }

    def _second_listener(self, listener: str, port: int, told: int) -> dict[str, str]:
        """One more port to listen on, and the port that clients who come by it are told."""
        controller = f"CONTROLLER://{LOOPBACK}:{self._controller_port}"
        names = ("PLAINTEXT", "CONTROLLER", "BEHIND")
        return {
            "listeners": f"{listener},BEHIND://{LOOPBACK}:{port},{controller}",
            "advertised.listeners": f"{listener},BEHIND://{LOOPBACK}:{told}",
            "listener.security.protocol.map": ",".join(f"{name}:PLAINTEXT" for name in names),
        }


class ApacheKafka:
    """A cluster on loopback; `bootstrap` is its address, `nodes` are its processes."""

    def __init__(
        self,
        folder: Path,
        *,
        size: int = 1,
        properties: Mapping[str, str] | None = None,
        scram_users: Sequence[str] = (),
        heap_mb: int = 512,
        behind: tuple[int, int] | None = None,
    ) -> None:
        """`behind` is a second port of a single node, and the one that its clients are told of."""
        self.folder = folder
        ports = {n: (free_port(), free_port()) for n in range(1, size + 1)}
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # The storage tool takes a leading dash for an option.
        cluster_id = cluster_id.replace("-", "a")
        self.nodes = [
            KafkaNode(
                folder / f"node-{n}",
                node_id=n,
                ports=ports,
                cluster_id=cluster_id,
                properties=properties or {},
                scram_users=scram_users,
                heap_mb=heap_mb,
                behind=behind,
            )
            for n in ports
        ]

    @property
    def bootstrap(self) -> str:
        """The addresses for clients."""
        return ",".join(f"{LOOPBACK}:{node.port}" for node in self.nodes)

    def start(self) -> str:
        """Start all nodes and wait until each answers."""
        try:
            for node in self.nodes:
                node.launch()
            for node in self.nodes:
                node.wait()
        except BaseException:
            self.stop()
            raise
        return self.bootstrap

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
