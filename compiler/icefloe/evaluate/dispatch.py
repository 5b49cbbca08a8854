"""Calls of one of several things, and of what stands behind `super()`."""

from icefloe.evaluate import attribute, branch, definitions, lost
from icefloe.evaluate.budget import NESTING
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Class, Function, Instance, Record, Symbol, Unknown, Value

_CHOICES = 32
_LOOKED_AT = 200


def followed(value: Value) -> bool:
    """Whether one of several values is something of the project that can be called, or has methods."""
    pending, seen = [value], 0
    while pending and seen < _LOOKED_AT:
        one = pending.pop()
        seen += 1
        if isinstance(one, Function | Class | Instance):
            return True
        if isinstance(one, Symbol) and one.op == "choice":
            pending.extend(one.operands[1:])
    return False


def _is_too_much(machine: Machine, value: Value) -> bool:
    """Whether a choice is of more things than are followed, or reached too deep."""
    pending, leaves = [value], 0
    while pending and leaves <= _CHOICES:
        one = pending.pop()
        if isinstance(one, Symbol) and one.op == "choice":
            pending.extend(one.operands[1:])
        else:
            leaves += 1
    return leaves > _CHOICES or machine.depth > NESTING


def one_of(machine: Machine, function: Symbol, arguments: tuple[Argument, ...], span: Span) -> Value:
    """A call of one of two functions."""
    if _is_too_much(machine, function):
        return _too_deep(machine, span)
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
    if _is_too_much(machine, owner):
        return _too_deep(machine, span)

    def of(value: Value) -> Value:
        # What an object holds may be not known, or a choice of its own: its methods are its class's nevertheless.
        is_method = isinstance(value, Instance) and definitions.member(machine, value.of, name) is not None
        now = value if is_method else machine.current(value)
        if isinstance(value, Instance) and isinstance(now, Symbol):
            return _too_deep(machine, span)
        return machine.call(attribute.get(machine, now, name, span), arguments, span)

    test, then, otherwise = owner.operands
    return branch.either(machine, test, lambda: of(then), lambda: of(otherwise), span)


def _too_deep(machine: Machine, span: Span) -> Value:
    message = "what is called is one of too many things to follow all"
    machine.limit("FLO913", message, span, help="let fewer conditions decide what is called")
    lost.everything(machine, message, span)
    return Unknown(why=message, span=span)


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
