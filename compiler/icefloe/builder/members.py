"""The steps of one pipeline before they are wired, each under an id of its own."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder.drafts import Draft, told_apart
from icefloe.builder.flows import Test
from icefloe.builder.nesting import Nested
from icefloe.builder.wiring import Given
from icefloe.graph import Port
from icefloe.source import Span
from icefloe.trace import Path
from icefloe.values import Function, Known, Table, Value
from icefloe_schema.records import dataclass

_DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One step: `of` is its definition, `added` the place that put it into the pipeline.

    `given` are values of parameters that were given with it, `tests` those of the branch that it stands in; of several
    alternatives one has to hold.
    """

    id: str
    of: Draft | Nested
    added: Span
    token: int
    given: tuple[tuple[str, Given], ...] = ()
    tests: tuple[tuple[Test, ...], ...] = ()
    path: Path = ()

    @property
    def name(self) -> str:
        """What the user called it."""
        return self.of.name

    @property
    def ports(self) -> tuple[Port, ...]:
        """Its outputs."""
        return self.of.ports


def named(members: Sequence[Member]) -> tuple[Member, ...]:
    """Steps of one name are told apart by what their factory or loop gave them; the same step twice is not."""
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(members):
        groups.setdefault(one.name, []).append(index)
    found = list(members)
    for places in groups.values():
        alike = [members[index] for index in places]
        apart = len({one.token for one in alike}) > 1
        for index, label in zip(places, _labels(alike) if apart else [""] * len(alike), strict=True):
            one = members[index]
            id = f"{one.name}[{label}]" if label else one.name
            of = told_apart(one.of, id) if label and isinstance(one.of, Draft) else one.of
            found[index] = replace(one, id=id, of=of)
    return tuple(found)


def _labels(alike: Sequence[Member]) -> Sequence[str]:
    """What tells each of several steps of one name from the others, or nothing."""
    if not all(isinstance(one.of, Draft) for one in alike):
        return [""] * len(alike)
    rows = [_texts(one) for one in alike]
    columns = list(zip(*rows, strict=False)) if len({len(row) for row in rows}) == 1 else []
    varying = [column for column in columns if len(set(column)) > 1]
    for column in (*varying, [",".join(texts) for texts in zip(*varying, strict=True)]):
        if column and all(column) and len(set(column)) == len(alike):
            return column
    return _labels_of_origin(alike)


def _labels_of_origin(alike: Sequence[Member]) -> Sequence[str]:
    """The first outputs or the modules of steps, where those tell them apart."""
    same = len({_address(one) for one in alike}) == 1
    outputs = [one.ports[0].name if one.ports and one.ports[0].declared else "" for one in alike]
    modules = [one.of.function.module for one in alike if isinstance(one.of, Draft)]
    column = outputs if same else modules
    return column if all(column) and len(set(column)) == len(column) else [""] * len(alike)


def _address(one: Member) -> tuple[str, str, int] | None:
    function = one.of.function if isinstance(one.of, Draft) else None
    return None if function is None else (function.module, function.qualname, function.ordinal)


def _texts(one: Member) -> list[str]:
    """Texts of everything that a step has from its factory, its loop or its call, in a stable order."""
    if not isinstance(one.of, Draft):
        return []
    given = [text for argument in one.of.given for text in _shown(argument.value)]
    return [*captures(one.of.function), *given]


def captures(function: Function) -> tuple[str, ...]:
    """Texts of captured values and defaults."""
    values = [*(value for _, value in function.captured), *(p.default for p in function.parameters)]
    return tuple(text for value in values for text in _shown(value))


def _shown(value: Value | None, depth: int = 0) -> list[str]:
    """The scalars of a value as texts."""
    if isinstance(value, Known) and isinstance(value.value, str | int | float | bool):
        return [str(value.value)]
    if isinstance(value, Table) and depth < _DEPTH:
        return [text for _, item in value.entries for text in _shown(item, depth + 1)]
    if isinstance(value, Function):
        return [value.name]
    return [""]
