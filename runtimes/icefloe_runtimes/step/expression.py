"""The operators of a plan's expressions."""

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from icefloe_runtimes.step.errors import StepFailed


def _within(item: object, container: object) -> bool:
    return operator.contains(container, item)  # type: ignore[arg-type]


def _attribute(value: object, name: object) -> object:
    # An expression comes from a document: it may look at a value, not climb out of it.
    if not isinstance(name, str) or name.startswith("_"):
        raise StepFailed(f"an expression may not take the attribute {name!r}")
    return getattr(value, name)


def _pairs(*operands: object) -> dict[object, object]:
    return dict(zip(operands[::2], operands[1::2], strict=True))


def _format(*pieces: object) -> str:
    return "".join(format(piece) for piece in pieces)


_BINARY: Mapping[str, Callable[..., object]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": _within,
    "not in": lambda item, container: not _within(item, container),
    "is": operator.is_,
    "is not": operator.is_not,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "index": operator.getitem,
    "attribute": _attribute,
}
_UNARY: Mapping[str, Callable[..., object]] = {
    "not": operator.not_,
    "len": len,
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "-x": operator.neg,
    "+x": operator.pos,
    "~x": operator.invert,
}
_ANY: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "format": _format,
        "list": lambda *operands: list(operands),
        "tuple": lambda *operands: operands,
        "dict": _pairs,
    }
)


def apply(op: str, operands: list[object]) -> object:
    """Apply an operator to values; `and`, `or` and `choice` are the caller's, as they leave operands out."""
    table = {1: _UNARY, 2: _BINARY}.get(len(operands), _ANY)
    found = table.get(op) or _ANY.get(op)
    if found is None:
        raise StepFailed(f"the operator {op!r} with {len(operands)} operands is unknown to this runtime")
    return found(*operands)
