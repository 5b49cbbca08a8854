"""The operators of a plan's expressions."""

import operator
from collections.abc import Callable, Container, Iterable, Mapping
from types import MappingProxyType

from icefloe_runtimes.step.errors import StepFailed


def _within(item: object, container: object) -> bool:
    if not isinstance(container, Container):
        raise StepFailed(f"nothing can be in a value of type {type(container).__name__}")
    return item in container


def _without(item: object, container: object) -> bool:
    return not _within(item, container)


def _attribute(value: object, name: object) -> object:
    # An expression comes from a document: it may look at a value, not climb out of it.
    if not isinstance(name, str) or name.startswith("_"):
        raise StepFailed(f"an expression may not take the attribute {name!r}")
    return getattr(value, name)


def _pairs(*operands: object) -> dict[object, object]:
    return dict(zip(operands[::2], operands[1::2], strict=True))


def _format(*pieces: object) -> str:
    return "".join(format(piece) for piece in pieces)


def _formatted(value: object, conversion: object, specification: object) -> str:
    if not isinstance(conversion, str) or not isinstance(specification, str) or conversion not in _CONVERSIONS:
        raise StepFailed(f"a value cannot be formatted with {conversion!r} and {specification!r}")
    return format(_CONVERSIONS[conversion](value), specification)


def _unchanged(value: object) -> object:
    return value


_CONVERSIONS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {"": _unchanged, "r": repr, "s": str, "a": ascii}
)


def _slice(value: object, *bounds: object) -> object:
    return _item(value, slice(*bounds))


def _item(value: object, key: object) -> object:
    found: Callable[[object, object], object] = operator.getitem  # type: ignore[assignment]  # any value may have items
    return found(value, key)


def _listed(make: Callable[..., Iterable[object]]) -> Callable[..., object]:
    """What goes through its operands, as a list: a value is stored and handed on."""
    return lambda *operands: list(make(*operands))


# The names that the operators have in the module `operator`.
_BINARY: Mapping[str, str] = MappingProxyType(
    {
        "==": "eq",
        "!=": "ne",
        "<": "lt",
        "<=": "le",
        ">": "gt",
        ">=": "ge",
        "is": "is_",
        "is not": "is_not",
        "+": "add",
        "-": "sub",
        "*": "mul",
        "/": "truediv",
        "//": "floordiv",
        "%": "mod",
        "**": "pow",
        "@": "matmul",
        "&": "and_",
        "|": "or_",
        "^": "xor",
        "<<": "lshift",
        ">>": "rshift",
        "index": "getitem",
    }
)
_UNARY: Mapping[str, str] = MappingProxyType(
    {"not": "not_", "-": "neg", "+": "pos", "~": "invert", "-x": "neg", "+x": "pos", "~x": "invert"}
)
_OWN: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "in": _within,
        "not in": _without,
        "attribute": _attribute,
        "len": len,
        "format": _format,
        "list": lambda *operands: list(operands),
        "tuple": lambda *operands: operands,
        "dict": _pairs,
        "formatted": _formatted,
        "slice": _slice,
        "zip": _listed(zip),
        "enumerate": _listed(enumerate),
        "range": _listed(range),
    }
)


def apply(op: str, operands: list[object]) -> object:
    """Apply an operator to values; `and`, `or` and `choice` are the caller's, as they leave operands out."""
    if op in _OWN:
        return _OWN[op](*operands)
    names = {1: _UNARY, 2: _BINARY}.get(len(operands), {})
    if op not in names:
        raise StepFailed(f"the operator {op!r} with {len(operands)} operands is unknown to this runtime")
    found: Callable[..., object] = getattr(operator, names[op])
    return found(*operands)
