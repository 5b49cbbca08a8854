"""A value of a plan as a reader of a picture expects it: `evaluate.accuracy > 0.9`."""

from icefloe_schema import operations
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
from icefloe_schema.words import literal

_DEPTH = 8


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
            return literal(value.value)
        case FromRan():
            return f"{value.step} ran"
        case FromExpression() if depth < _DEPTH:
            return _expression(value.op, value.operands, depth + 1)
        case _:
            return "…"


def _expression(op: str, operands: tuple[Value, ...], depth: int) -> str:
    parts = [spelled(operand, depth) for operand in operands]
    inner = [
        f"({part})" if isinstance(one, FromExpression) and one.op not in operations.TIGHT else part
        for part, one in zip(parts, operands, strict=True)
    ]
    return operations.spelled(op, parts, inner) or "…"
