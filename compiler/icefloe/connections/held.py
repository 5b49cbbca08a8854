"""What a dialect's wrapper holds."""

from dataclasses import replace

from icefloe.connections.connection import End, Take
from icefloe.connections.given import Given
from icefloe.infer import Types
from icefloe.types import Named, Type, UnknownType, causes, union

#: The wrappers of all dialects, by the top-level package and the name of the class.
_PACKAGES = frozenset({"flowyml", "icefloe"})
_NAMES = frozenset(
    {"Dataset", "Model", "Metrics", "Parameters", "FeatureSet", "Artifact", "Report", "Prompt", "Checkpoint"}
)


def is_wrapper(type: Type) -> bool:
    """Whether values of a type are wrapped values."""
    if not isinstance(type, Named):
        return False
    package, _, name = type.path.rpartition(".")
    return name in _NAMES and package.partition(".")[0] in _PACKAGES


def held(given: Given, types: Types) -> Given:
    """A value without its wrapper; one that has none is as it is."""
    ends = tuple(_opened(end, types) for end in given.ends)
    if not is_wrapper(given.type):
        return replace(given, ends=ends)
    inside = [end.type for end in ends]
    type = union(*inside) if inside else _unknown(given.type, types)
    return replace(given, type=type, ends=ends)


def _opened(end: End, types: Types) -> End:
    if not is_wrapper(end.type):
        return end
    inside = end.port.held if end.port is not None else None
    taken = (*end.taken, Take(how="held"))
    if inside is None:
        return replace(end, type=_unknown(end.type, types), wrapper=end.type, taken=taken)
    inferred = inside.span != end.place or end.inferred
    return replace(end, type=inside.type, place=inside.span, inferred=inferred, wrapper=end.type, taken=taken)


def _unknown(wrapper: Type, types: Types) -> UnknownType:
    return UnknownType(f"what the `{types.spell(wrapper)}` holds is not known", causes.HELD)
