"""Where objects come from: the module whose running made them, the names they were given, the call that made them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeAlias

from icefloe.values import Argument, Function, Items, Known, Record, Table, Value
from icefloe_schema.records import dataclass

#: The name of a function that is evaluated, and what its parameters are bound to.
Frame: TypeAlias = tuple[str, Mapping[str, Value]]


@dataclass(slots=True)
class Provenance:
    """What is known of the records of one evaluation beside what they are.

    `entry` is the traced module, `loading` are the modules that are being evaluated, the innermost last; `frames` are
    the calls of functions that are. `foreign` has the records that the running of another module of the project made
    and that the traced one has given nothing of its own, by token; `names` those that records were given.
    """

    entry: str = ""
    loading: list[str] = field(default_factory=list[str])
    frames: list[Frame] = field(default_factory=list[Frame])
    foreign: dict[int, str] = field(default_factory=dict[int, str])
    names: dict[int, dict[str, None]] = field(default_factory=dict[int, dict[str, None]])
    made_in: dict[int, Frame] = field(default_factory=dict[int, Frame])

    def made(self, record: Record) -> None:
        """Note where a record was made; one that is given something by the traced module becomes its own."""
        if self.loading and self.loading[-1] != self.entry:
            self.foreign[record.token] = self.loading[-1]
        elif isinstance(record.receiver, Record) and any(_holds_objects(a) for a in record.arguments):
            self.foreign.pop(record.receiver.token, None)
        if self.frames:
            self.made_in[record.token] = self.frames[-1]

    def named(self, value: Value, name: str) -> None:
        """Note that a record was given a name."""
        if isinstance(value, Record):
            self.names.setdefault(value.token, {}).setdefault(name)

    def arguments(self, token: int) -> tuple[str, ...]:
        """What the function was called with in which a record was made, as far as it is known, as texts; its name."""
        name, bound = self.made_in.get(token, ("", {}))
        return (*_texts(bound.values()), name)


def _texts(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        text = str(value.value) if isinstance(value, Known) and value.value is not None else ""
        if isinstance(value, Function):
            text = value.name
        yield text if len(text) <= 100 else ""


def _holds_objects(argument: Argument) -> bool:
    value = argument.value
    inner: tuple[Value, ...] = (value,)
    if isinstance(value, Items):
        inner = value.items
    elif isinstance(value, Table):
        inner = tuple(item for _, item in value.entries)
    return any(isinstance(one, Record | Function) for one in inner)
