"""Calls: of what the evaluator sees into, and records of all others."""

from collections.abc import Iterable

import libcst as cst

from icefloe.evaluate import attribute, branch, builtin, definitions, early, held, iteration, lost, records
from icefloe.evaluate.budget import CALL, CALL_DEPTH, NESTING
from icefloe.evaluate.identity import first_content, one_object
from icefloe.evaluate.machine import Machine, Raised, known
from icefloe.evaluate.merge import choice
from icefloe.evaluate.operators import constant
from icefloe.evaluate.state import Returned, Scope
from icefloe.source import Span
from icefloe.trace import Each, If, Step, While
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

_RETURN = frozenset({"return"})
_KEPT = 100
# Functions that change their first argument.
_CHANGING = (
    "random.shuffle",
    "heapq.heap",
    "bisect.insort",
    "operator.setitem",
    "operator.delitem",
    "operator.i",
    "builtins.list.",
    "builtins.dict.",
    "builtins.set.",
    "builtins.delattr",
    "builtins.next",
)
_HARMLESS = ("builtins.type", "builtins.id", "builtins.isinstance", "builtins.repr")


def call(machine: Machine, function: Value, arguments: tuple[Argument, ...], span: Span) -> Value:
    """The value of `function(*arguments)`."""
    machine.budget.spend(span)
    from icefloe.evaluate import dispatch

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
            return inline(machine, machine.wrapped.get(function.token, function), arguments, span)
        case Instance() if isinstance(definitions.member(machine, function.of, "__call__"), Function):
            made = definitions.member(machine, function.of, "__call__")
            assert isinstance(made, Function)
            return inline(machine, made, (definitions.positional(machine.current(function)), *arguments), span)
        case Class():
            from icefloe.evaluate import construct

            return construct.instance(machine, function, arguments, span, inline)
        case Symbol(op="choice") if dispatch.followed(function):
            return dispatch.one_of(machine, function, arguments, span)
        case Symbol(op="attribute"):
            return _method(machine, function, arguments, span)
        case Record(path="functools.partial" | "operator.itemgetter" | "operator.attrgetter"):
            follow = _partial if function.path == "functools.partial" else _getter
            return follow(machine, function, arguments, span)
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
    if not path.startswith(_HARMLESS):
        for argument in arguments:
            iteration.spent(machine, argument.value)
    if path.startswith(_CHANGING):
        lost.lose(machine, [argument.value for argument in arguments[:1]], f"`{path}` changes it", span, deep=False)
    if path in {"builtins.exec", "builtins.eval"}:
        lost.everything(machine, f"`{path}` may change it", span)
    if machine.defines and machine.returns.holds(path):
        arguments = held.defined(machine, arguments)
    made = machine.record(path, function, arguments, span)
    if machine.returns.holds(path) or path in records.NAMESPACES:
        held.hold(machine, made)
    returns = machine.returns.get(path, "new")
    if returns == "self" and made.receiver is not None:
        return made.receiver
    if returns == "argument" and made.arguments:
        return made.arguments[0].value
    return made


def _getter(machine: Machine, function: Record, arguments: tuple[Argument, ...], span: Span) -> Value:
    """`itemgetter("a")(x)`, `attrgetter("a")(x)`."""
    asked = records.called(machine, function, arguments, span)
    if asked is None:
        return _opaque(machine, function, arguments, span)
    owner, kind, key = asked
    if kind == "item":
        return attribute.item(machine, machine.current(owner), key, span)
    assert isinstance(key, Known)
    return attribute.get(machine, machine.current(owner), str(key.value), span)


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
    if isinstance(owner, Symbol) and owner.op == "choice" and one_object(owner) is not None:
        owner = first_content(owner)
    from icefloe.evaluate import dispatch

    if isinstance(owner, Symbol) and owner.op == "choice" and dispatch.followed(owner):
        return dispatch.method_of_one(machine, owner, name.value, arguments, span)
    if isinstance(owner, Instance | Class):
        found = definitions.member(machine, owner.of if isinstance(owner, Instance) else owner, name.value)
        if isinstance(found, Function):
            me = definitions.positional(machine.current(owner))
            return inline(machine, found, (me, *arguments), span)
        if isinstance(found, Record) and found.path == "builtins.classmethod" and len(found.arguments) == 1:
            me = definitions.positional(owner.of if isinstance(owner, Instance) else owner)
            return machine.call(found.arguments[0].value, (me, *arguments), span)
    owner = machine.current(owner)
    done = _known_method(machine, owner, name.value, arguments, span)
    if done is not None:
        return done
    from icefloe.evaluate import method

    if isinstance(owner, Symbol) and name.value not in method.READING:
        lost.lose(machine, [owner], f"`.{name.value}()` may have changed it", span)
    return _opaque(machine, function, arguments, span)


def _known_method(
    machine: Machine, owner: Value, name: str, arguments: tuple[Argument, ...], span: Span
) -> Value | None:
    """The value of a method of what is not of the project, where that is known."""
    if isinstance(owner, Record) and owner.path == "builtins.super" and not owner.arguments:
        from icefloe.evaluate import dispatch

        done = dispatch.inherited(machine, name, arguments, span)
        from icefloe.evaluate import behind

        return behind.initialised(machine, arguments, span) if done is None and name == "__init__" else done
    if isinstance(owner, Instance) and owner.token in machine.behind:
        return machine.call(attribute.get(machine, machine.behind[owner.token], name, span), arguments, span)
    if isinstance(owner, Record) and held.is_held(machine, owner):
        mapping = held.method_of(machine, owner, name, arguments, span)
        if mapping is not None:
            from icefloe.evaluate import method

            return method.call(machine, *mapping, arguments, span)
    seen = records.method(machine, owner, name, arguments, span)
    if seen is None and isinstance(owner, Items | Table | Known | Symbol):
        from icefloe.evaluate import method

        return method.call(machine, owner, name, arguments, span)
    return seen


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
