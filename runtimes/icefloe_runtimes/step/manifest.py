"""What a step leaves beside its outputs: `outputs.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Any, Literal

from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.names import folder
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

MANIFEST = "outputs.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stored output: its file in the step's folder, how it is written, its digest, and what kind of value it is.

    `wrapper` tells of the wrapper that held the value (or of the atom); `shows` are small figures to print.
    """

    file: str
    format: Literal["json", "text", "bytes", "pickle", "file", "folder"]
    sha256: str
    size: int
    type: str
    wrapper: JsonObject = field(default_factory=dict[str, Json])
    shows: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a step took."""

    duration_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of one step: done or skipped, why, its outputs by name, and what it took.

    `absent` are outputs of a step with a body that were skipped in it, each with the reason. `context` is what a
    handler has put into the context that handlers share.
    """

    step: str
    status: Literal["succeeded", "skipped"] = "succeeded"
    reason: str = ""
    simulated: bool = False
    outputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    absent: Mapping[str, str] = field(default_factory=dict[str, str])
    context: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    usage: Usage = field(default_factory=Usage)

    def dumps(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


def read(artifacts: Path, step: str) -> Manifest:
    """Read what a step has left."""
    path = artifacts / folder(step) / MANIFEST
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"step {step!r} has left nothing in {artifacts}: run it first") from None
    except ValueError as error:
        raise ArtifactError(f"{path} cannot be read: {error}") from None
    try:
        return _manifest(data)
    except (TypeError, KeyError, AttributeError):
        raise ArtifactError(f"{path} is not the record of a step") from None


def _manifest(data: Mapping[str, Any]) -> Manifest:
    outputs, context = (_entries(data.get(part, {})) for part in ("outputs", "context"))
    rest = {key: item for key, item in data.items() if key not in ("outputs", "context", "usage")}
    return Manifest(outputs=outputs, context=context, usage=Usage(**data["usage"]), **rest)


def _entries(data: Mapping[str, Any]) -> dict[str, Entry]:
    entries = {name: Entry(**entry) for name, entry in data.items()}
    for entry in entries.values():
        if not entry.file or entry.file != Path(entry.file).name or entry.file in (".", ".."):
            raise TypeError
    return entries
