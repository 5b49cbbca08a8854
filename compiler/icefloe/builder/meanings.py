"""What a condition asks, as a text by which two of them can be told to be the same."""

from collections.abc import Mapping

from icefloe.constants import NotLiteralError
from icefloe.dialect import Reader
from icefloe.graph import Source
from icefloe.values import Function, Items, Known, Record, Reference, Symbol, Value

_DEEPEST = 30


def meaning(condition: Function, sources: Mapping[str, Source], reader: Reader) -> str:
    """What a condition returns for these sources of its parameters; nothing where its code does not show it."""
    returned = [one.value for one in reader.apply(condition, at_run=True).effects if one.kind == "return"]
    try:
        return _text(returned[0], sources, 0) if len(returned) == 1 else ""
    except NotLiteralError:
        return ""


def _text(value: Value, sources: Mapping[str, Source], depth: int) -> str:
    if depth > _DEEPEST:
        raise NotLiteralError("it cannot be told from others", value)
    match value:
        case Known(value=constant):
            return repr(constant)
        case Reference(path=path):
            return path
        case Symbol(op="parameter", operands=(Known(value=str(name)),)) if name in sources:
            return repr(sources[name])
        case Symbol(op=op, operands=operands):
            return f"{op}({', '.join(_text(one, sources, depth + 1) for one in operands)})"
        case Items(kind=kind, items=items):
            return f"{kind}({', '.join(_text(one, sources, depth + 1) for one in items)})"
        case Record(path=path, arguments=arguments):
            given = [f"{one.star}{one.name}={_text(one.value, sources, depth + 1)}" for one in arguments]
            return f"{path}({_text(value.function, sources, depth + 1)}, {', '.join(given)})"
        case _:
            raise NotLiteralError("it cannot be told from others", value)
