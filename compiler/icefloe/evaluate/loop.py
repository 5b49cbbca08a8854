"""Loops: followed round by round where their rounds are known, and once for all rounds where they are not."""

from collections.abc import Iterator

import libcst as cst

from icefloe.evaluate import assign, branch, early, iteration
from icefloe.evaluate.budget import EXITS, ITERATIONS, WHILE_EXITS
from icefloe.evaluate.machine import Machine, Scope, truth
from icefloe.source import Span
from icefloe.trace import Each, While
from icefloe.values import Items, Unknown, Value

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

    why = iterable.why if isinstance(iterable, Unknown) else iteration.ROUNDS
    breaks = iteration.symbolic(machine, body, Each(iterable=iterable, item=item, span=span), why, node)
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
    """A `while` statement."""
    assert isinstance(node, cst.While)
    span = scope.parsed.span(node.test)
    mark, base = len(machine.exits), len(machine.path)
    outcome = "next"
    for _ in range(ITERATIONS):
        machine.budget.spend(span)
        test = machine.evaluate(scope, node.test)
        decided = truth(test)
        if decided is False:
            break
        if decided is None or len(machine.exits) - mark > WHILE_EXITS:
            outcome = _unknown_while(machine, scope, node, test)
            break
        outcome = machine.execute(scope, node.body.body)
        outcome = early.join(machine, mark, base, frozenset({"continue"}), outcome, span)
        if outcome != "next":
            break
    else:
        message = f"the loop has more than {ITERATIONS:,} rounds; the rest is not followed"
        machine.limit("FLO912", message, span, help="bound the loop, or make it a loop over a step's output")
        outcome = _unknown_while(machine, scope, node, Unknown(why=message, span=span))
    return _after(machine, scope, node.orelse, (mark, base, span), outcome)


def _unknown_while(machine: Machine, scope: Scope, node: cst.While, test: Value) -> str:
    span = scope.parsed.span(node.test)

    def body() -> str:
        mark, base = len(machine.exits), len(machine.path)
        outcome = machine.execute(scope, node.body.body)
        outcome = early.join(machine, mark, base, frozenset({"continue"}), outcome, span)
        if outcome == "next":
            machine.evaluate(scope, node.test)
        return outcome

    breaks = iteration.symbolic(machine, body, While(test=test, span=span), iteration.ROUNDS, node)
    return _PERHAPS if breaks else "next"


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
