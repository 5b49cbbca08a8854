"""`dict(…)` and `dict.fromkeys(…)`."""

from icefloe.evaluate import held, iteration
from icefloe.evaluate.iterators import Handler
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import table
from icefloe.source import Span
from icefloe.values import Argument, Known, Table, Value


def dictionary(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of `dict(…)`."""
    entries: list[tuple[Value, Value]] = []
    for argument in arguments:
        value = held.whole(machine, argument.value, span)
        if argument.name is not None:
            entries.append((Known(value=argument.name, span=argument.span), argument.value))
        elif isinstance(value, Table):
            entries.extend(value.entries)
        else:
            pairs = iteration.elements(machine, value)
            if pairs is None:
                return None
            for pair in pairs:
                inner = iteration.elements(machine, pair)
                if inner is None or len(inner) != 2:
                    return None
                entries.append((inner[0], inner[1]))
    return table(entries, machine.token(), span)


def _fromkeys(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    found = iteration.elements(machine, arguments[0].value) if 1 <= len(arguments) <= 2 else None
    value = arguments[1].value if len(arguments) == 2 else Known(value=None, span=span)
    return None if found is None else table([(key, value) for key in found], machine.token(), span)


HANDLERS: dict[str, Handler] = {"builtins.dict": dictionary, "builtins.dict.fromkeys": _fromkeys}
