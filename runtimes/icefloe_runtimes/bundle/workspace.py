"""Where the runs of a bundle are kept."""

import os
import tempfile
from pathlib import Path

from icefloe_runtimes.step.errors import UsageError


def workspace(root: Path, wanted: str | None) -> tuple[Path, str]:
    """Give the folder for runs, and what is to be told of it.

    It is the wanted one, else `.icefloe`, else one of its own where that cannot be written.
    """
    place = Path(wanted) if wanted else root / ".icefloe"
    hindrance = _hindrance(place)
    if not hindrance:
        return place, ""
    if wanted:
        raise UsageError(f"--workspace {wanted}: {hindrance}")
    made = Path(tempfile.mkdtemp(prefix="icefloe-runs-"))
    return made, f"{place} cannot be written ({hindrance}), so that this run is kept in {made}"


def _hindrance(place: Path) -> str:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return str(error.strerror)
    return "" if os.access(place, os.W_OK | os.X_OK) else "it is closed to writing"
