"""What kind of thing an output is, by the wrapper that it is annotated with or made as: a model, a data set, …"""

from collections.abc import Sequence

from icefloe.builder import options
from icefloe.graph import Port
from icefloe.trace import Summary
from icefloe.types import NONE, Named, Type, Union
from icefloe.values import Items, Record, Value
from icefloe_schema.jsonvalue import JsonObject

KINDS = {
    "Dataset": "dataset", "Model": "model", "Metrics": "metrics", "Parameters": "parameters",
    "FeatureSet": "feature_set", "Artifact": "artifact", "Report": "report", "Prompt": "prompt",
    "Checkpoint": "checkpoint",
}  # fmt: skip
_PACKAGES = frozenset({"flowyml", "icefloe"})


def kind(type: Type) -> str:
    """The kind of a type, of `Optional[Model]` too; an empty text for one that is no wrapper."""
    if isinstance(type, Union):
        kinds = {kind(member) for member in type.members if member != NONE}
        return kinds.pop() if len(kinds) == 1 else ""
    return _of_path(type.path) if isinstance(type, Named) else ""


def _of_path(path: str) -> str:
    package, _, rest = path.partition(".")
    return KINDS.get(rest.rpartition(".")[2], "") if package in _PACKAGES else ""


def registry(ports: Sequence[Port], summary: Summary) -> JsonObject:
    """The names under which outputs are kept, by output: those of `Model(value, name="…")` in every `return`."""
    found: dict[str, set[str]] = {port.name: set() for port in ports}
    for result in summary.returns:
        for port in ports:
            found[port.name].add(_name(_part(result.value, port)))
    return {name: names.pop() for name, names in found.items() if len(names) == 1 and names != {""}}


def _part(value: Value, port: Port) -> Value | None:
    """The part of a returned value that an output is."""
    if port.position is None:
        return None if port.key else value
    if isinstance(value, Items) and port.position < len(value.items):
        return value.items[port.position]
    return None


def _name(value: Value | None) -> str:
    if not isinstance(value, Record) or not _of_path(value.path):
        return ""
    named = options.text(value.argument("name"))
    if named or value.argument("data") is None:
        return named
    # The original's own spelling has the name first: `Model("churn", data=fitted)`.
    return options.text(value.argument("", 0))
