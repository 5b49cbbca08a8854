"""Attributes and items: reading and setting them."""

from icefloe.evaluate import definitions
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant, put
from icefloe.source import Span
from icefloe.values import (
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


def get(machine: Machine, value: Value, name: str, span: Span) -> Value:
    """The value of `value.name`."""
    match value:
        case Unknown():
            return value
        case Reference():
            return _of_reference(value, name, span)
        case Module():
            return _of_module(machine, value, name, span)
        case Class():
            found = definitions.member(machine, value, name)
            # A member of an enumeration is an object of its own, not the value that it was given.
            if found is not None and (isinstance(found, Function) or not _is_enumeration(machine, value)):
                return found
        case Instance():
            return _of_instance(machine, value, name, span)
        case Record():
            stored = machine.attributes.get((value.token, name))
            if stored is not None:
                return machine.current(stored)
        case Function():
            if name in {"__name__", "__qualname__", "__module__"}:
                text = {"__name__": value.name, "__qualname__": value.qualname, "__module__": value.module}[name]
                return Known(value=text, span=span)
            stored = machine.attributes.get((value.token, name))
            if stored is not None:
                return machine.current(stored)
        case _:
            pass
    return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)


def _is_enumeration(machine: Machine, value: Class) -> bool:
    return any(
        isinstance(base, Reference) and base.path.startswith("enum.")
        for owner in definitions.bases(machine, value)
        for base in owner.bases
    )


def _of_reference(value: Reference, name: str, span: Span) -> Value:
    path = f"{value.path}.{name}"
    if path in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return Known(value=True, span=span)
    if path == "sys.platform":
        return Known(value="linux", span=span)
    return Reference(path=path, span=span)


def _of_module(machine: Machine, value: Module, name: str, span: Span) -> Value:
    scope = machine.load(value.name)
    if scope is not None and name in scope.names:
        return machine.current(scope.names[name])
    if machine.load(f"{value.name}.{name}") is not None:
        return Module(name=f"{value.name}.{name}", span=span)
    return Unknown(why=f"the module `{value.name}` has no `{name}`", span=span)


def _of_instance(machine: Machine, value: Instance, name: str, span: Span) -> Value:
    for key, found in value.attributes:
        if key == name:
            return machine.current(found)
    found_member = definitions.member(machine, value.of, name)
    if isinstance(found_member, Function):
        # A bound method: `call` finds the function again and puts the instance first.
        return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)
    if found_member is not None:
        return found_member
    for field in value.of.fields:
        if field.name == name and field.default is not None:
            return field.default
    return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)


def put_attribute(machine: Machine, value: Value, name: str, new: Value, span: Span) -> None:
    """`value.name = new`."""
    if isinstance(value, Instance):
        now = machine.current(value)
        attributes = now.attributes if isinstance(now, Instance) else value.attributes
        kept = tuple((key, old) for key, old in attributes if key != name)
        machine.mutate(
            value, Instance(of=value.of, attributes=(*kept, (name, new)), token=value.token, span=value.span)
        )
    elif isinstance(value, Record | Function):
        machine.attributes[(value.token, name)] = new
    machine.emit("set", value, machine.frozen(new), span, name=name)


def item(machine: Machine, value: Value, key: Value, span: Span) -> Value:
    """The value of `value[key]`."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Items) and isinstance(key, Known) and type(key.value) is int:
        if -len(value.items) <= key.value < len(value.items):
            return machine.current(value.items[key.value])
        return Unknown(why=f"index {key.value} is out of range", span=span)
    if isinstance(value, Table):
        wanted = constant(key)
        for candidate, found in value.entries:
            if wanted is not None and constant(candidate) == wanted:
                return machine.current(found)
        if wanted is not None:
            return Unknown(why="the dictionary has no such key", span=span)
    if isinstance(value, Known) and isinstance(value.value, str) and isinstance(key, Known):
        if type(key.value) is int and -len(value.value) <= key.value < len(value.value):
            return Known(value=value.value[key.value], span=span)
        return Unknown(why="the text has no such index", span=span)
    if isinstance(value, Reference) and value.path == "os.environ":
        return Symbol(op="environment", operands=(key,), span=span)
    if isinstance(key, Unknown) and not isinstance(value, Reference | Class):
        return key
    return Symbol(op="index", operands=(value, machine.frozen(key)), span=span)


def put_item(machine: Machine, value: Value, key: Value, new: Value, span: Span) -> None:
    """`value[key] = new`."""
    now = machine.current(value)
    if isinstance(now, Table):
        entries = tuple(put(list(now.entries), key, new))
        machine.mutate(now, Table(entries=entries, token=now.token, span=now.span))
    elif isinstance(now, Items) and isinstance(key, Known) and type(key.value) is int:
        if -len(now.items) <= key.value < len(now.items):
            items = list(now.items)
            items[key.value] = new
            machine.mutate(now, Items(kind=now.kind, items=tuple(items), token=now.token, span=now.span))
    elif isinstance(now, Items):
        machine.mutate(now, Unknown(why="an item with an unknown index was set", span=span))
    machine.emit("set", value, machine.frozen(new), span, key=machine.frozen(key))
