"""Where the runs of a bundle are kept."""

import os
import tempfile
from pathlib import Path

from icefloe_runtimes.step.errors import UsageError


def workspace(root: Path, wanted: str | None) -> Path:
    """Give the folder for runs: the wanted one, else `.icefloe`, else one of its own where nothing can be written."""
    place = Path(wanted) if wanted else root / ".icefloe"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if wanted:
            raise UsageError(f"--workspace {wanted}: {error.strerror}") from None
        return Path(tempfile.mkdtemp(prefix="icefloe-runs-"))
    if os.access(place, os.W_OK | os.X_OK):
        return place
    if wanted:
        raise UsageError(f"--workspace {wanted}: it cannot be written")
    return Path(tempfile.mkdtemp(prefix="icefloe-runs-"))
