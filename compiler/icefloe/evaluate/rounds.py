"""Bodies that are run once for every round of a loop whose rounds are not known."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce

import libcst as cst

from icefloe.evaluate import early
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.merge import is_one, same
from icefloe.evaluate.state import Scope, Snapshot
from icefloe.source import Span
from icefloe.syntax.written import only_written
from icefloe.trace import Each, Step, While
from icefloe.values import Items, Known, Symbol, Table, Unknown, Value

WHY = "how many rounds it has is only known when it runs"
_ENDS = frozenset({"break", "continue"})


class Marks:
    """How long everything was that only grows, to forget an attempt."""

    def __init__(self, machine: Machine) -> None:
        self.path, self.exits, self.effects = len(machine.path), len(machine.exits), len(machine.effects)
        self.functions = len(machine.functions)
        self.returned = [(scope, len(scope.returned)) for scope in machine.live]

    def undo(self, machine: Machine, to: Snapshot) -> None:
        """Go back to the state that there was, with nothing in the log."""
        del machine.path[self.path :]
        del machine.exits[self.exits :]
        del machine.effects[self.effects :]
        del machine.functions[self.functions :]
        for scope, length in self.returned:
            del scope.returned[length:]
        machine.restore(to)

    def changed(self, machine: Machine, change: Callable[[Step], Step]) -> None:
        """Put other steps in the place of those of all paths since."""

        def path(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(change(step) for step in steps)

        machine.effects[self.effects :] = [replace(e, path=path(e.path)) for e in machine.effects[self.effects :]]
        machine.exits[self.exits :] = [replace(e, path=path(e.path)) for e in machine.exits[self.exits :]]
        for scope, length in self.returned:
            scope.returned[length:] = [replace(one, path=path(one.path)) for one in scope.returned[length:]]

    def tested(self, machine: Machine, span: Span, test: Value, again: Value) -> None:
        """The tests of a `while`, in terms of what its rounds carry."""

        # One loop stays one object in all paths.
        made: dict[int, Step] = {}

        def change(step: Step) -> Step:
            if isinstance(step, While) and step.span == span:
                return made.setdefault(id(step), replace(step, test=test, again=again))
            return step

        self.changed(machine, change)


def symbolic(machine: Machine, body: Callable[[], str], step: Each | While, why: str, node: cst.CSTNode) -> bool:
    """Run a body once for all rounds of a loop, under `step`; says whether a round may end the loop by `break`.

    What a round changes is not known at the start of the next one: it is forgotten first, in a second attempt.
    """
    before = machine.snapshot()
    marks = Marks(machine)
    outcome, breaks = _once(machine, body, step, marks)
    if _forget_first(machine, before, why, node, step.span, marks):
        outcome, breaks = _once(machine, body, step, marks)
    if outcome != "next":
        machine.path.append(step)
        early.leave(machine, outcome)
        machine.path.pop()
    if machine.carries and breaks is not None:
        ended = replace(step, breaks=machine.frozen(breaks))
        marks.changed(machine, lambda one: ended if one is step else one)
    iterable = _iterable(machine, step, breaks)
    _forget(machine, before, why, iterable, step.span)
    machine.path[marks.path :] = early.past(machine, marks.exits, marks.path, step.span)
    return breaks is not None


def _iterable(machine: Machine, step: Each | While, breaks: Value | None) -> Value | None:
    """What a list that each round adds to is made of, where that can be said."""
    if isinstance(step, Each) and (breaks is None or machine.carries):
        return step.iterable
    # There is nothing that the rounds of a `while` go through; who reads loops as such knows them by their place.
    return Symbol(op="rounds", operands=(), span=step.span) if machine.carries else None


def _once(machine: Machine, body: Callable[[], str], step: Each | While, marks: Marks) -> tuple[str, Value | None]:
    """Run the body; says how it ended, and under which test a round ends the loop by `break`, if any does."""
    machine.path.append(step)
    outcome = body()
    ways = [one.path for one in machine.exits[marks.exits :] if one.kind == "break"]
    ways += [tuple(machine.path)] if outcome == "break" else []
    breaks = _test_of([way[marks.path + 1 :] for way in ways], step.span) if ways else None
    outcome = early.join(machine, marks.exits, marks.path + 1, _ENDS, outcome, step.span)
    del machine.path[marks.path :]
    return outcome, breaks


def _test_of(ways: list[tuple[Step, ...]], span: Span) -> Value:
    """The test of going one of several ways."""
    tests = [early.condition(way, span) or Known(value=True, span=span) for way in ways]
    unknown = [test for test in tests if isinstance(test, Unknown)]
    if unknown:
        return unknown[0]
    sure = [test for test in tests if isinstance(test, Known)]
    return sure[0] if sure else reduce(lambda a, b: Symbol(op="or", operands=(a, b), span=span), tests)


def _forget_first(machine: Machine, before: Snapshot, why: str, node: cst.CSTNode, span: Span, marks: Marks) -> bool:
    """Go back to the start of a loop with everything unknown that its body changed; False if that was nothing."""
    after = machine.snapshot()
    scopes = [
        (scope, name)
        for scope, names in after.scopes
        for name, value in names.items()
        if not is_one(_before(before, scope).get(name, value), value)
    ]
    heap = [
        token
        for token, value in after.heap.items()
        if token <= before.tokens and not same(value, before.heap.get(token, machine.origins[token]))
    ]
    written = only_written(node)
    read = [t for t in heap if not _all_written(before, t, written)]
    attributes = [key for key, value in after.attributes.items() if before.attributes.get(key) is not value]
    attributes = [key for key in attributes if key[0] <= before.tokens]
    if not scopes and not read and not attributes:
        return False
    marks.undo(machine, before)
    for scope, name in scopes:
        if name in scope.names:
            scope.own()[name] = _carried(machine, name, scope.names[name], why, span)
    for token in read:
        machine.heap[token] = Unknown(why=why, span=span)
    for key in attributes:
        machine.attributes[key] = Unknown(why=why, span=span)
    return True


def _before(state: Snapshot, wanted: Scope) -> Mapping[str, Value]:
    for scope, names in state.scopes:
        if scope is wanted:
            return names
    return {}


def _all_written(state: Snapshot, token: int, written: frozenset[str]) -> bool:
    """Whether every name of an object is one that the loop only adds to; then what it holds does not matter."""
    names = [
        name
        for _, found in state.scopes
        for name, value in found.items()
        if isinstance(value, Items | Table) and value.token == token
    ]
    return bool(names) and written.issuperset(names)


def _carried(machine: Machine, name: str, value: Value, why: str, span: Span) -> Value:
    """What a name that rounds rebind is at the start of any of them."""
    if machine.carries and not isinstance(value, Unknown):
        return Symbol(op="carried", operands=(Known(value=name, span=span), machine.frozen(value)), span=span)
    return Unknown(why=f"`{name}` is assigned in a loop and {why}", span=span)


def _forget(machine: Machine, before: Snapshot, why: str, iterable: Value | None, span: Span) -> None:
    """After a body that runs an unknown number of times: what it changed is not known any more.

    A list that was empty before and got one element in the body is a comprehension in other words.
    """
    for token, value in list(machine.heap.items()):
        old = before.heap.get(token, machine.origins.get(token))
        if old is None or token > before.tokens or same(old, value):
            continue
        machine.heap[token] = _filled(machine, old, value, iterable, span) or Unknown(why=why, span=span)
    for key, value in list(machine.attributes.items()):
        if key[0] <= before.tokens and before.attributes.get(key) is not value:
            machine.attributes[key] = Unknown(why=why, span=span)
    for scope, names in before.scopes:
        for name, value in list(scope.names.items()):
            if name in names and not is_one(names[name], value):
                start = _carried(machine, name, names[name], why, span)
                last = (start, machine.frozen(value))
                is_carried = isinstance(start, Symbol)
                scope.own()[name] = Symbol(op="last", operands=last, span=span) if is_carried else start


def _filled(machine: Machine, old: Value, now: Value, iterable: Value | None, span: Span) -> Value | None:
    was_empty = isinstance(old, Items) and old.kind == "list" and not old.items
    if iterable is None or isinstance(iterable, Unknown) or not was_empty:
        return None
    tests: list[Value] = []
    # Where the element is only kept under a test there are two contents: with it, and without.
    while isinstance(now, Symbol) and now.op == "choice":
        test, then, otherwise = now.operands
        empty = [isinstance(one, Items) and not one.items for one in (then, otherwise)]
        if empty[0] == empty[1] or isinstance(test, Unknown):
            return None
        tests.append(test if empty[1] else Symbol(op="not", operands=(test,), span=test.span))
        now = then if empty[1] else otherwise
    if not isinstance(now, Items) or now.kind != "list" or len(now.items) != 1:
        return None
    kept = (early.all_of(tests, span),) if tests else ()
    return Symbol(op="each", operands=(now.items[0], iterable, *kept), span=span)
