"""`cleantrace worker` with the detector that needs no models."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if __name__ == "__main__":
    from streams.settings import load_settings
    from streams.worker import run_worker

    sys.exit(run_worker(load_settings(), detector="tests.scale.light:load"))
