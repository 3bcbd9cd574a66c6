from tests.integration.test_secure_kafka import *
from tests.integration.test_secure_kafka import login
import pytest


@pytest.mark.parametrize("n", [1, 2])
def test_oauth(secure_kafka, prefix, tmp_path, monkeypatch, n):
    environment = login(secure_kafka, "OAUTHBEARER", tmp_path)
    use(monkeypatch, environment)
    t = time.time()
    with stand(secure_kafka.bootstrap, prefix, tmp_path) as made:
        made.feed(typed("s1", "hello zq123 there"))
        print("\nfed", time.time() - t)
        try:
            number = made.start(True, FAKE_WORKER, **environment)
            print("ready", time.time() - t)
            eventually(lambda: len(made.audits()) == 1, "an audit record")
            print("audited", time.time() - t)
            made.stop(0)
            print("stopped", time.time() - t)
        finally:
            print(made.log(0))
