"""Calls of functions of the project: their bodies are evaluated with what they are given."""

from collections.abc import Iterable

import libcst as cst

from icefloe.evaluate import branch, early, lost
from icefloe.evaluate.budget import CALL, CALL_DEPTH, NESTING
from icefloe.evaluate.machine import Machine, Raised, known
from icefloe.evaluate.merge import choice
from icefloe.evaluate.operators import constant
from icefloe.evaluate.state import Returned, Scope
from icefloe.source import Span
from icefloe.trace import Each, If, Step, While
from icefloe.values import Argument, Function, Known, Symbol, Unknown, Value

_RETURN = frozenset({"return"})
_KEPT = 100


def inline(machine: Machine, function: Function, arguments: tuple[Argument, ...], span: Span) -> Value:
    """Evaluate a call of a function of the project by evaluating its body."""
    machine.budget.spend(span, CALL)
    again = machine.stack.count(function.token)
    if again and any(not known(argument.value) for argument in arguments):
        # What decides when such a recursion ends is not known: following it would only repeat itself.
        lost.unfollowed(machine, function, arguments, span)
        return Unknown(why=f"`{function.qualname}` calls itself with what is not known", span=span)
    if len(machine.stack) >= CALL_DEPTH or again >= 20 or machine.depth > NESTING:
        message = f"calls of `{function.qualname}` nest too deep to follow"
        machine.limit("FLO913", message, span, help="bound the recursion, or write a loop")
        lost.unfollowed(machine, function, arguments, span)
        return Unknown(why=f"calls of `{function.qualname}` nest too deep to follow", span=span)
    from icefloe.evaluate import binding

    bound = binding.bind(machine, function, arguments, span)
    if isinstance(bound, Unknown):
        lost.unfollowed(machine, function, arguments, span)
        return bound
    if function.is_generator:
        return _generator(machine, function, bound, span)
    if function.token in machine.cached:
        return _cached(machine, function, bound, arguments, span)
    return _run(machine, function, bound, span)


def _run(machine: Machine, function: Function, bound: dict[str, Value], span: Span) -> Value:
    """The value of a body with bound parameters."""
    machine.called.add(function.token)
    mark = len(machine.exits)
    scope, outcome, base = enter(machine, function, bound)
    result = _result(scope.returned, outcome, base, span)
    outcome = early.join(machine, mark, base, _RETURN, outcome, span)
    if outcome != "next":
        raise Raised(outcome)
    return machine.current(result)


def _perhaps(machine: Machine, function: Function, bound: dict[str, Value], why: str, span: Span) -> Value:
    """A call whose body is run at another time, or not at all: what it does is told under an unknown test."""
    unknown = Unknown(why=why, span=span)

    def run() -> Value:
        _run(machine, function, bound, span)
        return unknown

    branch.either(machine, unknown, run, lambda: unknown, span)
    return unknown


def _generator(machine: Machine, function: Function, bound: dict[str, Value], span: Span) -> Value:
    """A call of a generator function: an iterator, or what its body would do under an unknown test."""
    from icefloe.evaluate import generating

    made = generating.iterator(machine, function, bound, lambda: _run(machine, function, bound, span), span)
    if made is not None:
        return made
    unknown = Unknown(why=f"`{function.qualname}` is a generator", span=span)

    def run() -> Value:
        generating.apart(machine, lambda: _run(machine, function, bound, span))
        return unknown

    return branch.either(machine, unknown, run, lambda: unknown, span)


def _cached(
    machine: Machine, function: Function, bound: dict[str, Value], arguments: tuple[Argument, ...], span: Span
) -> Value:
    """A call of a function under `functools.cache`: its body is run once for the same arguments."""
    constants = [constant(argument.value) for argument in arguments]
    key = tuple((argument.name, one) for argument, one in zip(arguments, constants, strict=True))
    given = machine.cached[function.token]
    path = tuple(machine.path)
    if None not in constants and key in given and path[: len(given[key][0])] == given[key][0]:
        return machine.current(given[key][1])
    if None in constants or key in given or len(given) > _KEPT:
        return _perhaps(machine, function, bound, f"`{function.qualname}` may have been called before", span)
    result = _run(machine, function, bound, span)
    machine.cached[function.token][key] = (path, result)
    return result


def enter(machine: Machine, function: Function, bound: dict[str, Value]) -> tuple[Scope, str, int]:
    """Run a function's body with bound parameters; gives its scope, how it ended, and the path's length before."""
    definition = machine.definitions[function.token]
    prefix = f"{function.qualname}.<locals>."
    around = definition.scope
    scope = Scope(kind="function", module=around.module, parsed=around.parsed, prefix=prefix, parent=around)
    scope.own().update(bound)
    base = len(machine.path)
    machine.stack.append(function.token)
    machine.live.append(scope)
    machine.provenance.frames.append((function.name, bound))
    node = definition.node
    if isinstance(node, cst.Lambda):
        outcome = _returned(machine, scope, node.body)
    else:
        outcome = machine.execute(scope, node.body.body)
    machine.provenance.frames.pop()
    machine.live.pop()
    machine.stack.pop()
    return scope, outcome, base


def _returned(machine: Machine, scope: Scope, node: cst.BaseExpression) -> str:
    """A lambda's body."""
    try:
        value = machine.evaluate(scope, node)
    except Raised as end:
        return end.outcome
    span = scope.parsed.span(node)
    scope.returned.append(Returned(value=machine.frozen(value), path=tuple(machine.path), span=span))
    return "return"


def _result(returned: Iterable[Returned], outcome: str, base: int, span: Span) -> Value:
    """One value for all the returns that were reached."""
    found = list(returned)
    result: Value = Known(value=None, span=span)
    if outcome != "next" and found:
        last = found.pop()
        if _in_loop(last.path[base:]):
            return Unknown(why="it returns from inside a loop whose length is not known", span=last.span)
        result = last.value
    for one in reversed(found):
        conditions = one.path[base:]
        if _in_loop(conditions):
            return Unknown(why="it returns from inside a loop whose length is not known", span=one.span)
        tests = [step for step in conditions if isinstance(step, If)]
        if not tests:
            result = one.value
            continue
        result = choice(_all(tests, span), one.value, result, span)
    return result


def _in_loop(path: tuple[Step, ...]) -> bool:
    return any(isinstance(step, Each | While) for step in path)


def _all(tests: list[If], span: Span) -> Value:
    result: Value | None = None
    for step in tests:
        test = step.test if step.taken else Symbol(op="not", operands=(step.test,), span=span)
        result = test if result is None else Symbol(op="and", operands=(result, test), span=span)
    assert result is not None
    return result
