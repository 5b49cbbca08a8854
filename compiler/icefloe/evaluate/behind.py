"""Objects of a project's class whose base is a dialect's: what their base does is done by a record behind them."""

from icefloe.evaluate import definitions
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Class, Instance, Record, Reference, Unknown, Value


def initialised(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`super().__init__(…)` where the base is a dialect's: the record that it makes, kept behind the object."""
    scope = machine.live[-1]
    me = machine.current(next(iter(scope.names.values()), Unknown(why="no arguments", span=span)))
    return made(machine, me, arguments, span) if isinstance(me, Instance) else None


def made(machine: Machine, me: Instance, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The record behind an object of a class that has a dialect's word among its bases."""
    base = _base(machine, me.of)
    if base is None or me.token in machine.behind:
        return None
    record = machine.call(base, arguments, span)
    if isinstance(record, Record):
        machine.behind[me.token] = record
    return record


def _base(machine: Machine, of: Class) -> Reference | None:
    """The base of a class whose methods are words of a dialect."""
    for owner in definitions.bases(machine, of):
        for base in owner.bases:
            if isinstance(base, Reference) and machine.returns.has_methods(base.path):
                return base
    return None
