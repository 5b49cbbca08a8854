"""What wraps a value (`Dataset`, an atom, …), said beside it in its record."""

from pathlib import Path

from icefloe_runtimes.standin.atoms import Atom, AtomConstructor
from icefloe_runtimes.standin.wrappers import WRAPPERS, Wrapper
from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.narrow import fields, items
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject

# A wrapper that holds more than these is pickled as it is.
_SAID = {"data", "name", "metadata"}


def taken_apart(value: object) -> tuple[object, JsonObject]:
    """Give a wrapper's value and what else the wrapper says, where that can be written down."""
    if not isinstance(value, Wrapper) or type(value) not in WRAPPERS or set(vars(value)) != _SAID:
        return value, {}
    try:
        said = {"kind": type(value).__name__, "name": value.name, "metadata": dict(value.metadata)}
        return value.data, literals.mapping(said)
    except literals.EncodeError:
        return value, {}


def put_together(value: object, entry: Entry) -> object:
    """Give the value in the wrapper that it was taken out of."""
    if not entry.wrapper:
        return value
    said = _said(entry)
    wrapper = next((kind for kind in WRAPPERS if kind.__name__ == said["kind"]), None)
    if wrapper is None:
        raise ArtifactError(f"{entry.file} is held by an unknown wrapper")
    made = wrapper(value, str(said["name"]))
    made.metadata = fields(said["metadata"])
    return made


def about_atom(made: AtomConstructor) -> JsonObject:
    """Give what a step says of an atom that it has made."""
    said = {"kind": "Atom", "type": made.type, "tags": list(made.tags), "metadata": dict(made.metadata)}
    try:
        return literals.mapping(said)
    except literals.EncodeError as error:
        raise StepFailed(f"the metadata of atom {made.name!r} must be plain values: {error}") from None


def atom(path: Path, entry: Entry) -> object:
    """Give the atom that stands at this path; a file that is no atom is its path."""
    if not entry.wrapper:
        return path
    said = _said(entry)
    return Atom(
        path=path,
        id=f"{said['type']}-{entry.sha256[:8]}",
        type=str(said["type"]),
        metadata=fields(said["metadata"]),
        tags=tuple(str(tag) for tag in items(said["tags"]) or ()),
    )


def _said(entry: Entry) -> dict[str, object]:
    coded: Json = entry.wrapper
    return dict(fields(literals.decode(coded)))
