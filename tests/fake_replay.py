"""A replay of its own process with the detector of the tests: arguments are partition, topic, offset."""

import sys

from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.settings import load_settings


def main() -> None:
    """Replay from an offset on into a topic, slowly enough to be killed."""
    settings = load_settings()
    topic, rate = sys.argv[1], float(sys.argv[2])
    chosen = choose_rules(settings, None, None)
    asked = Asked(from_offset=0)
    order = Order(asked, Filters(), topic, None, None, 1, rate, True)
    carry_out(
        settings, order, chosen, [plan(settings, 0, asked, chosen.rules.trajectory)], detector="fakes:load"
    )


if __name__ == "__main__":
    main()
