"""Calls: of what the evaluator sees into, and records of all others."""

from icefloe.evaluate import attribute, builtin, definitions, held, iteration, lost, records
from icefloe.evaluate.identity import first_content, one_object
from icefloe.evaluate.inlining import inline
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
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
