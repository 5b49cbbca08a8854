"""Calls of one of several things, and of what stands behind `super()`."""

from icefloe.evaluate import attribute, branch, definitions
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Class, Function, Instance, Record, Symbol, Unknown, Value

_CHOICES = 20


def followed(value: Value) -> bool:
    """Whether one of several values is something of the project that can be called, or has methods."""
    pending = [value]
    for _ in range(_CHOICES):
        if not pending:
            return False
        one = pending.pop()
        if isinstance(one, Function | Class | Instance):
            return True
        if isinstance(one, Symbol) and one.op == "choice":
            pending.extend(one.operands[1:])
    return False


def one_of(machine: Machine, function: Symbol, arguments: tuple[Argument, ...], span: Span) -> Value:
    """A call of one of two functions."""
    test, then, otherwise = function.operands
    return branch.either(
        machine,
        test,
        lambda: machine.call(then, arguments, span),
        lambda: machine.call(otherwise, arguments, span),
        span,
    )


def method_of_one(machine: Machine, owner: Symbol, name: str, arguments: tuple[Argument, ...], span: Span) -> Value:
    """A call of a method of one of two objects."""

    def of(value: Value) -> Value:
        return machine.call(attribute.get(machine, machine.current(value), name, span), arguments, span)

    test, then, otherwise = owner.operands
    return branch.either(machine, test, lambda: of(then), lambda: of(otherwise), span)


def inherited(machine: Machine, name: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """A call of `super().name`, if that is a function of the project."""
    scope = machine.live[-1]
    function = machine.definitions.get(machine.stack[-1]) if machine.stack else None
    owner = machine.classes.get(id(function.scope)) if function is not None else None
    me = machine.current(next(iter(scope.names.values()), Unknown(why="no arguments", span=span)))
    if owner is None or not isinstance(me, Instance | Class):
        return None
    found = definitions.member(machine, me.of if isinstance(me, Instance) else me, name, owner)
    if isinstance(found, Record) and found.path == "builtins.classmethod" and len(found.arguments) == 1:
        me = me.of if isinstance(me, Instance) else me
        found = found.arguments[0].value
    if not isinstance(found, Function):
        return None
    return machine.call(found, (definitions.positional(me), *arguments), span)
