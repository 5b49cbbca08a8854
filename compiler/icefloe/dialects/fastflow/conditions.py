"""When a step runs at all: the ways out of decisions that lead to it.

A condition is a set of ways to come to a step, each a set of branches that must be taken, all of them: it is a
disjunction of conjunctions. A step that needs two that can never both run is a join: it runs if either does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from icefloe_schema import plan

_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of a decision: the port or the label that its result names."""

    source: str
    key: str | int


Condition: TypeAlias = frozenset[frozenset[Way]]
Arrival: TypeAlias = tuple[str, Way | None]

_SURE = plan.FromLiteral(value=True)
_NEVER = plan.FromLiteral(value=False)
ALWAYS: Condition = frozenset({frozenset[Way]()})


def conditions(arrivals: Mapping[str, Sequence[Arrival]]) -> dict[str, Condition]:
    """The condition of each step, from the steps that it comes from and by which way out of each."""
    found: dict[str, Condition] = {}
    # Not by recursion: a flow may be as long as it likes. A step on a circle counts as always run.
    for name in _order(arrivals):
        came = [_through(found.get(source, ALWAYS), way) for source, way in arrivals[name]]
        found[name] = _all(came)
    return found


def _order(arrivals: Mapping[str, Sequence[Arrival]]) -> list[str]:
    """The steps, each after those that it comes from."""
    done: dict[str, None] = {}
    entered: set[str] = set()
    for start in arrivals:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            entered.add(name)
            before = [one for one, _ in arrivals[name] if one in arrivals and one not in entered]
            if before:
                waiting.append(before[0])
            else:
                done[waiting.pop()] = None
    return list(done)


def _through(condition: Condition, way: Way | None) -> Condition:
    """A condition, and then a way."""
    return condition if way is None else frozenset(part | {way} for part in condition)


def _all(came: Sequence[Condition]) -> Condition:
    """What must hold for a step that comes from all of these: those that exclude each other are alternatives."""
    whole = ALWAYS
    for one in came:
        whole = _both(whole, one)
    if whole:
        return whole
    apart = [one for one in came if any(not _both(one, other) for other in came)]
    rest = ALWAYS
    for one in came:
        if one not in apart:
            rest = _both(rest, one)
    return _both(rest, shortest(frozenset(part for one in apart for part in one)))


def _both(one: Condition, other: Condition) -> Condition:
    """What holds if both hold; empty if they exclude each other."""
    if len(one) * len(other) > _MOST * _MOST:
        return one
    found = (first | second for first in one for second in other)
    return shortest(frozenset(part for part in found if _possible(part)))


def _possible(part: frozenset[Way]) -> bool:
    """Whether no decision is left by two ways at once."""
    return len({way.source for way in part}) == len(part)


def shortest(condition: Condition) -> Condition:
    """The same without the parts that another one makes needless."""
    return frozenset(part for part in condition if not any(other < part for other in condition))


def within(condition: Condition, outer: Condition) -> bool:
    """Whether one holds wherever another, the outer one, does."""
    return all(any(part <= whole for part in condition) for whole in outer)


def inside(condition: Condition, given: Condition) -> Condition:
    """What is left to be asked where something is given already."""
    sure = frozenset[Way]().union(*given)
    sure = frozenset(way for way in sure if all(way in part for part in given))
    return shortest(frozenset(part - sure for part in condition))


def through(condition: Condition, way: Way | None) -> Condition:
    """A condition, and then a way out of a decision."""
    return shortest(_through(condition, way))


def expression(
    condition: Condition,
    tests: Mapping[Way, plan.Value],
    order: Mapping[str, int],
    whole: Mapping[str, Condition] | None = None,
) -> plan.Value | None:
    """A condition as a value of a plan; None if it always holds. What decides first is asked first.

    Where all of several decisions must go one way, and `whole` has the conditions of the steps, only the last ones are
    asked: the result of one that was not run is not there, and who reads it is not run either.
    """
    found: list[plan.Value] = []
    for part in sorted(
        (_in_order(part, order) for part in condition), key=lambda part: [_place(w, order) for w in part]
    ):
        ways = part if whole is None or len(condition) > 1 else _nearest(part, tests, whole)
        values = [tests[way] for way in ways]
        if any(value == _NEVER for value in values):
            continue
        asked = [value for value in values if value != _SURE]
        if not asked:
            return None
        found.append(_joined("and", asked))
    return _joined("or", found) if found else _NEVER


def _place(way: Way, order: Mapping[str, int]) -> tuple[int, str]:
    return order.get(way.source, 0), str(way.key)


def _in_order(part: Iterable[Way], order: Mapping[str, int]) -> list[Way]:
    return sorted(part, key=lambda way: _place(way, order))


def _nearest(part: list[Way], tests: Mapping[Way, plan.Value], whole: Mapping[str, Condition]) -> list[Way]:
    """The ways of a conjunction that no later one of them comes after."""
    needless: set[Way] = set()
    kept: list[Way] = []
    for way in reversed(part):
        if way in needless:
            continue
        kept.append(way)
        before = whole.get(way.source, ALWAYS)
        if len(before) == 1 and not isinstance(tests[way], plan.FromLiteral):
            needless |= next(iter(before))
    return kept[::-1]


def _joined(op: str, values: Iterable[plan.Value]) -> plan.Value:
    found = tuple(values)
    return found[0] if len(found) == 1 else plan.FromExpression(op=op, operands=found)


def negated(value: plan.Value) -> plan.Value:
    """The opposite of a value."""
    match value:
        case plan.FromLiteral(value=bool(found)):
            return plan.FromLiteral(value=not found)
        case plan.FromExpression(op="not", operands=(inner,)):
            return inner
        case _:
            return plan.FromExpression(op="not", operands=(value,))
