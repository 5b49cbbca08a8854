"""Attributes and items: reading and setting them."""

from icefloe.evaluate import definitions, enumeration, held, lost, paths, platforms, records, scopes
from icefloe.evaluate.identity import first_content, one_object
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.merge import choice
from icefloe.evaluate.operators import constant, entry, put
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

_ATTRIBUTES = 1_000


def get(machine: Machine, value: Value, name: str, span: Span) -> Value:
    """The value of `value.name`."""
    if isinstance(value, Symbol) and isinstance(first_content(value), Instance) and one_object(value) is not None:
        found = _of_contents(machine, value, name, span)
        return found if found is not None else get(machine, first_content(value), name, span)
    match value:
        case Unknown():
            return value
        case Reference():
            return _of_reference(value, name, span)
        case Module():
            return _of_module(machine, value, name, span)
        case Instance():
            return value.of if name == "__class__" else _of_instance(machine, value, name, span)
        case _:
            found = _of_object(machine, value, name, span)
    if found is not None:
        return found
    return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)


def _of_object(machine: Machine, value: Value, name: str, span: Span) -> Value | None:
    """An attribute of a class, a function, or of what is a record or symbol; None if it is not known."""
    match value:
        case Class():
            return _of_class(machine, value, name, span)
        case Record():
            stored = machine.attributes.get((value.token, name))
            if stored is not None:
                return machine.current(stored)
            return _of_word(machine, value, name) or records.attribute(machine, value, name, span)
        case Function():
            return _of_function(machine, value, name, span)
        case Symbol() if name in {"value", "name"}:
            return enumeration.attribute(machine, value, name, span)
        case Symbol() if (of := enumeration.of_member(machine, value)) is not None:
            return _unwrapped(machine, value, definitions.member(machine, of[0], name), name, span)
        case _:
            return None


def _of_word(machine: Machine, value: Record, name: str) -> Value | None:
    """A constant that an object of a dialect's word was made with, under its name: `task.name`."""
    words = machine.returns
    argument = value.argument(name) if value.path in words and not words.holds(value.path) else None
    return argument.value if argument is not None and isinstance(argument.value, Known) else None


def _of_class(machine: Machine, value: Class, name: str, span: Span) -> Value | None:
    found = definitions.member(machine, value, name)
    method = _unwrapped(machine, value, found, name, span)
    if method is not None:
        return method
    # A member of an enumeration is an object of its own, not the value that it was given.
    if found is not None and (isinstance(found, Function) or not enumeration.is_enumeration(machine, value)):
        return machine.current(found)
    return None


def _of_function(machine: Machine, value: Function, name: str, span: Span) -> Value | None:
    stored = machine.attributes.get((value.token, name))
    if stored is not None:
        return machine.current(stored)
    names = {"__name__": value.name, "__qualname__": value.qualname, "__module__": value.module}
    return Known(value=names[name], span=span) if name in names else None


def _of_reference(value: Reference, name: str, span: Span) -> Value:
    path = f"{value.path}.{name}"
    if path in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return Known(value=False, span=span)
    if path in {"sys.version_info.major", "sys.version_info.minor"}:
        # Python 3 is all that there is; of its minor versions several may be allowed.
        if path.endswith("major"):
            return Known(value=3, span=span)
        return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)
    return platforms.constant(path, span) or Reference(path=path, span=span)


def _of_module(machine: Machine, value: Module, name: str, span: Span) -> Value:
    scope = machine.load(value.name)
    if scope is not None and name in scope.names:
        return machine.current(scope.names[name])
    if machine.load(f"{value.name}.{name}") is not None:
        return Module(name=f"{value.name}.{name}", span=span)
    if scope is None and any(one.startswith(f"{value.name}.{name}.") for one in machine.modules):
        return Module(name=f"{value.name}.{name}", span=span)
    help = scopes.suggestion(name, () if scope is None else scope.names, f"use a name that `{value.name}` has")
    return Unknown(why=f"the module `{value.name}` has no `{name}`", span=span, help=help)


def _of_contents(machine: Machine, value: Value, name: str, span: Span) -> Value | None:
    """An attribute that was set, of one object with one of several contents; None if it is not set in each."""
    if isinstance(value, Symbol):
        then, otherwise = (_of_contents(machine, one, name, span) for one in value.operands[1:])
        return None if then is None or otherwise is None else choice(value.operands[0], then, otherwise, span)
    attributes = value.attributes if isinstance(value, Instance) else ()
    return next((machine.current(found) for key, found in attributes if key == name), None)


def _of_instance(machine: Machine, value: Instance, name: str, span: Span) -> Value:
    for key, found in value.attributes:
        if key == name:
            return machine.current(found)
    found_member = definitions.member(machine, value.of, name)
    method = _unwrapped(machine, value, found_member, name, span)
    if method is not None:
        return method
    if isinstance(found_member, Function):
        # A bound method: `call` finds the function again and puts the instance first.
        return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)
    if found_member is not None:
        return machine.current(found_member)
    for field in value.of.fields:
        if field.name == name and field.default is not None:
            return field.default
    return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)


def _unwrapped(
    machine: Machine, value: Instance | Class | Symbol, found: Value | None, name: str, span: Span
) -> Value | None:
    """A member that one of the builtin decorators has wrapped: the function, a bound method, a property's value."""
    if not isinstance(found, Record) or len(found.arguments) != 1:
        return None
    function = found.arguments[0].value
    if found.path == "builtins.staticmethod":
        return function
    if found.path == "builtins.classmethod":
        return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)
    if found.path == "builtins.property" and not isinstance(value, Class) and isinstance(function, Function):
        return machine.call(function, (definitions.positional(value),), span)
    return None


def _set(machine: Machine, content: Value, name: str, new: Value) -> Value:
    """Set an attribute in one of the contents of an object."""
    assert isinstance(content, Instance)
    kept = tuple((key, old) for key, old in content.attributes if key != name)
    made = Instance(of=content.of, attributes=(*kept, (name, new)), token=content.token, span=content.span)
    machine.mutate(content, made)
    return new


def put_attribute(machine: Machine, value: Value, name: str, new: Value, span: Span) -> None:
    """`value.name = new`."""
    if isinstance(value, Symbol) and isinstance(first_content(value), Instance) and one_object(value) is not None:
        value = first_content(value)
    if isinstance(value, Instance):
        now = machine.current(value)
        token = one_object(now) if isinstance(now, Symbol) else None
        special = definitions.member(machine, value.of, name), definitions.member(machine, value.of, "__setattr__")
        if token is not None and special[1] is None and not isinstance(special[0], Record | Instance):
            lost.each_content(machine, now, token, lambda one: _set(machine, one, name, new))
            machine.emit("set", value, machine.frozen(new), span, name=name)
            return
        if not isinstance(now, Instance) or special[1] is not None or isinstance(special[0], Record | Instance):
            machine.mutate(value, Unknown(why=f"what setting `{name}` does is not followed", span=span))
            machine.emit("set", value, machine.frozen(new), span, name=name)
            return
        attributes = now.attributes
        if len(attributes) >= _ATTRIBUTES:
            machine.mutate(value, Unknown(why=f"the object has more than {_ATTRIBUTES:,} attributes", span=span))
            return
        kept = tuple((key, old) for key, old in attributes if key != name)
        machine.mutate(
            value, Instance(of=value.of, attributes=(*kept, (name, new)), token=value.token, span=value.span)
        )
    elif isinstance(value, Record | Function | Class):
        machine.attributes[(value.token, name)] = new
        if isinstance(value, Record) and held.is_held(machine, value):
            held.put(machine, value, Known(value=name, span=span), new)
    elif isinstance(value, Module):
        scope = machine.load(value.name)
        if scope is not None:
            scope.own()[name] = new
    else:
        lost.lose(machine, [value], f"`{name}` was set of what may be this", span)
    machine.emit("set", value, machine.frozen(new), span, name=name)


def item(machine: Machine, value: Value, key: Value, span: Span) -> Value:
    """The value of `value[key]`."""
    found: Value | None = None
    match value:
        case Unknown():
            return value
        case Items():
            found = _of_items(machine, value, key, span)
        case Table():
            found = _of_table(machine, value, key, span)
        case Known(value=str(text)) if isinstance(key, Known):
            if type(key.value) is int and -len(text) <= key.value < len(text):
                return Known(value=text[key.value], span=span)
            return Unknown(why="the text has no such index", span=span)
        case Reference(path="os.environ"):
            return Symbol(op="environment", operands=(key,), span=span)
        case Record() | Reference() | Class() | Instance() | Symbol():
            found = _of_library(machine, value, key, span)
        case _:
            pass
    if found is not None:
        return found
    if isinstance(key, Unknown) and not isinstance(value, Reference | Class):
        return key
    return Symbol(op="index", operands=(value, machine.frozen(key)), span=span)


def _of_items(machine: Machine, value: Items, key: Value, span: Span) -> Value | None:
    if not isinstance(key, Known) or type(key.value) is not int:
        return None
    if -len(value.items) <= key.value < len(value.items):
        return machine.current(value.items[key.value])
    return Unknown(why=f"index {key.value} is out of range", span=span)


def _of_table(machine: Machine, value: Table, key: Value, span: Span) -> Value | None:
    found = entry(value, key)
    if found is None and value.token in machine.factories:
        made = machine.call(machine.factories[value.token], (), span)
        now = machine.current(value)
        if isinstance(now, Table):
            machine.mutate(now, put(now, key, made, machine.places))
        return made
    if found is None:
        return Unknown(why="the dictionary has no such key", span=span)
    return machine.current(found) if constant(key) is not None else None


def _of_library(machine: Machine, value: Value, key: Value, span: Span) -> Value | None:
    """An item of something that Python's library, a dialect's word or the project itself says how to take."""
    match value:
        case Record() if held.is_held(machine, value):
            return held.item(machine, value, key, span)
        case Reference(path="sys.version_info") if isinstance(key, Known) and key.value == 0:
            return Known(value=3, span=span)
        case Class() if enumeration.is_enumeration(machine, value):
            return enumeration.by_name(machine, value, key, span)
        case Symbol(op="attribute") if paths.is_path(value.operands[0]):
            return paths.item_of_parents(machine, value.operands[0], key, span)
        case Instance():
            method = definitions.member(machine, value.of, "__getitem__")
            if isinstance(method, Function):
                return machine.call(method, (definitions.positional(value), definitions.positional(key)), span)
            fields = tuple(one for _, one in value.attributes) if is_named_tuple(value) else ()
            at = key.value if isinstance(key, Known) and type(key.value) is int else len(fields)
            return machine.current(fields[at]) if -len(fields) <= at < len(fields) else None
        case _:
            return None


def is_named_tuple(value: Instance) -> bool:
    """Whether an object is a named tuple."""
    return any(isinstance(base, Reference) and base.path == "typing.NamedTuple" for base in value.of.bases)


def put_item(machine: Machine, value: Value, key: Value, new: Value, span: Span) -> None:
    """`value[key] = new`."""
    now = machine.current(value)
    if isinstance(value, Record) and held.is_held(machine, value):
        held.put(machine, value, key, new)
    token = lost.one_object(now) if isinstance(now, Symbol) else None
    if token is not None:
        lost.each_content(machine, now, token, lambda content: _put(machine, content, key, new, span))
    else:
        _put(machine, now, key, new, span)
    machine.emit("set", value, machine.frozen(new), span, key=machine.frozen(key))


def _put(machine: Machine, now: Value, key: Value, new: Value, span: Span) -> Value:
    """Set an item of what an object holds now; gives what was set."""
    if isinstance(now, Table):
        machine.mutate(now, put(now, key, new, machine.places))
    elif isinstance(now, Items):
        at = int(key.value) if isinstance(key, Known) and isinstance(key.value, int) else len(now.items)
        if -len(now.items) <= at < len(now.items):
            items = list(now.items)
            items[at] = new
            machine.mutate(now, Items(kind=now.kind, items=tuple(items), token=now.token, span=now.span))
        else:
            machine.mutate(now, Unknown(why="an item with an unknown index was set", span=span))
    elif not isinstance(now, Instance):
        lost.lose(machine, [now], "an item was set of what may be this", span)
    return new


def remove(machine: Machine, value: Value, name: str, span: Span) -> None:
    """`del value.name`."""
    now = machine.current(value)
    if isinstance(now, Instance):
        kept = tuple((key, old) for key, old in now.attributes if key != name)
        machine.mutate(now, Instance(of=now.of, attributes=kept, token=now.token, span=now.span))
    elif isinstance(now, Record | Function | Class):
        machine.attributes[(now.token, name)] = Unknown(why=f"`{name}` was deleted", span=span)
