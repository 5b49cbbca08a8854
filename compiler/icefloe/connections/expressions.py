"""The types of the small expressions that a plan computes between two steps."""

from collections.abc import Callable, Sequence

from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import LiteralType, Named, TupleType, Type, UnknownType, causes, union, widened
from icefloe.values import Argument, Items, Known, Record, Reference, Symbol, Table, Value
from icefloe_schema import plan

_CALLS = frozenset({"len", "zip", "enumerate", "range"})
_NOWHERE = Span(path="", line=1, column=1, end_line=1, end_column=1)
_DEEPEST = 40


def typed(source: plan.FromExpression, types: Types, leaf: Callable[[plan.Value], Type]) -> Type:
    """The type of an expression; `leaf` tells the types of the values that stand in it."""
    leaves: dict[str, Type] = {}
    value = _value(source, leaf, leaves, 0)
    found = types.of(value, leaves)
    if not isinstance(found, UnknownType):
        return found
    open_ = next((one for one in leaves.values() if isinstance(one, UnknownType)), None)
    return open_ or UnknownType(found.why, found.cause or causes.RUN_TIME)


def _value(source: plan.Value, leaf: Callable[[plan.Value], Type], leaves: dict[str, Type], depth: int) -> Value:
    """An expression as code would have it: the values in it are parameters."""
    if isinstance(source, plan.FromLiteral) and (source.value is None or isinstance(source.value, str | int)):
        return Known(value=source.value, span=_NOWHERE)
    if not isinstance(source, plan.FromExpression) or depth > _DEEPEST:
        return _leaf(leaf(source), leaves)
    if source.op == "slice":
        return _leaf(_sliced(leaf(source.operands[0])), leaves)
    operands = tuple(_value(one, leaf, leaves, depth + 1) for one in source.operands)
    match source.op:
        case "list" | "tuple":
            return Items(kind="tuple" if source.op == "tuple" else "list", items=operands, token=0, span=_NOWHERE)
        case "dict":
            pairs = tuple(zip(operands[::2], operands[1::2], strict=False))
            return Table(entries=pairs, token=0, span=_NOWHERE)
        case "formatted":
            return _leaf(Named("builtins.str"), leaves)
        case op if op in _CALLS:
            return _call(op, operands)
        case op:
            return Symbol(op=op, operands=operands, span=_NOWHERE)


def _leaf(type: Type, leaves: dict[str, Type]) -> Value:
    name = f"value {len(leaves)}"
    leaves[name] = type
    return Symbol(op="parameter", operands=(Known(value=name, span=_NOWHERE),), span=_NOWHERE)


def _call(name: str, operands: Sequence[Value]) -> Value:
    """A call of a builtin; a plan has lists where Python has iterators."""
    given = tuple(Argument(name=None, value=one, span=_NOWHERE) for one in operands)
    path = f"builtins.{name}"
    called = Reference(path=path, span=_NOWHERE)
    made = Record(path=path, function=called, arguments=given, token=0, span=_NOWHERE)
    if name == "len":
        return made
    around = (Argument(name=None, value=made, span=_NOWHERE),)
    listing = Reference(path="builtins.list", span=_NOWHERE)
    return Record(path="builtins.list", function=listing, arguments=around, token=0, span=_NOWHERE)


def _sliced(whole: Type) -> Type:
    """The type of a part of a sequence."""
    match whole:
        case TupleType(items, rest):
            return TupleType((), union(*items, *(() if rest is None else (rest,))))
        case LiteralType("builtins.str" | "builtins.bytes"):
            return widened(whole)
        case Named("builtins.list" | "builtins.str" | "builtins.bytes"):
            return whole
        case UnknownType():
            return whole
        case _:
            return UnknownType("what a part of it is is not known", causes.RUN_TIME)
