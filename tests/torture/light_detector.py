"""The detector of redaction processes in most runs: without models, and without loading Presidio's analyzer.

The anonymizer, whose operators are in use, does without the analyzer where it is not installed; so
a worker starts with a second less of processor time, of which a machine under torture has too little.
"""

import sys
from typing import Any

sys.modules.setdefault("presidio_analyzer", None)  # type: ignore[arg-type]


def load(*given: Any, **more: Any) -> Any:
    """A detector, as redaction processes make one."""
    from tests.torture.detector import load as plain

    return plain(*given, **more)
