"""Tests whose result is not known: both branches are followed, and the log says which is which."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import early, merge, scopes
from icefloe.evaluate.budget import BRANCH
from icefloe.evaluate.machine import Machine, Raised, truth
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.trace import If
from icefloe.values import Symbol, Unknown, Value


def both(machine: Machine, test: Value, then: Callable[[], str], otherwise: Callable[[], str], span: Span) -> str:
    """Run both branches from the same state, and go on with what holds after either."""
    machine.depth += 1
    outcome = _both(machine, test, then, otherwise, span)
    machine.depth -= 1
    return outcome


def _both(machine: Machine, test: Value, then: Callable[[], str], otherwise: Callable[[], str], span: Span) -> str:
    test = machine.frozen(test)
    machine.budget.spend(span, BRANCH)
    before = machine.snapshot()
    depth, mark = len(machine.path), len(machine.exits)
    machine.path.append(If(test=test, taken=True))
    first = then()
    if first != "next":
        early.leave(machine, first, before.tokens)
    first_path, after_first = machine.path[depth:], machine.snapshot()
    machine.restore(before)
    machine.path[depth:] = [If(test=test, taken=False)]
    second = otherwise()
    if first != "next":
        if second != "next":
            early.leave(machine, second, before.tokens)
            return early.GONE
        return "next"
    if second != "next":
        early.leave(machine, second, before.tokens)
        machine.restore(after_first)
        machine.path[depth:] = first_path
        return "next"
    merge.merge(machine, test, after_first, machine.snapshot(), before.tokens, span)
    machine.path[depth:] = early.past(machine, mark, depth, span)
    return "next"


def either(
    machine: Machine, test: Value, then: Callable[[], Value], otherwise: Callable[[], Value], span: Span
) -> Value:
    """The value of an expression that is one or the other, by a test that is not known."""
    found: dict[bool, Value] = {}

    def run(taken: bool, evaluate: Callable[[], Value]) -> str:
        depth = machine.depth
        try:
            found[taken] = evaluate()
        except Raised as end:
            machine.depth = depth
            return end.outcome
        return "next"

    outcome = both(machine, test, lambda: run(True, then), lambda: run(False, otherwise), span)
    if outcome != "next":
        raise Raised(outcome)
    if len(found) == 1:
        return next(iter(found.values()))
    return merge.choice(test, found[True], found[False], span)


def match(machine: Machine, scope: Scope, node: cst.Match) -> str:
    """A `match` statement, as a chain of tests."""
    subject = machine.evaluate(scope, node.subject)
    return _cases(machine, scope, subject, list(node.cases))


def _cases(machine: Machine, scope: Scope, subject: Value, cases: list[cst.MatchCase]) -> str:
    if not cases:
        return "next"
    case, rest = cases[0], cases[1:]
    span = scope.parsed.span(case.pattern)
    captured: dict[str, Value] = {}
    from icefloe.evaluate import patterns

    test = patterns.fits(machine, scope, subject, case.pattern, captured)
    decided = truth(test)
    if decided is False:
        return _cases(machine, scope, subject, rest)
    before = {name: scopes.here(scope, name) for name in captured}
    # Names are bound once a pattern fits, before its guard is asked, and stay bound if the guard says no.
    for name, value in captured.items():
        scopes.bind(scope, name, value)
    if case.guard is not None:
        test = _guarded(machine, scope, test, case.guard, span)

    def then() -> str:
        return machine.execute(scope, case.body.body)

    def otherwise() -> str:
        for name, value in before.items():
            if not decided and value is not None:
                scopes.bind(scope, name, Unknown(why="whether the pattern fits is only known when it runs", span=span))
        return _cases(machine, scope, subject, rest)

    decided_all = truth(test)
    if decided_all is not None:
        return then() if decided_all else otherwise()
    return both(machine, test, then, otherwise, span)


def _guarded(machine: Machine, scope: Scope, test: Value, node: cst.BaseExpression, span: Span) -> Value:
    """Whether a pattern fits and its guard holds; the guard is only asked if it fits."""
    if truth(test) is not None:
        return machine.evaluate(scope, node)
    found: list[Value] = []

    def guard() -> Value:
        found.append(machine.evaluate(scope, node))
        return found[0]

    either(machine, test, guard, lambda: test, span)
    return Symbol(op="and", operands=(test, *found), span=span) if found else test
