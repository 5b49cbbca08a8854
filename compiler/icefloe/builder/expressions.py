"""Values of the program as small expressions of the plan."""

from collections.abc import Callable

from icefloe.constants import NotLiteralError, literal_of
from icefloe.values import Items, Known, Record, Symbol, Table, Value
from icefloe_schema import plan

_OPERATORS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "+", "-", "*", "/", "//", "%", "**", "not",
     "and", "or", "format", "choice", "index"}
)  # fmt: skip


# What a plan knows of Python's own functions, with how many arguments each takes.
_TAKES = {"len": (1,), "range": (1, 2, 3), "zip": (1, 2, 3, 4), "enumerate": (1, 2)}


class Unreadable(Exception):  # noqa: N818 - it is an answer, not an error that anybody sees
    """The value cannot be said in a plan; `why` completes "… because"."""

    def __init__(self, why: str, value: Value) -> None:
        super().__init__(why)
        self.why = why
        self.value = value


def expression(value: Value, special: Callable[[Value], plan.Value | None]) -> plan.Value:
    """The expression that a value is; `special` knows the sources that it is made of."""

    def of(part: Value) -> plan.Value:
        return expression(part, special)

    found = special(value)
    if found is not None:
        return found
    match value:
        case Symbol(op="-x", operands=(operand,)):
            return made("-", plan.FromLiteral(value=0), of(operand))
        case Symbol(op=op) if op in _OPERATORS:
            return made(op, *(of(operand) for operand in value.operands))
        case Symbol(op="attribute", operands=(owner, name)):
            return made("attribute", of(owner), literal(name))
        case Items(kind=("list" | "tuple") as kind) if not _constant(value):
            return made(kind, *(of(item) for item in value.items))
        case Record():
            return _called(value, of)
        case _:
            return literal(value)


def _called(value: Record, of: Callable[[Value], plan.Value]) -> plan.Value:
    asked = got(value)
    if asked is not None:
        owner, key, default = of(asked[0]), of(asked[1]), of(asked[2])
        return made("choice", made("in", key, owner), made("index", owner, key), default)
    plain = [argument.value for argument in value.arguments if argument.name is None and not argument.star]
    word = value.path.removeprefix("builtins.")
    if len(plain) == len(value.arguments) and len(plain) in _TAKES.get(word, ()) and word != value.path:
        return made(word, *(of(one) for one in plain))
    if len(plain) == len(value.arguments) == 1 and value.path == "builtins.bool":
        return made("not", made("not", of(plain[0])))
    raise Unreadable(f"it calls `{value.path.removeprefix('builtins.')}`; put that in a step", value)


def got(value: Value) -> tuple[Value, Value, Value] | None:
    """The parts of `x.get(key, default)`, or None."""
    owner = value.receiver if isinstance(value, Record) and value.path.endswith(".get") else None
    if not isinstance(value, Record) or owner is None or not 1 <= len(value.arguments) <= 2:
        return None
    if any(argument.star for argument in value.arguments):
        return None
    key, *rest = [argument.value for argument in value.arguments]
    return owner, key, rest[0] if rest else Known(value=None, span=value.span)


def made(op: str, *operands: plan.Value) -> plan.FromExpression:
    """An expression of the plan."""
    return plan.FromExpression(op=op, operands=operands)


def text(value: Value) -> str:
    """The text that a value is, or nothing."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""


def literal(value: Value) -> plan.FromLiteral:
    """A constant as a source."""
    try:
        return plan.FromLiteral(value=literal_of(value))
    except NotLiteralError as error:
        raise Unreadable(error.why, error.value) from error


def _constant(value: Value) -> bool:
    match value:
        case Known():
            return True
        case Items():
            return all(_constant(item) for item in value.items)
        case Table():
            return all(_constant(key) and _constant(item) for key, item in value.entries)
        case _:
            return False
