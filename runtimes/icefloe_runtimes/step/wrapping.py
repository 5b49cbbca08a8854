"""What wraps a value (`Dataset`, an atom, …), said beside it in its record."""

import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.standin.atoms import NOBODY, Atom, AtomConstructor, atom_id, made_atom
from icefloe_runtimes.standin.maps import MapResult
from icefloe_runtimes.standin.wrappers import WRAPPERS, Wrapper
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.narrow import fields, items
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

# A wrapper that holds more than these is pickled as it is.
_SAID = {"data", "name", "metadata"}
_MAPPED = "MapResult"


def taken_apart(value: object) -> tuple[object, JsonObject]:
    """Give a wrapper's value and what else the wrapper says, where that can be written down."""
    if isinstance(value, MapResult):
        return list(value), {"kind": _MAPPED, "failed": [index for index, _ in value.failures]}
    if not isinstance(value, Wrapper) or type(value) not in WRAPPERS or set(vars(value)) != _SAID:
        return value, {}
    try:
        said = {"kind": type(value).__name__, "name": value.name, "metadata": dict(value.metadata)}
        return value.data, literals.mapping(said)
    except literals.EncodeError:
        return value, {}


def name_of(entry: Entry) -> str:
    """Give the name that a value was given with its wrapper or by the plan, empty if it has none."""
    said = entry.wrapper.get("name")
    return said if isinstance(said, str) and said else entry.name


def put_together(value: object, entry: Entry) -> object:
    """Give the value in the wrapper that it was taken out of."""
    if not entry.wrapper:
        return value
    said = _said(entry)
    if said["kind"] == _MAPPED:
        failed = [int(str(index)) for index in items(said["failed"]) or ()]
        return MapResult(items(value) or (), [(index, RuntimeError(f"element {index} failed")) for index in failed])
    wrapper = next((kind for kind in WRAPPERS if kind.__name__ == said["kind"]), None)
    if wrapper is None:
        raise ArtifactError(f"{entry.file} is held by an unknown wrapper")
    made = wrapper(value, str(said["name"]))
    made.metadata = fields(said["metadata"])
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes an atom: the step, the user, and the ids of the atoms that the step was given, by their names."""

    step: str = ""
    user: str = NOBODY
    made_from: Mapping[str, str] = field(default_factory=dict[str, str])


def about_atom(made: Atom | AtomConstructor, digest: str, maker: Maker) -> JsonObject:
    """Give what is known of an atom that a step has made; its id says its content and what it was made of.

    An atom that is only handed on stays what it was.
    """
    said: dict[str, object] = {"kind": "Atom", "type": made.type, "tags": list(made.tags)}
    said["metadata"] = dict(made.metadata)
    if isinstance(made, Atom):
        return _coded(made.id, {**said, "id": made.id, "made_from": dict(made.made_from)})
    said["made_from"] = dict(maker.made_from)
    content = json.dumps(_coded(made.name, said), sort_keys=True)
    found = atom_id(made.type, maker.user, digest, content)
    return _coded(made.name, {**said, "id": found, "step": maker.step, "user": maker.user})


def _coded(name: str, said: Mapping[str, object]) -> JsonObject:
    try:
        return literals.mapping(said)
    except literals.EncodeError as error:
        raise StepFailed(f"the metadata of atom {name!r} must be plain values: {error}") from None


def atom(path: Path, entry: Entry) -> object:
    """Give the atom that stands at this path; a file that is no atom is its path."""
    if not entry.wrapper:
        return path
    said = _said(entry)
    return made_atom(
        path=path / str(said["file"]) if said.get("file") else path,
        id=str(said.get("id", "")),
        type=str(said["type"]),
        metadata=fields(said["metadata"]),
        tags=tuple(str(tag) for tag in items(said["tags"]) or ()),
        made_from={name: str(one) for name, one in fields(said.get("made_from")).items()},
    )


def _said(entry: Entry) -> dict[str, object]:
    coded: Json = entry.wrapper
    return dict(fields(literals.decode(coded)))
