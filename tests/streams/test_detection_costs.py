"""What detection costs is counted, and nothing of what it finds is changed."""

from collections.abc import Sequence

from pipelines.detection.cache import SpanCache
from pipelines.detection.spans import Query, Span
from schemas.rules import Rules
from streams.detection_costs import CountedDetector
from tests import fakes


class Remembers(fakes.FakeDetector):
    """A fake with a memory, as the shipped detector has one."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.cache = SpanCache(b"", "scope")

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        for query in queries:
            if self.cache.get(self.cache.key(query.text)) is None:
                self.cache.put(self.cache.key(query.text), ())
        return super().detect(queries)

    def remember(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.cache.put(self.cache.key(text), ())


def queries(*texts: str) -> list[Query]:
    return [Query(text) for text in texts]


def test_texts_that_were_remembered_are_not_new() -> None:
    counted = CountedDetector(Remembers(Rules(name="r")))
    asked = queries("hi zq1", "hello", "hi zq1")
    assert counted.detect(asked) == fakes.FakeDetector(Rules(name="r")).detect(asked)
    first = counted.take_costs()
    assert (first.texts, first.new_texts) == (3, 2)
    counted.detect(queries("hello", "other"))
    second = counted.take_costs()
    assert (second.texts, second.new_texts) == (2, 1)
    assert counted.take_costs().texts == 0


def test_what_a_warm_memory_held_before_does_not_count() -> None:
    warm = Remembers(Rules(name="r"))
    warm.detect(queries("a", "b", "c"))
    counted = CountedDetector(warm)
    counted.detect(queries("a", "d"))
    costs = counted.take_costs()
    assert (costs.texts, costs.new_texts) == (2, 1)


def test_what_was_read_ahead_is_not_new() -> None:
    counted = CountedDetector(Remembers(Rules(name="r")))
    counted.read_ahead(["hi zq1", "hello"])
    assert counted.take_costs().texts == 2
    counted.detect(queries("hello", "hi zq1"))
    costs = counted.take_costs()
    assert (costs.texts, costs.new_texts) == (2, 0)


def test_a_detector_without_a_memory_reads_every_text() -> None:
    counted = CountedDetector(fakes.FakeDetector(Rules(name="r")))
    counted.detect(queries("a", "a"))
    costs = counted.take_costs()
    assert (costs.texts, costs.new_texts) == (2, 2) and costs.seconds >= 0
    assert counted.models == ("fake-1",) and counted.fingerprint["version"] == "1"
