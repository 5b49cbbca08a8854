"""Tests whose result is not known: both branches are followed, and the log says which is which."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import early, merge, operators, scopes
from icefloe.evaluate.machine import Machine, Raised, Scope, truth
from icefloe.source import Span
from icefloe.syntax.bindings import bound_by
from icefloe.syntax.text import identifier
from icefloe.trace import If
from icefloe.values import Items, Known, Symbol, Unknown, Value


def both(machine: Machine, test: Value, then: Callable[[], str], otherwise: Callable[[], str], span: Span) -> str:
    """Run both branches from the same state, and go on with what holds after either."""
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
        try:
            found[taken] = evaluate()
        except Raised as end:
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
    test = _test(machine, scope, subject, case.pattern, span, captured)
    decided = truth(test)
    if decided is False:
        return _cases(machine, scope, subject, rest)
    before = {name: scopes.here(scope, name) for name in captured}
    # Names are bound once a pattern fits, before its guard is asked, and stay bound if the guard says no.
    for name, value in captured.items():
        scopes.bind(scope, name, value)
    if case.guard is not None:
        guard = machine.evaluate(scope, case.guard)
        test = guard if decided else Symbol(op="and", operands=(test, guard), span=span)

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


def _test(
    machine: Machine,
    scope: Scope,
    subject: Value,
    pattern: cst.MatchPattern,
    span: Span,
    captured: dict[str, Value],
) -> Value:
    """Whether a pattern fits; `captured` gets the names that it binds if it does."""
    subject = machine.current(subject)
    match pattern:
        case cst.MatchValue():
            return operators.compare("==", subject, machine.evaluate(scope, pattern.value), span)
        case cst.MatchSingleton():
            return operators.compare("is", subject, machine.evaluate(scope, pattern.value), span)
        case cst.MatchAs():
            true: Value = Known(value=True, span=span)
            inner = true
            if pattern.pattern is not None:
                inner = _test(machine, scope, subject, pattern.pattern, span, captured)
            if pattern.name is not None:
                captured[identifier(pattern.name.value)] = subject
            return inner
        case cst.MatchOr():
            return _any(machine, scope, subject, pattern, span, captured)
        case cst.MatchList() | cst.MatchTuple():
            return _sequence(machine, scope, subject, list(pattern.patterns), span, captured)
        case _:
            return _unread(subject, pattern, span, captured)


def _unread(subject: Value, pattern: cst.CSTNode, span: Span, captured: dict[str, Value]) -> Value:
    """A pattern that is not read: whether it fits is not known, nor what it binds."""
    pending: list[cst.CSTNode] = [pattern]
    while pending:
        node = pending.pop()
        for name, _ in bound_by(node):
            captured[name] = Unknown(why="what the pattern takes apart is only known when it runs", span=span)
        pending.extend(node.children)
    return Symbol(op="match", operands=(subject,), span=span)


def _sequence(
    machine: Machine,
    scope: Scope,
    subject: Value,
    patterns: list[cst.MatchSequenceElement | cst.MatchStar],
    span: Span,
    captured: dict[str, Value],
) -> Value:
    readable = isinstance(subject, Items) and subject.kind != "set" and subject.token not in machine.lazy
    if not readable or any(isinstance(p, cst.MatchStar) for p in patterns):
        for pattern in patterns:
            _unread(subject, pattern, span, captured)
        return Symbol(op="match", operands=(subject,), span=span)
    assert isinstance(subject, Items)
    if len(subject.items) != len(patterns):
        return Known(value=False, span=span)
    result: Value = Known(value=True, span=span)
    for value, element in zip(subject.items, patterns, strict=True):
        if isinstance(element, cst.MatchStar):
            continue
        test = _test(machine, scope, value, element.value, span, captured)
        if truth(test) is False:
            return test
        if truth(test) is None:
            result = test if truth(result) else Symbol(op="and", operands=(result, test), span=span)
    return result


def _any(
    machine: Machine, scope: Scope, subject: Value, pattern: cst.MatchOr, span: Span, captured: dict[str, Value]
) -> Value:
    result: Value = Known(value=False, span=span)
    for element in pattern.patterns:
        names: dict[str, Value] = {}
        test = _test(machine, scope, subject, element.pattern, span, names)
        if truth(test) is False:
            continue
        if truth(result) is None:
            names = {name: Unknown(why="several patterns may bind it", span=span) for name in names}
        captured.update(names)
        result = test if truth(result) is False else Symbol(op="or", operands=(result, test), span=span)
        if truth(test):
            return test if result is test else Unknown(why="which pattern fits is only known when it runs", span=span)
    return result
