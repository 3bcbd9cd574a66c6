"""`cleantrace` with the detector that needs no models in its replays: all else is the command itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if __name__ == "__main__":
    from streams.cli.main import main
    from streams.replay import order

    assert order.carry_out.__kwdefaults__ is not None
    order.carry_out.__kwdefaults__["detector"] = "tests.scale.light:load"
    main()
