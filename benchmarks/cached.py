"""The best of vanilla Presidio: BatchAnalyzerEngine on a message's texts that an LRU cache does not hold."""

import sys
from collections import OrderedDict
from typing import Any

import orjson
from measure import Meter, read_part, report
from naive import analyzer, texts_of
from presidio_analyzer import BatchAnalyzerEngine

MOST_TEXTS = 200_000
"""As many as our cache holds."""


def main() -> None:
    """Analyze a file; a second argument bounds the messages."""
    batch = BatchAnalyzerEngine(analyzer_engine=analyzer())
    most = int(sys.argv[2])
    cache: OrderedDict[str, int] = OrderedDict()

    def work(meter: Meter) -> dict[str, Any]:
        messages = found = 0
        for data in read_part(sys.argv[1], most, meter):
            messages += 1
            form = orjson.loads(data)
            texts = texts_of(form)
            fresh = sorted({text for text in texts if text not in cache})
            for text, spans in zip(fresh, batch.analyze_iterator(fresh, language="en"), strict=True):
                cache[text] = len(spans)
            for text in texts:
                cache.move_to_end(text)
                found += cache[text]
            while len(cache) > MOST_TEXTS:
                cache.popitem(last=False)
            meter.events += len(form["events"])
        return {"messages": messages, "found": found}

    report(work)


if __name__ == "__main__":
    main()
