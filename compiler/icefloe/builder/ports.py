"""What a step gives: its declared outputs, or the whole returned value under the step's name."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder import options
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.connections import keys_of
from icefloe.dialect import Reader
from icefloe.graph import Port
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import Type, UnknownType, union
from icefloe.values import Known, Table, Value


def ports(name: str, layer: Layer, summary: Summary, reader: Reader, notes: Notes) -> tuple[Port, ...]:
    """The outputs: as declared, or the whole returned value under the step's name."""
    declared = options.names(layer.argument("outputs", 1), "outputs", notes)
    returned = reader.types.returned(summary)

    def port(asset: str, span: Span, position: int | None, is_declared: bool) -> Port:
        return Port(
            name=asset,
            type=returned.type if position is None else reader.types.element(returned.type, position, len(names)),
            span=span,
            type_span=returned.place(position, len(names)),
            inferred=returned.inferred,
            position=position,
            declared=is_declared,
        )

    names = declared or ((name, summary.function.name_span),)
    if len(names) == 1:
        return (port(*names[0], None, bool(declared)),)
    positioned = tuple(port(asset, span, index, True) for index, (asset, span) in enumerate(names))
    return _keyed(positioned, summary, returned.type, reader) or positioned


def _keyed(found: Sequence[Port], summary: Summary, returned: Type, reader: Reader) -> tuple[Port, ...]:
    """The outputs as entries of a dictionary, where that is what the function certainly returns."""
    keys = keys_of(returned, reader.types)
    if keys is not None:
        by_key = {key.name: key.type for key in keys}
        if all(port.name in by_key for port in found):
            return tuple(replace(port, type=by_key[port.name], position=None, key=port.name) for port in found)
    tables = [entries(back.value) for back in summary.returns]
    whole = [table for table in tables if table is not None and all(port.name in table for port in found)]
    if not whole or len(whole) != len(tables):
        return ()
    made: list[Port] = []
    for port in found:
        type = union(*(reader.types.of(table[port.name]) for table in whole))
        known = port.type if isinstance(type, UnknownType) else type
        made.append(replace(port, type=known, position=None, key=port.name))
    return tuple(made)


def entries(value: Value) -> dict[str, Value] | None:
    """The entries of a dictionary whose keys are texts, or None."""
    if not isinstance(value, Table):
        return None
    return {key.value: item for key, item in value.entries if isinstance(key, Known) and isinstance(key.value, str)}
