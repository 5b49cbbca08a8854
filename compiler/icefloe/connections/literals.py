"""The types of the constants of a plan."""

from collections.abc import Sequence

from icefloe.types import NONE, LiteralType, Named, TupleType, Type, UnknownType, causes, union
from icefloe_schema.jsonvalue import Json

_TAGS = {"$float": "float", "$int": "int", "$bytes": "bytes", "$set": "set", "$pairs": "dict"}


def literal_type(value: Json) -> Type:
    """The type of a constant in its encoded form."""
    match value:
        case None:
            return NONE
        case bool() | int() | str():
            return LiteralType(f"builtins.{type(value).__name__}", value, fresh=True)
        case list() | tuple():
            return Named("builtins.list", _element(value), fresh=True)
        case {"$tuple": [*items]}:
            return TupleType(tuple(literal_type(item) for item in items))
        case {"$path": _}:
            return Named("pathlib.Path")
        case {"$ref": name}:
            return UnknownType(f"`{name}` is only looked up at run time", causes.RUN_TIME)
        case dict() if len(value) == 1 and next(iter(value)) in _TAGS:
            return Named(f"builtins.{_TAGS[next(iter(value))]}", fresh=True)
        case dict():
            text = Named("builtins.str")
            return Named("builtins.dict", (text, *_element(list(value.values()))) if value else (), fresh=True)
        case _:
            return UnknownType("it is not a constant of the plan", causes.RUN_TIME)


def _element(values: Sequence[Json]) -> tuple[Type, ...]:
    """The type arguments of a list of these constants: none for an empty one."""
    return (union(*(literal_type(value) for value in values)),) if values else ()
