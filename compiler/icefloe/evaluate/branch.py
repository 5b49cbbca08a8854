"""Tests whose result is not known: both branches are followed, and the log says which is which."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import merge, operators, scopes
from icefloe.evaluate.machine import Machine, Scope, truth
from icefloe.source import Span
from icefloe.trace import If
from icefloe.values import Items, Known, Symbol, Value

_ENDED = frozenset({"return", "raise", "break", "continue"})


def both(machine: Machine, test: Value, then: Callable[[], str], otherwise: Callable[[], str], span: Span) -> str:
    """Run both branches from the same state, and go on with what holds after either."""
    before = machine.snapshot()
    depth = len(machine.path)
    machine.path.append(If(test=test, taken=True))
    first = then()
    first_extra = tuple(machine.path[depth + 1 :])
    after_first = machine.snapshot()
    machine.restore(before)
    machine.path[depth:] = [If(test=test, taken=False)]
    second = otherwise()
    second_extra = tuple(machine.path[depth + 1 :])
    after_second = machine.snapshot()
    del machine.path[depth:]
    if first in _ENDED and second in _ENDED:
        merge.merge(machine, test, after_first, after_second, span)
        return first if first == second else "return"
    if first in _ENDED:
        machine.path.append(If(test=test, taken=False))
        machine.path.extend(second_extra)
        return second
    if second in _ENDED:
        machine.restore(after_first)
        machine.path.append(If(test=test, taken=True))
        machine.path.extend(first_extra)
        return first
    merge.merge(machine, test, after_first, after_second, span)
    for taken, extra in ((True, first_extra), (False, second_extra)):
        condition = merge.negation(test, taken, extra, span)
        if condition is not None:
            machine.path.append(condition)
    return "next"


def match(machine: Machine, scope: Scope, node: cst.Match) -> str:
    """A `match` statement, as a chain of tests."""
    subject = machine.evaluate(scope, node.subject)
    return _cases(machine, scope, subject, list(node.cases))


def _cases(machine: Machine, scope: Scope, subject: Value, cases: list[cst.MatchCase]) -> str:
    if not cases:
        return "next"
    case, rest = cases[0], cases[1:]
    span = scope.parsed.span(case.pattern)
    test = _test(machine, scope, subject, case.pattern, span)
    if case.guard is not None and truth(test) is not False:
        guard = machine.evaluate(scope, case.guard)
        test = guard if truth(test) else Symbol(op="and", operands=(test, guard), span=span)

    def then() -> str:
        return machine.execute(scope, case.body.body)

    def otherwise() -> str:
        return _cases(machine, scope, subject, rest)

    decided = truth(test)
    if decided is not None:
        return then() if decided else otherwise()
    return both(machine, test, then, otherwise, span)


def _test(machine: Machine, scope: Scope, subject: Value, pattern: cst.MatchPattern, span: Span) -> Value:
    match pattern:
        case cst.MatchValue():
            return operators.compare("==", subject, machine.evaluate(scope, pattern.value), span)
        case cst.MatchSingleton():
            return operators.compare("is", subject, machine.evaluate(scope, pattern.value), span)
        case cst.MatchAs():
            inner = _test(machine, scope, subject, pattern.pattern, span) if pattern.pattern is not None else None
            if pattern.name is not None:
                scopes.bind(scope, pattern.name.value, subject)
            return Known(value=True, span=span) if inner is None else inner
        case cst.MatchOr():
            tests = [_test(machine, scope, subject, p.pattern, span) for p in pattern.patterns]
            return _any(tests, span)
        case cst.MatchList() | cst.MatchTuple():
            return _sequence(machine, scope, subject, list(pattern.patterns), span)
        case _:
            return Symbol(op="match", operands=(subject,), span=span)


def _sequence(
    machine: Machine,
    scope: Scope,
    subject: Value,
    patterns: list[cst.MatchSequenceElement | cst.MatchStar],
    span: Span,
) -> Value:
    if not isinstance(subject, Items) or any(isinstance(p, cst.MatchStar) for p in patterns):
        return Symbol(op="match", operands=(subject,), span=span)
    if len(subject.items) != len(patterns):
        return Known(value=False, span=span)
    result: Value = Known(value=True, span=span)
    for value, element in zip(subject.items, patterns, strict=True):
        if isinstance(element, cst.MatchStar):
            continue
        test = _test(machine, scope, value, element.value, span)
        if truth(test) is False:
            return test
        result = test if truth(result) else Symbol(op="and", operands=(result, test), span=span)
    return result


def _any(tests: list[Value], span: Span) -> Value:
    result: Value = Known(value=False, span=span)
    for test in tests:
        if truth(test):
            return test
        if truth(test) is None:
            result = test if truth(result) is False else Symbol(op="or", operands=(result, test), span=span)
    return result
