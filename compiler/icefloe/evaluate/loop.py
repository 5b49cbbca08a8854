"""Loops: followed round by round where their rounds are known, and once for all rounds where they are not."""

from collections.abc import Iterator

import libcst as cst

from icefloe.evaluate import assign, branch, early, iteration, rounds
from icefloe.evaluate.budget import EXITS, ITERATIONS, ROUNDS, WHILE_EXITS
from icefloe.evaluate.machine import Machine, truth
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.trace import Each, While
from icefloe.values import Items, Known, Unknown, Value

_UNDECIDED = "undecided"
_PERHAPS = "perhaps"  # how a loop ends of which it is not known whether a `break` did
_MANY = "after {} rounds that may end it, the loop is not followed any further"


def for_loop(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    """A `for` statement."""
    assert isinstance(node, cst.For)
    iterable = machine.evaluate(scope, node.iter)
    span = scope.parsed.span(node.iter)
    found = iteration.peek(machine, iterable)
    if found is not None and len(found) > ITERATIONS:
        message = f"the loop has {len(found):,} rounds; more than {ITERATIONS:,} are not followed"
        machine.limit("FLO912", message, span, help="make it a map over a parameter")
        found, iterable = None, Unknown(why=message, span=span)
    mark, base = len(machine.exits), len(machine.path)
    follow = _any_rounds if found is None else _rounds
    outcome = follow(machine, scope, node, iterable)
    return _after(machine, scope, node.orelse, (mark, base, span), outcome)


def _any_rounds(machine: Machine, scope: Scope, node: cst.For, iterable: Value) -> str:
    """The body once, for every round of a loop over something whose length is not known."""
    item = iteration.item_of(iterable, scope.parsed.span(node.target))
    span = scope.parsed.span(node.iter)

    def body() -> str:
        assign.target(machine, scope, node.target, item)
        return machine.execute(scope, node.body.body)

    why = iterable.why if isinstance(iterable, Unknown) else rounds.WHY
    breaks = rounds.symbolic(machine, body, Each(iterable=iterable, item=item, span=span), why, node)
    iteration.spent(machine, iterable)
    return _PERHAPS if breaks else "next"


def _rounds(machine: Machine, scope: Scope, node: cst.For, iterable: Value) -> str:
    """One round after another; says `break` if a round surely ends the loop."""
    mark, base = len(machine.exits), len(machine.path)
    span = scope.parsed.span(node.iter)
    going = _Going(machine, iterable)
    for value in going:
        machine.budget.spend(value.span)
        assign.target(machine, scope, node.target, value)
        outcome = machine.execute(scope, node.body.body)
        outcome = early.join(machine, mark, base, frozenset({"continue"}), outcome, span)
        if outcome != "next":
            return outcome
        if len(machine.exits) - mark > EXITS or going.rounds > ITERATIONS:
            going.lost = _MANY.format(going.rounds)
    if going.lost:
        return _any_rounds(machine, scope, node, Unknown(why=going.lost, span=span))
    return "next"


class _Going:
    """Goes through a value as Python does: a list as it is in each round, an iterator so that the rest stays."""

    def __init__(self, machine: Machine, iterable: Value) -> None:
        self.machine = machine
        self.iterable = iterable
        self.rounds = 0
        self.lost = ""

    def __iter__(self) -> Iterator[Value]:
        live = isinstance(self.iterable, Items) and self.iterable.kind == "list"
        before = iteration.peek(self.machine, self.iterable) or ()
        once = iteration.is_iterator(self.machine, self.iterable)
        while not self.lost:
            found = iteration.peek(self.machine, self.iterable)
            at = 0 if once else self.rounds
            if found is None or (not live and len(found) != len(before)):
                self.lost = "what it goes through was changed in a way that is not followed"
                return
            if at >= len(found):
                return
            self.rounds += 1
            if once:
                iteration.keep(self.machine, self.iterable, found[1:])
            yield self.machine.current(found[at])


def while_loop(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    """A `while` statement.

    It is followed round by round while every test is known. A loop of which that does not last to its end is
    followed once for all rounds, from its start: half of its rounds by themselves would say nothing to anybody.
    """
    assert isinstance(node, cst.While)
    span = scope.parsed.span(node.test)
    start, marks = machine.snapshot(), rounds.Marks(machine)
    outcome = _while_rounds(machine, scope, node)
    if outcome == _UNDECIDED:
        marks.undo(machine, start)
        test = machine.evaluate(scope, node.test)
        if truth(test) is not None and not _endless(node, test):
            test = Unknown(why=rounds.WHY, span=span)
        outcome = _unknown_while(machine, scope, node, test)
    return _after(machine, scope, node.orelse, (marks.exits, marks.path, span), outcome)


def _while_rounds(machine: Machine, scope: Scope, node: cst.While) -> str:
    """One round after another; how the loop ends, or that this cannot be told."""
    span = scope.parsed.span(node.test)
    mark, base = len(machine.exits), len(machine.path)
    for _ in range(ROUNDS):
        machine.budget.spend(span)
        test = machine.evaluate(scope, node.test)
        decided = truth(test)
        if decided is False:
            return "next"
        if decided is None or len(machine.exits) - mark > WHILE_EXITS or _endless(node, test):
            return _UNDECIDED
        outcome = machine.execute(scope, node.body.body)
        outcome = early.join(machine, mark, base, frozenset({"continue"}), outcome, span)
        if outcome != "next":
            return outcome
    message = f"the loop has more than {ROUNDS:,} rounds, which are not followed one by one"
    machine.limit("FLO912", message, span, help="bound the loop, or make it a loop over a step's output")
    return _UNDECIDED


def _endless(node: cst.While, test: Value) -> bool:
    """Whether a test is always true, and the body has no way out that is written there."""
    if not isinstance(node.test, cst.Name | cst.Integer) or not isinstance(test, Known):
        return False
    pending: list[tuple[cst.CSTNode, bool]] = [(node.body, True)]
    while pending:
        one, is_mine = pending.pop()
        if isinstance(one, cst.Return | cst.Raise | cst.Assert) or (is_mine and isinstance(one, cst.Break)):
            return False
        if isinstance(one, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            continue
        is_mine = is_mine and not isinstance(one, cst.For | cst.While)
        pending.extend((child, is_mine) for child in one.children)
    return True


def _unknown_while(machine: Machine, scope: Scope, node: cst.While, test: Value) -> str:
    """The body once, for every round of a loop of which it is not known how many there are."""
    span = scope.parsed.span(node.test)
    marks = rounds.Marks(machine)
    step = While(test=machine.frozen(test), span=span)
    tests: list[Value] = [test, test]

    def body() -> str:
        if machine.carries:
            tests[0] = _silently(machine, scope, node.test)
        mark, base = len(machine.exits), len(machine.path)
        outcome = machine.execute(scope, node.body.body)
        outcome = early.join(machine, mark, base, frozenset({"continue"}), outcome, span)
        if outcome == "next":
            tests[1] = machine.evaluate(scope, node.test)
        return outcome

    breaks = rounds.symbolic(machine, body, step, rounds.WHY, node)
    if machine.carries:
        marks.tested(machine, span, *(machine.frozen(one) for one in tests))
    return _PERHAPS if breaks else "next"


def _silently(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """The value of an expression that is in the log already."""
    mark = len(machine.effects)
    value = machine.evaluate(scope, node)
    del machine.effects[mark:]
    return value


def _after(machine: Machine, scope: Scope, orelse: cst.Else | None, place: tuple[int, int, Span], outcome: str) -> str:
    """The `else` of a loop, which follows where no `break` did; then what all its ways have in common."""
    mark, base, span = place
    # From here on a `break` is one of the loop around this one.
    machine.exits[mark:] = [early.renamed(one, "break", "broken") for one in machine.exits[mark:]]
    if outcome == "break":
        outcome = "broken"
    elif outcome == _PERHAPS:
        outcome = "next" if orelse is None else _perhaps(machine, scope, orelse, span)
    elif outcome == "next" and orelse is not None:
        outcome = machine.execute(scope, orelse.body.body)
    return early.join(machine, mark, base, frozenset({"broken"}), outcome, span)


def _perhaps(machine: Machine, scope: Scope, orelse: cst.Else, span: Span) -> str:
    """The `else` of a loop that a `break` may have ended in some round."""
    test = Unknown(why="whether a `break` ends the loop is only known when it runs", span=span)
    return branch.both(machine, test, lambda: machine.execute(scope, orelse.body.body), lambda: "next", span)
