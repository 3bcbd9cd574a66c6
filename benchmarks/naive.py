"""The naive worker: Presidio on each text of each event, as an engineer writes it in a day."""

import sys
from typing import Any

import orjson
from measure import Meter, read_part, report
from presidio_analyzer import AnalyzerEngine

from pipelines.detection.vanilla import VanillaPresidio


def texts_of(message: dict[str, Any]) -> list[str]:
    """Every text of a message that may hold something personal."""
    texts = [context.get("title") or "" for context in message["contexts"]]
    for event in message["events"]:
        texts.extend(item["text"] for item in event.get("ocr", ()))
        if event["type"] == "key" and event["action"] == "down":
            texts.append(event["key"])
        target = event.get("target") or {}
        texts.append(target.get("name") or "")
    return [text for text in texts if text]


def analyzer() -> AnalyzerEngine:
    """Presidio with en_core_web_md, all else as it comes."""
    engine: AnalyzerEngine = VanillaPresidio().analyzer
    return engine


def main() -> None:
    """Analyze a file; a second argument bounds the messages, since this is slow."""
    engine = analyzer()
    most = int(sys.argv[2])

    def work(meter: Meter) -> dict[str, Any]:
        messages = found = 0
        for data in read_part(sys.argv[1], most, meter):
            messages += 1
            form = orjson.loads(data)
            for text in texts_of(form):
                found += len(engine.analyze(text, language="en"))
            meter.events += len(form["events"])
        return {"messages": messages, "found": found}

    report(work)


if __name__ == "__main__":
    main()
