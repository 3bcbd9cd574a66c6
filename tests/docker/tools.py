"""Tools that check files of the deployment: on the path, or where `docker/checks/install` puts them."""

import shutil
from pathlib import Path

import pytest

from tests.brokers import cache_folder


def tools_folder() -> Path:
    """Where `make checks` keeps tools between runs."""
    return cache_folder() / "tools"


def tool(*names: str) -> str:
    """The first of these tools that is there, or a skip that says how to get it."""
    for name in names:
        found = shutil.which(name) or shutil.which(name, path=str(tools_folder() / "bin"))
        if found is not None:
            return found
    pytest.skip(f"{' or '.join(names)} is not installed; make checks gets what it can")
