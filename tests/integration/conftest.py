"""The broker with TLS, logins and an authorizer, shared by the tests that need one."""

from collections.abc import Iterator

import pytest

from tests.secure_kafka import SecureKafka, secure_node, wait_until_it_lets_in


@pytest.fixture(scope="session")
def secure_kafka(kafka_possible: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    """A secured Apache Kafka (one node) that all tests of the session share."""
    kafka = secure_node(tmp_path_factory.mktemp("secure"))
    try:
        kafka.node.launch()
        kafka.node.wait()
        wait_until_it_lets_in(kafka)
        yield kafka
    finally:
        kafka.node.stop()
