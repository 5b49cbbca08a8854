"""What the tests of the examples share: running the command as users do, and golden files."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
Command = Callable[..., subprocess.CompletedProcess[str]]
Golden = Callable[[Path, str], None]


@pytest.fixture(scope="session")
def icefloe() -> Command:
    """Run `icefloe ARGUMENTS` in a folder, and hold it to its exit status."""

    def run(*arguments: str | Path, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICEFLOE_", "FORCE_COLOR"))}
        command = [sys.executable, "-m", "icefloe", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=folder, env={**kept, "NO_COLOR": "1"}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == status, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done

    return run


@pytest.fixture
def golden() -> Golden:
    """Compare a text with a committed file; with ICEFLOE_REGENERATE=1 write the file, but never in CI."""

    def compare(path: Path, text: str) -> None:
        if os.environ.get("ICEFLOE_REGENERATE") == "1":
            assert not os.environ.get("CI"), "goldens are never regenerated in CI"
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        name = path.relative_to(REPOSITORY).as_posix()
        assert path.is_file(), f"{name} is missing: `make goldens` writes it"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs: read the difference, then `make goldens`"

    return compare
