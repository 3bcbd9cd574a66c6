"""Fixtures that several folders of tests share: brokers, and where third-party data lies.

A test that needs what is not there is skipped with the reason. Where `CI` is set, a missing
Apache Kafka is a failure: there it must not pass silently.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.embedded import EmbeddedBroker, EmbeddedBrokerError
from tests.brokers import ApacheKafka, KafkaMissingError, kafka_jars

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with third-party data sets beside the project, or a skip that says so."""
    folder = Path(os.environ.get("CLEANTRACE_SHARED") or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("third-party data is not here: ../shared/data (or CLEANTRACE_SHARED) does not exist")
    return folder


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[str]:
    """The address of an embedded broker that all tests of the session share."""
    broker = EmbeddedBroker()
    try:
        broker.start()
    except EmbeddedBrokerError as error:
        pytest.skip(str(error))
    yield broker.bootstrap
    broker.stop()


@pytest.fixture(scope="session")
def kafka_possible() -> None:
    """Skip where Apache Kafka cannot be had; fail where `CI` is set."""
    try:
        kafka_jars()
    except KafkaMissingError as reason:
        if os.environ.get("CI"):
            pytest.fail(f"CI is set and {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def apache_kafka(kafka_possible: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Apache Kafka (one node) that all tests of the session share."""
    with ApacheKafka(tmp_path_factory.mktemp("kafka")) as kafka:
        yield kafka.bootstrap


@pytest.fixture(
    params=[
        pytest.param("embedded_broker", id="embedded", marks=pytest.mark.embedded),
        pytest.param("apache_kafka", id="apache", marks=pytest.mark.kafka),
    ]
)
def broker(request: pytest.FixtureRequest) -> str:
    """The address of a broker: each test runs against both kinds."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def prefix() -> str:
    """A beginning for the names of topics and groups that no other test has."""
    return f"t{uuid.uuid4().hex[:10]}."
