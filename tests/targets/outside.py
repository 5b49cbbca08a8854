"""Finding the tools of others, and saying so when one is not there."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRED = "ICEFLOE_PROOF"


def tool(name: str) -> str:
    """The path of a program: of this environment, or of the machine."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    return found or absent(f"{name} is not installed: pip install --group proof")


def absent(why: str) -> NoReturn:
    """Skips the test, or fails it where the proof is demanded."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {why}")
    pytest.skip(why)
