"""What a step leaves beside its outputs: `outputs.json`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Literal, cast

from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.files import content
from icefloe_runtimes.step.names import folder
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

MANIFEST = "outputs.json"
_PARTS = ("outputs", "context", "catalog")
# They are made once: `json.dumps` makes a new one for each call that wants its keys in order.
_written, _sorted = json.JSONEncoder().encode, json.JSONEncoder(sort_keys=True).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stored output: its file in the step's folder, how it is written, its digest, and what kind of value it is.

    `format` is `file`, `folder`, `json`, `text`, `bytes`, `npy`, `parquet`, `pickle`, or `module:name` of a format of
    the project; `absent` is a file of which only the digest was kept. `kind` tells of the outputs that go somewhere
    by their kind (`model`, `dataset`, `metrics`, a type of atoms), and `facts` what is known of such a one. `wrapper`
    tells of the wrapper that held the value (or of the atom); `shows` are small figures to print. `place` is where a
    copy of it was brought, `name` what the plan calls it where it is registered.
    """

    file: str
    format: str
    sha256: str
    size: int
    type: str
    kind: str = ""
    facts: JsonObject = field(default_factory=dict[str, Json])
    wrapper: JsonObject = field(default_factory=dict[str, Json])
    shows: Mapping[str, str] = field(default_factory=dict[str, str])
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a step took."""

    duration_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What a step was given, and has looked at.

    `outputs` are those of other steps: `FOLDER/OUTPUT` with the SHA-256, the folder being that of the step below the
    folder of the run. `parameters` are those of the plan with their values as JSON, or their digest where that is
    long. `files` are the files that values name, with the SHA-256 of their bytes (their size, if they are large).
    """

    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    files: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of one step: done or skipped, why, its outputs by name, and what it took.

    `absent` are outputs of a step with a body that were skipped in it, each with the reason. `context` is what a
    handler has put into the context that handlers share. `catalog` are the files that it has put into the catalog, by
    their paths. `modules` are the modules of the project that it has loaded, by their paths, with their SHA-256,
    `sought` those that it has looked for there in vain.
    """

    step: str
    status: Literal["succeeded", "skipped"] = "succeeded"
    reason: str = ""
    simulated: bool = False
    outputs: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    absent: Mapping[str, str] = field(default_factory=dict[str, str])
    context: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    catalog: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    made_from: MadeFrom = field(default_factory=MadeFrom)
    modules: Mapping[str, str] = field(default_factory=dict[str, str])
    sought: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)

    def dumps(self) -> str:
        """Write it as JSON: a line for each of its parts, and for each of its outputs."""
        parts = [f'"step": {_written(self.step)}', f'"status": "{self.status}"']
        for name, entries in zip(_PARTS, (self.outputs, self.context, self.catalog), strict=True):
            if entries or name == "outputs":
                parts.append(f'"{name}": {{{_lines(entries)}}}')
        said: tuple[tuple[str, object], ...] = (
            ("reason", self.reason),
            ("simulated", self.simulated),
            ("absent", self.absent),
            ("made_from", _plain(self.made_from)),
        )
        for name, value in said:
            if value:
                parts.append(f'"{name}": {_sorted(value)}')
        if self.modules:
            parts.append(f'"modules": {{{_fields(self.modules, sorted(self.modules))}}}')
        if self.sought:
            parts.append(f'"sought": {_sorted(self.sought)}')
        usage = self.usage
        took = f'"duration_seconds": {usage.duration_seconds!r}, "cpu_seconds": {usage.cpu_seconds!r}'
        parts.append(f'"usage": {{{took}, "peak_memory_bytes": {usage.peak_memory_bytes}}}')
        return "{\n  " + ",\n  ".join(parts) + "\n}\n"


def filled(
    record: Manifest,
    *,
    outputs: Mapping[str, Entry],
    context: Mapping[str, Entry],
    catalog: Mapping[str, Entry],
    made_from: MadeFrom,
    modules: Mapping[str, str],
    sought: tuple[str, ...],
) -> Manifest:
    """Give the record of a step with what is known of it when all of it is stored."""
    return Manifest(
        step=record.step,
        status=record.status,
        reason=record.reason,
        simulated=record.simulated,
        outputs=outputs,
        absent=record.absent,
        context=context,
        catalog=catalog,
        made_from=made_from,
        modules=modules,
        sought=sought,
        usage=record.usage,
    )


def read(artifacts: Path, step: str) -> Manifest:
    """Read what a step has left."""
    path = f"{artifacts}/{folder(step)}/{MANIFEST}"
    try:
        return loads(content(path), path)
    except FileNotFoundError:
        raise ArtifactError(f"step {step!r} has left nothing in {artifacts}: run it first") from None


def loads(text: bytes | str, path: Path | str) -> Manifest:
    """Read a record, which stands at this path."""
    try:
        return _manifest(json.loads(text))
    except ValueError as error:
        raise ArtifactError(f"{path} cannot be read: {error}") from None
    except (TypeError, KeyError, AttributeError):
        raise ArtifactError(f"{path} is not the record of a step") from None


def plain_entry(entry: Entry) -> dict[str, object]:
    """Give the record of an output as plain data."""
    return _plain(entry)


def entry_of(data: Mapping[str, Any]) -> Entry:
    """Give the record of an output back; `TypeError` if it is none."""
    return _entries({"": data})[""]


def _plain(part: "Entry | MadeFrom") -> dict[str, object]:
    """The fields of a part, without those that say nothing."""
    found: dict[str, object] = {}
    for name in part.__slots__:
        value = getattr(part, name)
        if value not in ("", {}):
            found[name] = value
    return found


def _lines(entries: Mapping[str, Entry]) -> str:
    """The entries as JSON, each in a line of its own."""
    lines = ""
    for name in sorted(entries):
        entry = _plain(entries[name])
        lines += f"{',' if lines else ''}\n    {_written(name)}: {{{_fields(entry, entry)}}}"
    return lines


def _fields(part: Mapping[str, object], names: Iterable[str]) -> str:
    """Fields as JSON, in this order: each by itself, as the encoder makes functions anew for each object."""
    said = ""
    for name in names:
        said += f"{', ' if said else ''}{_written(name)}: {_value(part[name])}"
    return said


def _value(value: object) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, dict) and set(map(type, cast("dict[object, object]", value))) == {str}:
        found = cast("dict[str, object]", value)
        return f"{{{_fields(found, found)}}}"
    return _written(value)


def _manifest(data: Mapping[str, Any]) -> Manifest:
    said: dict[str, Any] = dict(data)
    for part in _PARTS:
        said[part] = _entries(data.get(part, {}))
    said["made_from"] = MadeFrom(**data.get("made_from", {}))
    said["sought"] = tuple(data.get("sought", ()))
    said["usage"] = Usage(**data["usage"])
    return Manifest(**said)


def _entries(data: Mapping[str, Any]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for name, said in data.items():
        entries[name] = Entry(**said)
        file = entries[name].file
        if not file or "/" in file or "\\" in file or "\0" in file or file in (".", ".."):
            raise TypeError
    return entries
