"""What a handler says that its inputs are."""

from icefloe.dialects.fastflow.signature import Taken
from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import AnyType, Named, Type, TypedDictType, UnknownType, causes
from icefloe.values import Function
from icefloe_schema.records import dataclass

_TABLES = frozenset({"builtins.dict", "collections.abc.Mapping", "collections.abc.MutableMapping"})
_UNTYPED = UnknownType("the handler does not say what its inputs are", causes.NO_PARAMETER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The type of the dictionary in which a handler gets the results of other steps, and where it is written."""

    type: Type = _UNTYPED
    span: Span | None = None

    def entry(self, name: str) -> Type:
        """The type of one result in it."""
        match self.type:
            case TypedDictType(_, keys):
                return next((key.type for key in keys if key.name == name), AnyType())
            case Named(path, (_, value)) if path in _TABLES:
                return value
            case Named(path, ()) if path in _TABLES:
                return AnyType()
            case AnyType() | UnknownType():
                return self.type
            case _:
                return _UNTYPED


def inputs(function: Function, taken: Taken, types: Types) -> Inputs:
    """What the annotation of a handler's inputs says."""
    formal = next((one for one in function.parameters if one.name == taken.inputs), None)
    if formal is None or formal.annotation is None:
        return Inputs()
    whole = types.annotation(formal.annotation)
    if isinstance(whole, Named):
        declaration = types.declaration(whole.path)
        if declaration is not None and declaration.keys is not None:
            whole = TypedDictType(whole.path, declaration.keys)
    return Inputs(type=whole, span=formal.span)
