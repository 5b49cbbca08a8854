"""What waits for what in a body, by the numbers of its steps: worked out once, however often the body runs."""

from collections.abc import Mapping
from dataclasses import field

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.local.grouping import units_of
from icefloe_schema.plan import Group, Resources, Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Steps that start together, in one process one after the other: one step, or some of an execution group."""

    numbers: tuple[int, ...]
    resources: Resources | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The steps of a body, for each the steps that it needs; its units, the units that wait for each step, and for how
    many steps each unit waits."""

    steps: tuple[Step, ...]
    numbers: Mapping[str, int]
    needs: tuple[tuple[int, ...], ...]
    units: tuple[Unit, ...]
    followers: tuple[tuple[int, ...], ...] = field(repr=False)
    awaited: tuple[int, ...] = field(repr=False)


def wired(steps: tuple[Step, ...], groups: tuple[Group, ...] = ()) -> Wiring:
    """Wire the steps of a body; what it needs from around it was there before it began."""
    numbers = {step.id: number for number, step in enumerate(steps)}
    needs = tuple(tuple(numbers[edge.source] for edge in incoming(step) if edge.source in numbers) for step in steps)
    resources = {group.name: group.resources for group in groups}
    units = tuple(
        Unit(numbers=found, resources=resources[name] if name else None)
        for name, found in units_of(steps, groups, numbers, needs)
    )
    followers: list[list[int]] = [[] for _ in steps]
    awaited: list[int] = []
    for number, unit in enumerate(units):
        sources = {need for member in unit.numbers for need in needs[member]} - set(unit.numbers)
        awaited.append(len(sources))
        for source in sources:
            followers[source].append(number)
    return Wiring(
        steps=steps,
        numbers=numbers,
        needs=needs,
        units=units,
        followers=tuple(map(tuple, followers)),
        awaited=tuple(awaited),
    )


class Wirings:
    """The wirings of a run, kept by the identity of what they are of: the plan keeps that alive."""

    def __init__(self) -> None:
        self._found: dict[int, Wiring] = {}

    def of(self, steps: tuple[Step, ...], groups: tuple[Group, ...] = ()) -> Wiring:
        """Give the wiring of these steps."""
        found = self._found.get(id(steps))
        # The body of a step that builds its own may have gone, and another have come to be in its place.
        if found is None or found.steps is not steps:
            found = self._found[id(steps)] = wired(steps, groups)
        return found
