"""A worker whose redaction processes hold the fake detector: started by tests as a process."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from streams.settings import load_settings
from streams.worker import run_worker

if __name__ == "__main__":
    sys.exit(run_worker(load_settings(), detector="fakes:load"))
