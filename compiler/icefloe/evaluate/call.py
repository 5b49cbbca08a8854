"""Calls: of what the evaluator sees into, and records of all others."""

from collections.abc import Iterable

import libcst as cst

from icefloe.evaluate import builtin, construct, definitions, method
from icefloe.evaluate.budget import CALL_DEPTH
from icefloe.evaluate.machine import Machine, Returned, Scope, Step, known
from icefloe.evaluate.merge import choice
from icefloe.source import Span
from icefloe.trace import Each, If, While
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)


def call(machine: Machine, function: Value, arguments: tuple[Argument, ...], span: Span) -> Value:
    """The value of `function(*arguments)`."""
    machine.budget.spend(span)
    match function:
        case Unknown():
            for argument in arguments:
                if isinstance(argument.value, Record):
                    break
            else:
                return function
            # Records inside a call of something unknown must not be lost: dialects look for them.
            machine.record("?", function, arguments, span)
            return function
        case Function():
            return inline(machine, function, arguments, span)
        case Class():
            return construct.instance(machine, function, arguments, span, inline)
        case Symbol(op="attribute"):
            return _method(machine, function, arguments, span)
        case Record(path="functools.partial"):
            return _partial(machine, function, arguments, span)
        case Reference():
            return _reference(machine, function, arguments, span)
        case _:
            return _opaque(machine, function, arguments, span)


def path_of(value: Value) -> str:
    """How a callee is spelled in `Record.path`."""
    match value:
        case Reference():
            return value.path
        case Record():
            return value.path
        case Function() | Class():
            return f"{value.module}.{value.qualname}"
        case Instance():
            return f"{value.of.module}.{value.of.qualname}"
        case Module():
            return value.name
        case Symbol(op="attribute"):
            name = value.operands[1]
            text = name.value if isinstance(name, Known) and isinstance(name.value, str) else "?"
            return f"{path_of(value.operands[0])}.{text}"
        case _:
            return "?"


def _reference(machine: Machine, function: Reference, arguments: tuple[Argument, ...], span: Span) -> Value:
    known = builtin.call(machine, function.path, arguments, span)
    if known is not None:
        return known
    return _opaque(machine, function, arguments, span)


def _opaque(machine: Machine, function: Value, arguments: tuple[Argument, ...], span: Span) -> Value:
    path = path_of(function)
    if isinstance(function, Record):
        path = f"{path}()"
    made = machine.record(path, function, arguments, span)
    returns = machine.returns.get(path, "new")
    if returns == "self" and made.receiver is not None:
        return made.receiver
    if returns == "argument" and made.arguments:
        return made.arguments[0].value
    return made


def _partial(machine: Machine, function: Record, arguments: tuple[Argument, ...], span: Span) -> Value:
    if not function.arguments:
        return Unknown(why="`functools.partial` without a function", span=span)
    given = {a.name for a in arguments if a.name is not None}
    kept = tuple(a for a in function.arguments[1:] if a.name is None or a.name not in given)
    return machine.call(function.arguments[0].value, (*kept, *arguments), span)


def _method(machine: Machine, function: Symbol, arguments: tuple[Argument, ...], span: Span) -> Value:
    owner, name = function.operands[0], function.operands[1]
    assert isinstance(name, Known)
    assert isinstance(name.value, str)
    if isinstance(owner, Instance):
        found = definitions.member(machine, owner.of, name.value)
        if isinstance(found, Function):
            me = Argument(name=None, value=machine.current(owner), span=span)
            return inline(machine, found, (me, *arguments), span)
    if isinstance(owner, Items | Table | Known):
        done = method.call(machine, machine.current(owner), name.value, arguments, span)
        if done is not None:
            return done
    return _opaque(machine, function, arguments, span)


def inline(machine: Machine, function: Function, arguments: tuple[Argument, ...], span: Span) -> Value:
    """Evaluate a call of a function of the project by evaluating its body."""
    again = machine.stack.count(function.token)
    if again and any(not known(argument.value) for argument in arguments):
        # What decides when such a recursion ends is not known: following it would only repeat itself.
        return Unknown(why=f"`{function.qualname}` calls itself with what is not known", span=span)
    if len(machine.stack) >= CALL_DEPTH or again >= 20:
        machine.limit("FLO913", f"calls of `{function.qualname}` nest too deep to follow", span)
        return Unknown(why=f"calls of `{function.qualname}` nest too deep to follow", span=span)
    if function.is_generator:
        return Unknown(why=f"`{function.qualname}` is a generator", span=span)
    bound = bind(machine, function, arguments, span)
    if isinstance(bound, Unknown):
        return bound
    machine.called.add(function.token)
    scope, outcome, base = enter(machine, function, bound)
    del machine.path[base:]
    return _result(scope.returned, outcome, base, span)


def enter(machine: Machine, function: Function, bound: dict[str, Value]) -> tuple[Scope, str, int]:
    """Run a function's body with bound parameters; gives its scope, how it ended, and the path's length before."""
    definition = machine.definitions[function.token]
    prefix = f"{function.qualname}.<locals>."
    around = definition.scope
    scope = Scope(kind="function", module=around.module, parsed=around.parsed, prefix=prefix, parent=around)
    scope.names.update(bound)
    base = len(machine.path)
    machine.stack.append(function.token)
    machine.live.append(scope)
    node = definition.node
    if isinstance(node, cst.Lambda):
        value = machine.evaluate(scope, node.body)
        span = scope.parsed.span(node.body)
        scope.returned.append(Returned(value=machine.frozen(value), path=tuple(machine.path), span=span))
        outcome = "return"
    else:
        outcome = machine.execute(scope, node.body.body)
    machine.live.pop()
    machine.stack.pop()
    return scope, outcome, base


def _result(returned: Iterable[Returned], outcome: str, base: int, span: Span) -> Value:
    """One value for all the returns that were reached."""
    found = list(returned)
    result: Value = Known(value=None, span=span)
    if outcome == "return" and found:
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


def bind(
    machine: Machine, function: Function, arguments: tuple[Argument, ...], span: Span
) -> dict[str, Value] | Unknown:
    """Which parameter gets which argument; an Unknown where that cannot be told or would fail."""
    bound: dict[str, Value] = {}
    rest: list[Value] = []
    extra: list[tuple[Value, Value]] = []
    places = [p for p in function.parameters if p.kind in {"positional", "normal"}]
    by_name = {p.name for p in function.parameters if p.kind in {"normal", "keyword"}}
    for argument in arguments:
        if argument.star:
            return Unknown(why=f"what `{argument.star}` passes is only known when it runs", span=argument.span)
        if argument.name is None:
            if places:
                bound[places.pop(0).name] = argument.value
            else:
                rest.append(argument.value)
        elif argument.name in by_name and argument.name not in bound:
            bound[argument.name] = argument.value
            places = [p for p in places if p.name != argument.name]
        else:
            extra.append((Known(value=argument.name, span=argument.span), argument.value))
    kinds = {p.kind for p in function.parameters}
    if (rest and "args" not in kinds) or (extra and "kwargs" not in kinds):
        return Unknown(why=f"the call does not fit the signature of `{function.qualname}`", span=span)
    for parameter in function.parameters:
        if parameter.kind == "args":
            bound[parameter.name] = Items(kind="tuple", items=tuple(rest), token=machine.token(), span=span)
        elif parameter.kind == "kwargs":
            bound[parameter.name] = Table(entries=tuple(extra), token=machine.token(), span=span)
        elif parameter.name not in bound:
            if parameter.default is None:
                return Unknown(why=f"`{function.qualname}` gets no value for `{parameter.name}`", span=span)
            bound[parameter.name] = parameter.default
    return bound
