"""What a step has left: its record, as whoever ran it tells, else as it stands in the step's folder."""

from hashlib import sha256
from pathlib import Path

from icefloe_runtimes.local.crew.job import Left
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.manifest import MANIFEST
from icefloe_runtimes.step.names import folder


def left_in(artifacts: Path, step: str) -> Left:
    """Read what a step has left among these artifacts."""
    path = f"{artifacts}/{folder(step)}/{MANIFEST}"
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - on the way of each step
            text = stream.read()
    except FileNotFoundError:
        raise ArtifactError(f"step {step!r} has left nothing in {artifacts}: run it first") from None
    return Left(record=manifest.loads(text, path), sha256=sha256(text).hexdigest())
