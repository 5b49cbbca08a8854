"""A value of a plan as a reader of a picture expects it: `evaluate.accuracy > 0.9`."""

import json

from icefloe_schema import literals
from icefloe_schema.plan import (
    ExpressionGuard,
    FromAtom,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FromRan,
    FunctionGuard,
    Value,
)

_DEPTH = 8
_AROUND = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}


def guard(found: ExpressionGuard | FunctionGuard) -> str:
    """The condition under which a step runs; `…` stands for what has no short spelling."""
    if isinstance(found, ExpressionGuard):
        return spelled(found.test)
    name = found.function.qualname.rpartition(".")[2]
    call = "…" if name == "<lambda>" else f"{name}({', '.join(binding.parameter for binding in found.bindings)})"
    return f"not {call}" if found.negate else call


def spelled(value: Value, depth: int = 0) -> str:
    """A value in Python's words."""
    match value:
        case FromOutput():
            return value.name if value.name == value.step else f"{value.step}.{value.name}"
        case FromParameter() | FromItem() | FromAtom():
            return value.name
        case FromLiteral():
            return _literal(value)
        case FromRan():
            return f"{value.step} ran"
        case FromExpression() if depth < _DEPTH:
            return _expression(value.op, value.operands, depth + 1)
        case _:
            return "…"


def _literal(value: FromLiteral) -> str:
    try:
        return repr(literals.decode(value.value))
    except (ValueError, TypeError):
        return json.dumps(value.value)


def _expression(op: str, operands: tuple[Value, ...], depth: int) -> str:
    parts = [spelled(operand, depth) for operand in operands]
    inner = [
        f"({part})" if isinstance(one, FromExpression) and one.op not in _TIGHT else part
        for part, one in zip(parts, operands, strict=True)
    ]
    if op in _AROUND:
        start, end = _AROUND[op]
        return f"{start}{', '.join(parts)}{end}"
    if op in {"not", "-x", "+x", "~x"} and len(inner) == 1:
        return f"{op.removesuffix('x')}{' ' if op == 'not' else ''}{inner[0]}"
    if op == "index" and len(inner) == 2:
        return f"{inner[0]}[{parts[1]}]"
    if op == "attribute" and len(inner) == 2:
        return f"{inner[0]}.{parts[1].strip(_QUOTES)}"
    if op == "len" and len(inner) == 1:
        return f"len({parts[0]})"
    if op == "choice" and len(inner) == 3:
        return f"{inner[1]} if {inner[0]} else {inner[2]}"
    if op in _INFIX and len(inner) > 1:
        return f" {op} ".join(inner)
    return "…"


_QUOTES = "'\""
_TIGHT = frozenset({"index", "attribute", "len", "list", "tuple", "set"})
_INFIX = frozenset(
    "+ - * / // % ** @ << >> & | ^ == != < <= > >= in is and or".split()  # noqa: SIM905 - as a row it is readable
) | {"not in", "is not"}
