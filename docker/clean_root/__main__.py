"""Builds the image's file system without a container engine and tries it: a check, not a way to ship.

    sudo .venv/bin/python docker/clean_root [FOLDER]

FOLDER keeps the roots (a new one under the temporary folder by default); a Debian base that is there is used
again. The image is then tried in a network namespace of its own that has nothing but loopback.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from building import PROJECT, build

DOCKERFILE: Final = PROJECT / "docker" / "Dockerfile"
TOOLS: Final = ("debootstrap", "chroot", "unshare", "mount", "ip")
ALONE: Final = 'ip link set lo up && exec "$@"'


def main() -> None:
    """Build, then try what was built where there is no network."""
    if os.geteuid() != 0:
        raise SystemExit("clean_root: this needs root: chroot, mounts and debootstrap do")
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise SystemExit(f"clean_root: {tool} is not installed")
    words = sys.argv[1:]
    is_try = words[:1] == ["--try"]
    words = words[is_try:]
    folder = Path(words[0] if words else tempfile.mkdtemp(prefix="cleantrace-root-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    text = DOCKERFILE.read_text("utf-8")
    if not is_try:
        build(text, folder)
        again = [sys.executable, str(Path(__file__).parent), "--try", str(folder)]
        raise SystemExit(subprocess.run(["unshare", "--net", "sh", "-c", ALONE, "sh", *again]).returncode)
    from trying import try_out

    raise SystemExit(try_out(build(text, folder, afresh=False)))


if __name__ == "__main__":
    main()
