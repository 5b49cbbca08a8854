"""When a step runs at all: the ways out of decisions that lead to it.

Conditions are kept in a table and told by their numbers, each built on others: a way out of a decision that is come to
under a condition, all of several, or any of several. So a flow may have as many decisions as it likes, one after the
other, and what is asked of each step stays small.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of a decision: the port or the label that its result names."""

    source: str
    key: str | int


Arrival: TypeAlias = tuple[str, Way | None]
Condition: TypeAlias = int

ALWAYS: Condition = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One condition: a `way` under the condition `of`, or `all` or `any` of the conditions `of`."""

    how: Literal["always", "way", "all", "any"]
    of: tuple[Condition, ...] = ()
    way: Way | None = None


@dataclass(slots=True, kw_only=True)
class Conditions:
    """The conditions of one flow. `complete` are the ways of those decisions that are left by one of them for sure."""

    complete: Mapping[str, frozenset[Way]] = field(default_factory=dict[str, frozenset[Way]])
    steps: dict[str, Condition] = field(default_factory=dict[str, int])
    nodes: list[Node] = field(default_factory=lambda: [Node(how="always")])
    _known: dict[Node, Condition] = field(default_factory=lambda: {Node(how="always"): ALWAYS})
    # What holds whenever a condition holds: the ways that are taken, and the other conditions.
    _taken: list[dict[str, str | int]] = field(default_factory=lambda: [dict[str, str | int]()])
    _sure: list[frozenset[Condition]] = field(default_factory=lambda: [frozenset({ALWAYS})])

    def through(self, of: Condition, way: Way | None) -> Condition:
        """A condition, and then a way."""
        return of if way is None else self._add(Node(how="way", of=(of,), way=way))

    def all(self, parts: Iterable[Condition]) -> Condition:
        """The condition that all of these hold."""
        apart = list(dict.fromkeys(parts))
        kept = [one for one in apart if not any(one in self._sure[other] for other in apart if other != one)]
        return kept[0] if len(kept) == 1 else self._add(Node(how="all", of=tuple(sorted(kept)))) if kept else ALWAYS

    def any(self, parts: Iterable[Condition]) -> Condition:
        """The condition that one of these holds: all ways out of one decision together are the decision's own."""
        kept = list(dict.fromkeys(parts))
        while True:
            kept = [one for one in kept if not any(other in self._sure[one] for other in kept if other != one)]
            whole = self._whole(kept)
            if whole is None:
                break
            kept = list(dict.fromkeys(whole))
        return kept[0] if len(kept) == 1 else self._add(Node(how="any", of=tuple(sorted(kept))))

    def _whole(self, kept: Sequence[Condition]) -> list[Condition] | None:
        """The same with all ways out of one decision put together, if they are there."""
        groups: dict[tuple[Condition, str], list[Condition]] = {}
        for one in kept:
            node = self.nodes[one]
            if node.way is not None:
                groups.setdefault((node.of[0], node.way.source), []).append(one)
        for (of, source), members in groups.items():
            ways = frozenset(way for one in members if (way := self.nodes[one].way))
            if ways == self.complete.get(source):
                return [of, *(one for one in kept if one not in members)]
        return None

    def come(self, arrivals: Mapping[str, Sequence[Arrival]]) -> None:
        """Give each step its condition, from the steps that it comes from and by which way out of each."""
        # A step on a circle counts as always run.
        for name in _order(arrivals):
            came = [self.through(self.steps.get(source, ALWAYS), way) for source, way in arrivals[name]]
            apart = [one for one in came if any(self._excludes(one, other) for other in came)]
            rest = [one for one in came if one not in apart]
            self.steps[name] = self.all([*rest, self.any(apart)] if apart else rest)

    def _excludes(self, one: Condition, other: Condition) -> bool:
        """Whether two conditions never hold both, as they are on different ways out of one decision."""
        first, second = self._taken[one], self._taken[other]
        if len(first) > len(second):
            first, second = second, first
        return any(second.get(source, key) != key for source, key in first.items())

    def within(self, one: Condition, outer: Condition) -> bool:
        """Whether one holds wherever another, the outer one, does."""
        node = self.nodes[one]
        if one in self._sure[outer]:
            return True
        if node.how == "all":
            return all(self.within(part, outer) for part in node.of)
        return node.how == "any" and any(self.within(part, outer) for part in node.of)

    def inside(self, one: Condition, given: Condition) -> Condition:
        """What is left to be asked where something is given already."""
        if self.within(one, given):
            return ALWAYS
        node = self.nodes[one]
        parts = [self.inside(part, given) for part in node.of]
        if node.how == "way":
            return self.through(parts[0], node.way)
        return self.all(parts) if node.how == "all" else self.any(parts)

    def _add(self, node: Node) -> Condition:
        """A condition by its number."""
        if node in self._known:
            return self._known[node]
        number = self._known[node] = len(self.nodes)
        self.nodes.append(node)
        taken = [self._taken[one] for one in node.of]
        sure = [self._sure[one] for one in node.of]
        if node.how == "any":
            self._taken.append({s: k for s, k in taken[0].items() if all(one.get(s) == k for one in taken)})
            self._sure.append(frozenset({number, *(one for one in sure[0] if all(one in other for other in sure))}))
        else:
            own = {} if node.way is None else {node.way.source: node.way.key}
            self._taken.append({s: k for one in (*taken, own) for s, k in one.items()})
            self._sure.append(frozenset({number}).union(*sure))
        return number


def _order(arrivals: Mapping[str, Sequence[Arrival]]) -> list[str]:
    """The steps, each after those that it comes from."""
    done: dict[str, None] = {}
    entered: set[str] = set()
    for start in arrivals:
        waiting = [] if start in done else [start]
        while waiting:
            name = waiting[-1]
            entered.add(name)
            before = next((one for one, _ in arrivals[name] if one in arrivals and one not in entered), None)
            if before is not None:
                waiting.append(before)
            else:
                done[waiting.pop()] = None
    return list(done)
