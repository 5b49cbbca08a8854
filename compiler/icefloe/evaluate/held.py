"""Records that hold their keyword arguments, as a dialect's word may say: reading them, and changing them."""

from collections.abc import Iterable
from dataclasses import replace

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import entry, table
from icefloe.source import Span
from icefloe.trace import Folded
from icefloe.values import Argument, Items, Known, Record, Reference, Symbol, Table, Unknown, Value

# What a mapping has beside its keys; the names of its own methods are never keys.
_READING = frozenset({"get", "keys", "values", "items", "copy", "to_dict"})
_METHODS = _READING | {"update", "inherit", "pop", "setdefault", "clear"}
# Calls that only tell somebody what is in their arguments.
_TALKING = ("builtins.print", "logging.", "loguru.", "structlog.", "pprint.", "rich.", "warnings.warn", "click.echo")


def hold(machine: Machine, made: Record) -> None:
    """From here on a record is a mapping of its keyword arguments (and of what its receiver holds)."""
    entries: list[tuple[Value, Value]] = []
    unknown: Value | None = None
    receiver = made.receiver
    if receiver is not None and is_held(machine, receiver):
        inherited = content(machine, receiver)
        entries += inherited.entries if isinstance(inherited, Table) else ()
        unknown = None if isinstance(inherited, Table) else inherited
    added = _added(machine, made.arguments)
    if isinstance(added, Unknown):
        unknown = unknown or added
    else:
        entries += added
    begun = table(entries, machine.token(), made.span)
    machine.contents[made.token] = begun
    if unknown is not None:
        machine.mutate(begun, unknown)


def defined(machine: Machine, arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """The arguments of a record that holds values, with those that the user gives in place of the source's."""
    return tuple(replace(one, value=_defined(machine, one)) if not one.star else one for one in arguments)


def _defined(machine: Machine, argument: Argument) -> Value:
    value = machine.current(argument.value)
    if argument.name is not None:
        given = machine.defines.get(argument.name)
        return argument.value if given is None else _value(machine, given, value)
    if not isinstance(value, Table):
        return argument.value
    entries = [
        (key, item if (given := machine.defines.get(_name(key))) is None else _value(machine, given, item))
        for key, item in value.entries
    ]
    return table(entries, machine.token(), value.span)


def _name(key: Value) -> str:
    return key.value if isinstance(key, Known) and isinstance(key.value, str) else ""


def _value(machine: Machine, text: str, instead: Value) -> Value:
    """A text as a value of the kind that it stands in place of: a text is itself, everything else is JSON."""
    if isinstance(instead, Known) and isinstance(instead.value, str):
        return Known(value=text, span=instead.span)
    from icefloe import documents

    found = documents.parse("json", text, instead.span, places=False)
    if isinstance(found, documents.Refusal):
        return Known(value=text, span=instead.span)
    made = owned(machine, found)
    if isinstance(made, Known) and isinstance(instead, Known) and isinstance(instead.value, float):
        number = made.value
        return Known(value=float(number), span=made.span) if type(number) is int else made
    return made


def owned(machine: Machine, value: Value) -> Value:
    """The same data with identities of its own."""
    machine.budget.spend(value.span)
    if isinstance(value, Items):
        items = tuple(owned(machine, item) for item in value.items)
        return Items(kind=value.kind, items=items, token=machine.token(), span=value.span)
    if isinstance(value, Table):
        entries = tuple((key, owned(machine, item)) for key, item in value.entries)
        return Table(entries=entries, token=machine.token(), span=value.span)
    return value


def _added(machine: Machine, arguments: Iterable[Argument]) -> list[tuple[Value, Value]] | Unknown:
    """The entries that a call names: by keyword, or in dictionaries."""
    entries: list[tuple[Value, Value]] = []
    for argument in arguments:
        value = content(machine, argument.value)
        if argument.name is not None:
            entries.append((Known(value=argument.name, span=argument.span), argument.value))
        elif isinstance(value, Table):
            entries.extend(value.entries)
        else:
            why = value.why if isinstance(value, Unknown) else "what it holds is only known when it runs"
            return Unknown(why=why, span=argument.span)
    return entries


def is_held(machine: Machine, value: Value) -> bool:
    """Whether a value is a record that holds values, and is asked for them while something is built."""
    return isinstance(value, Record) and value.token in machine.contents and not machine.at_run


def content(machine: Machine, value: Value) -> Value:
    """A value as the mapping that it is: what a record holds, everything else as it is now."""
    if isinstance(value, Record) and is_held(machine, value):
        return machine.current(machine.contents[value.token])
    return machine.current(value)


def whole(machine: Machine, value: Value, span: Span) -> Value:
    """What a record holds, all of it read; everything else as it is now."""
    found = content(machine, value)
    if isinstance(value, Record) and isinstance(found, Table):
        for key, _ in found.entries:
            read(machine, value, key, span)
    return found


def read(machine: Machine, record: Record, key: Value, span: Span) -> None:
    """Note that one value was read."""
    if isinstance(key, Known) and isinstance(key.value, str):
        machine.folded.setdefault(Folded(record=record.token, key=key.value, span=span))


def item(machine: Machine, record: Record, key: Value, span: Span) -> Value | None:
    """The value of `record[key]`; None if it is not known what the record holds."""
    found = content(machine, record)
    if isinstance(found, Unknown):
        return found
    if not isinstance(found, Table):
        return None
    value = entry(found, key)
    if value is None:
        return Unknown(why=f"`{record.path.rpartition('.')[2]}` holds no such value", span=span)
    read(machine, record, key, span)
    return machine.current(value)


def attribute(machine: Machine, record: Record, name: str, span: Span) -> Value | None:
    """The value of `record.name`, if it holds one of that name."""
    found = content(machine, record)
    if name in _METHODS or not isinstance(found, Table):
        return None
    key = Known(value=name, span=span)
    value = entry(found, key)
    if value is None or isinstance(value, Unknown):
        return value
    read(machine, record, key, span)
    return machine.current(value)


def method_of(
    machine: Machine, record: Record, name: str, arguments: tuple[Argument, ...], span: Span
) -> tuple[Table, str] | None:
    """The mapping to call a method of, and its name there; None if the call is to be a record too."""
    found = content(machine, record)
    if name == "update":
        _update(machine, record, arguments, span)
        return None
    if not isinstance(found, Table) or any(argument.star for argument in arguments):
        return None
    if name == "get" and arguments:
        read(machine, record, arguments[0].value, span)
        return found, name
    if name not in _READING:
        return None
    whole(machine, record, span)
    return found, "copy" if name == "to_dict" else name


def _update(machine: Machine, record: Record, arguments: tuple[Argument, ...], span: Span) -> None:
    """`record.update(…)`."""
    begun, now, added = machine.contents[record.token], content(machine, record), _added(machine, arguments)
    if isinstance(now, Table) and not isinstance(added, Unknown):
        machine.mutate(begun, table([*now.entries, *added], begun.token, begun.span))
    else:
        why = added.why if isinstance(added, Unknown) else "what it held before is only known when it runs"
        machine.mutate(begun, Unknown(why=why, span=span))


def put(machine: Machine, record: Record, key: Value, new: Value) -> None:
    """`record[key] = new`, and `record.key = new`."""
    begun, now = machine.contents[record.token], content(machine, record)
    if isinstance(now, Table):
        machine.mutate(begun, table([*now.entries, (key, new)], begun.token, begun.span))


def told(machine: Machine, function: Value, reads: int, effects: int) -> None:
    """Forget the reads of the arguments of a call that only prints or logs them."""
    if len(machine.folded) == reads or len(machine.effects) != effects or not _talks(function):
        return
    for one in list(machine.folded)[reads:]:
        del machine.folded[one]


def _talks(function: Value) -> bool:
    owner = function
    while isinstance(owner, Symbol) and owner.op == "attribute":
        owner = owner.operands[0]
    return isinstance(owner, Reference | Record) and owner.path.startswith(_TALKING)
