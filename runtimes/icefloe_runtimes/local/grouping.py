"""Which steps of a body start together, in one process: those of an execution group, as far as their needs allow it."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Group, Step

Needs: TypeAlias = Sequence[Sequence[int]]
# The name of a group, "" for a step by itself, and the numbers of its steps.
Named: TypeAlias = tuple[str, tuple[int, ...]]


def units_of(
    steps: tuple[Step, ...], groups: tuple[Group, ...], numbers: Mapping[str, int], needs: Needs
) -> tuple[Named, ...]:
    """Give the units of a body, in the order of their first steps.

    A group is one unit, unless one of its steps needs a step from outside that itself needs one of the group: there it
    is cut. A step with bodies is always by itself.
    """
    found: list[Named] = []
    for group in groups:
        own = [numbers[name] for name in dict.fromkeys(group.steps) if name in numbers]
        leaves = [number for number in own if not has_bodies(steps[number])]
        found += [(group.name, tuple(piece)) for piece in _pieces(leaves, needs) if len(piece) > 1]
    found = _without_circles(_once(found), needs)
    taken = [number for _name, piece in found for number in piece]
    singles = set(range(len(steps))).difference(taken)
    return tuple(sorted((*found, *(("", (number,)) for number in singles)), key=lambda one: one[1]))


def _once(found: list[Named]) -> list[Named]:
    """A step that is in two groups is in the first one."""
    seen: set[int] = set()
    kept: list[Named] = []
    for name, piece in found:
        if not seen.intersection(piece):
            kept.append((name, piece))
            seen.update(piece)
    return kept


def _pieces(own: list[int], needs: Needs) -> list[list[int]]:
    """Cut a group where a step of it waits for somebody else who waits for the piece before it.

    The level of a step is the number of pieces that must have ended before it begins.
    """
    if len(own) < 2:
        return []
    members = set(own)
    levels: dict[int, int] = {}
    pieces: list[list[int]] = [[]]
    for number in range(min(own), max(own) + 1):
        sources = [(need, levels.get(need, 0)) for need in needs[number]]
        if number not in members:
            levels[number] = max((level + (need in members) for need, level in sources), default=0)
            continue
        # In its own order a group goes on; it never comes back to an earlier piece.
        level = max(len(pieces) - 1, *(level for _need, level in sources), 0)
        if level >= len(pieces):
            pieces.append([])
        levels[number] = len(pieces) - 1
        pieces[-1].append(number)
    return pieces


def _without_circles(found: list[Named], needs: Needs) -> list[Named]:
    """Leave out the units that wait for one another in a circle: their steps go one by one."""
    while found:
        unit_of = {number: index for index, (_name, piece) in enumerate(found) for number in piece}
        stuck = _stuck(needs, unit_of)
        if not stuck:
            return found
        found = [one for index, one in enumerate(found) if index not in stuck]
    return found


def _stuck(needs: Needs, unit_of: Mapping[int, int]) -> set[int]:
    """The units that never could start."""
    count = len(unit_of)
    node = [unit_of.get(number, count + number) for number in range(len(needs))]
    awaited: dict[int, set[int]] = {one: set() for one in node}
    followers: dict[int, list[int]] = {one: [] for one in node}
    for number, sources in enumerate(needs):
        for source in sources:
            if node[source] != node[number] and node[source] not in awaited[node[number]]:
                awaited[node[number]].add(node[source])
                followers[node[source]].append(node[number])
    left = {one: len(sources) for one, sources in awaited.items()}
    ready = [one for one, waits in left.items() if not waits]
    while ready:
        one = ready.pop()
        del left[one]
        for after in followers[one]:
            left[after] -= 1
            if not left[after]:
                ready.append(after)
    return {one for one in left if one < count}
