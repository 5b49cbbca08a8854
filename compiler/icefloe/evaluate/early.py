"""Ways to leave a block early under a test that is not known, and where they meet again what goes on."""

from collections.abc import Iterable
from functools import reduce

from icefloe.evaluate import merge
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Exit
from icefloe.source import Span
from icefloe.trace import Each, If, Step, While
from icefloe.values import Symbol, Unknown, Value

GONE = "gone"  # how a statement ends after which nothing goes on here: every way out is among the machine's exits
IN_LOOP = "it may end inside a loop whose length is not known"


def leave(machine: Machine, kind: str, start: int | None = None) -> None:
    """Note that the block is left from the present state; objects with tokens above `start` are of this way only."""
    if kind != GONE:
        state = machine.snapshot()
        start = state.tokens if start is None else start
        machine.exits.append(Exit(kind=kind, path=tuple(machine.path), state=state, start=start))


def condition(path: Iterable[Step], span: Span) -> Value | None:
    """All tests of a path as one, or None if it has none."""
    result: Value | None = None
    for step in path:
        if isinstance(step, Each | While):
            return Unknown(why=IN_LOOP, span=span)
        if isinstance(step, If):
            test = step.test if step.taken else Symbol(op="not", operands=(step.test,), span=span)
            result = test if result is None else Symbol(op="and", operands=(result, test), span=span)
    return result


def all_of(tests: Iterable[Value], span: Span) -> Value:
    """Several tests as one that holds if all of them do."""
    return reduce(lambda one, other: Symbol(op="and", operands=(one, other), span=span), tests)


def taken(machine: Machine, mark: int, kinds: Iterable[str]) -> list[Exit]:
    """The exits since `mark` that lead here, removed from the machine's."""
    found = [one for one in machine.exits[mark:] if one.kind in kinds]
    if found:
        machine.exits[mark:] = [one for one in machine.exits[mark:] if one.kind not in kinds]
    return found


def join(machine: Machine, mark: int, base: int, kinds: frozenset[str], outcome: str, span: Span) -> str:
    """What goes on where exits of some kinds meet: `next` if anything comes here, else how the block ended."""
    found = taken(machine, mark, kinds)
    alive = outcome == "next" or outcome in kinds
    if not found:
        return "next" if alive else outcome
    if not alive:
        leave(machine, outcome)
    state = machine.snapshot() if alive else found.pop().state
    for one in reversed(found):
        test = condition(one.path[base:], span)
        if test is None:
            state = one.state
        else:
            merge.merge(machine, test, one.state, state, one.start, span)
            state = machine.snapshot()
    machine.restore(state)
    machine.path[base:] = past(machine, mark, base, span)
    return "next"


def past(machine: Machine, mark: int, base: int, span: Span) -> list[Step]:
    """The conditions of all that follows a block some of whose exits lead elsewhere."""
    return [negated(one.path[base:], span) for one in machine.exits[mark:]]


def negated(path: tuple[Step, ...], span: Span) -> If:
    """The condition of not having gone that way."""
    steps = [step for step in path if isinstance(step, If | Each | While)]
    if len(steps) == 1 and isinstance(steps[0], If):
        return If(test=steps[0].test, taken=not steps[0].taken)
    test = condition(steps, span)
    return If(test=test if test is not None else Unknown(why="it always ends before", span=span), taken=False)


def renamed(one: Exit, old: str, new: str) -> Exit:
    """An exit of one kind as one of another."""
    return Exit(kind=new, path=one.path, state=one.state, start=one.start) if one.kind == old else one


def any_of(exits: list[Exit], base: int, span: Span) -> Value:
    """The test of having gone one of several ways."""
    result: Value | None = None
    for one in exits:
        test = condition(one.path[base:], span)
        if test is None or isinstance(test, Unknown):
            return Unknown(why=IN_LOOP, span=span)
        result = test if result is None else Symbol(op="or", operands=(result, test), span=span)
    return result if result is not None else Unknown(why=IN_LOOP, span=span)


def meet(machine: Machine, mark: int, base: int, outcome: str, span: Span) -> None:
    """Go on from the state of all ways out since `mark` together with the present one, if anything comes here."""
    kinds = frozenset(one.kind for one in machine.exits[mark:])
    join(machine, mark, base, kinds, "next" if outcome != GONE else GONE, span)
