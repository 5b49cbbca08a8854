"""Finding the programs of others that integrations are tried with."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def program(name: str) -> str:
    """The path of a program: of this environment, or of the machine."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    return found or absent(f"{name} is not installed: pip install --group proof")


def absent(why: str) -> NoReturn:
    """Skips the test, or fails it where the proof is demanded."""
    if os.environ.get("ICEFLOE_PROOF") == "1":
        pytest.fail(f"ICEFLOE_PROOF=1, but {why}")
    pytest.skip(why)
