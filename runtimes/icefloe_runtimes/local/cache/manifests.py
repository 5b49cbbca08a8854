"""What steps have left in a run, read once."""

import os
from pathlib import Path

from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.manifest import MANIFEST, Manifest
from icefloe_runtimes.step.names import folder


class Manifests:
    """The records of steps by their folders; what is only foreseen is known without a file."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[object, Manifest]] = {}
        self._foreseen: dict[str, Manifest] = {}

    def left(self, artifacts: Path, step: str) -> Manifest | None:
        """Give what a step has left in a folder of artifacts; `None` if it has left nothing."""
        at = f"{artifacts}/{folder(step)}"
        if at in self._foreseen:
            return self._foreseen[at]
        try:
            found = os.stat(f"{at}/{MANIFEST}")  # noqa: PTH116 - it is asked for each input of each step
        except OSError:
            return None
        marks = (found.st_mtime_ns, found.st_ino, found.st_size)
        if at in self._read and self._read[at][0] == marks:
            return self._read[at][1]
        try:
            made = manifest.read(artifacts, step)
        except ArtifactError:
            return None
        self._read[at] = marks, made
        return made

    def foresee(self, artifacts: Path, step: str, made: Manifest) -> None:
        """Take it that a step will leave this."""
        self._foreseen[f"{artifacts}/{folder(step)}"] = made

    def made(self, at: str, made: Manifest) -> None:
        """Know what was just left in a step's folder, without reading it again."""
        found = os.stat(f"{at}/{MANIFEST}")  # noqa: PTH116 - the same
        self._read[at] = (found.st_mtime_ns, found.st_ino, found.st_size), made
