"""Which parameter of a function gets which argument."""

from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Function, Items, Known, Table, Unknown, Value


def bind(
    machine: Machine, function: Function, arguments: tuple[Argument, ...], span: Span
) -> dict[str, Value] | Unknown:
    """Which parameter gets which argument; an Unknown where that cannot be told or would fail."""
    bound: dict[str, Value] = {}
    rest: list[Value] = []
    extra: list[tuple[Value, Value]] = []
    places = [p for p in function.parameters if p.kind in {"positional", "normal"}]
    by_name = {p.name for p in function.parameters if p.kind in {"normal", "keyword"}}
    for argument in arguments:
        if argument.star:
            return Unknown(why=f"what `{argument.star}` passes is only known when it runs", span=argument.span)
        if argument.name is None:
            if places:
                bound[places.pop(0).name] = argument.value
            else:
                rest.append(argument.value)
        elif argument.name in by_name and argument.name not in bound:
            bound[argument.name] = argument.value
            places = [p for p in places if p.name != argument.name]
        else:
            extra.append((Known(value=argument.name, span=argument.span), argument.value))
    kinds = {p.kind for p in function.parameters}
    if (rest and "args" not in kinds) or (extra and "kwargs" not in kinds):
        return Unknown(why=f"the call does not fit the signature of `{function.qualname}`", span=span)
    for parameter in function.parameters:
        if parameter.kind == "args":
            bound[parameter.name] = Items(kind="tuple", items=tuple(rest), token=machine.token(), span=span)
        elif parameter.kind == "kwargs":
            bound[parameter.name] = Table(entries=tuple(extra), token=machine.token(), span=span)
        elif parameter.name not in bound:
            if parameter.default is None:
                return Unknown(why=f"`{function.qualname}` gets no value for `{parameter.name}`", span=span)
            bound[parameter.name] = parameter.default
    return bound
