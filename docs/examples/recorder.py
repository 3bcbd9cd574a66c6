"""A recorder's half, as small as it can be: raw messages (JSON lines) from standard input to Kafka.

    python docs/examples/recorder.py < messages.jsonl

Two things matter. The key is the session, so that a session's messages stay in order in one
partition. And idempotence is on: without it a retry may swap messages inside a session, and what
then comes too late is counted as `late` and lost.
"""

import json
import os
import sys

from confluent_kafka import Producer

TOPIC = os.environ.get("CLEANTRACE_RAW_TOPIC", "interactions.raw")


def main() -> int:
    """Send all lines; the exit status says whether all arrived."""
    producer = Producer(
        {
            "bootstrap.servers": os.environ.get("CLEANTRACE_BROKERS", "localhost:9092"),
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            "message.max.bytes": 5 * 1024 * 1024,
        }
    )
    failed = []
    sent = 0
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        key = json.loads(line)["session_id"]
        producer.produce(
            TOPIC, line.strip(), key, on_delivery=lambda error, _: failed.append(error) if error else None
        )
        producer.poll(0)
        sent += 1
    producer.flush(60)
    sys.stderr.write(f"{sent - len(failed)} of {sent} messages arrived\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
