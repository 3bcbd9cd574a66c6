"""`python -m tests.fuzz.decoder --seconds 60`: fuzz the decoder, and what stands behind it, with atheris.

Coverage of `schemas` and `pipelines` guides it; messages change where JSON has its joints. The corpus
is made by code and grows in a folder (`--corpus`). It ends with 0 if no law was broken.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["schemas", "pipelines"]):
    from tests.fuzz import laws
from tests.fuzz import corpus
from tests.fuzz.mutation import mutate


def one_input(data: bytes) -> None:
    """What the fuzzer calls, over and over."""
    laws.hold(data)


def mutator(data: bytes, max_size: int, seed: int) -> bytes:
    """What the fuzzer asks for the next input: mostly a changed message, at times changed bytes."""
    if seed % 8 == 0:
        changed: bytes = atheris.Mutate(data, max_size)
        return changed
    return mutate(data, seed)[:max_size]


def main() -> None:
    """Fuzz; libFuzzer ends the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="folder that the corpus is kept in between runs")
    chosen = parser.parse_args()
    folder = chosen.corpus or Path(tempfile.mkdtemp(prefix="cleantrace-fuzz-"))
    count = corpus.write(folder)
    sys.stderr.write(f"{count} messages to begin with in {folder}\n")
    options = [
        f"-max_total_time={chosen.seconds}",
        f"-max_len={corpus.LARGEST}",
        "-timeout=20",
        "-rss_limit_mb=2048",
    ]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={folder}/", str(folder)], one_input, custom_mutator=mutator
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
