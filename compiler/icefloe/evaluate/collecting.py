"""`collections`, `copy` and `dataclasses`: tables with defaults, classes made by a call, copies."""

import keyword

from icefloe.evaluate import builtin_dict, definitions, iteration
from icefloe.evaluate.iterators import Handler
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant, table
from icefloe.evaluate.paths import PATHS
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Field,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Table,
    Unknown,
    Value,
)

_DEPTH = 40


def _defaultdict(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    first = next((a.value for a in arguments if a.name is None), None)
    made = builtin_dict.dictionary(machine, arguments[1:] if first is not None else arguments, span)
    if isinstance(made, Table) and first is not None:
        machine.factories[made.token] = first
    return made


def _counter(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if len(arguments) > 1 or any(a.name is not None for a in arguments):
        return None
    value = machine.current(arguments[0].value) if arguments else Table(entries=(), token=0, span=span)
    if isinstance(value, Table):
        made = table(value.entries, machine.token(), span)
    else:
        found = iteration.elements(machine, value)
        if found is None or any(constant(one) is None for one in found):
            return None
        counts: dict[object, tuple[Value, int]] = {}
        for one in found:
            key = constant(one)
            counts[key] = (counts[key][0] if key in counts else one, counts[key][1] + 1 if key in counts else 1)
        made = table([(one, Known(value=n, span=span)) for one, n in counts.values()], machine.token(), span)
    machine.factories[made.token] = Reference(path="builtins.int", span=span)
    return made


def _namedtuple(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`namedtuple("Point", "x y")`: a class with fields and no code."""
    named = {a.name: a.value for a in arguments if a.name is not None}
    positional = [a.value for a in arguments if a.name is None]
    names = _names(machine, positional[1]) if len(positional) == 2 else None
    title = positional[0] if positional else None
    if (
        names is None
        or not isinstance(title, Known)
        or not isinstance(title.value, str)
        or not named.keys() <= {"defaults"}
    ):
        return None
    defaults = iteration.elements(machine, named["defaults"]) if "defaults" in named else ()
    if defaults is None or len(defaults) > len(names):
        return None
    free = len(names) - len(defaults)
    anything = Reference(path="typing.Any", span=span)
    fields = tuple(
        Field(name=name, annotation=anything, default=defaults[at - free] if at >= free else None, span=span)
        for at, name in enumerate(names)
    )
    return Class(
        token=machine.token(),
        module=machine.live[0].module if machine.live else "",
        qualname=title.value,
        name=title.value,
        bases=(Reference(path="typing.NamedTuple", span=span),),
        decorators=(),
        fields=fields,
        methods=(),
        span=span,
        name_span=span,
    )


def _names(machine: Machine, value: Value) -> list[str] | None:
    if isinstance(value, Known) and isinstance(value.value, str):
        names = value.value.replace(",", " ").split()
    else:
        found = iteration.elements(machine, value) or ()
        names = [one.value for one in found if isinstance(one, Known) and isinstance(one.value, str)]
    good = all(name.isidentifier() and not keyword.iskeyword(name) for name in names)
    return names if names and good and len(set(names)) == len(names) else None


def _copy(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    match value:
        case Items() if not iteration.is_iterator(machine, value):
            return Items(kind=value.kind, items=value.items, token=machine.token(), span=span)
        case Table():
            return Table(entries=value.entries, token=machine.token(), span=span)
        case Instance():
            return Instance(of=value.of, attributes=value.attributes, token=machine.token(), span=span)
        case Known():
            return value
        case _:
            return None


def _deepcopy(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _copied(machine, arguments[0].value, {}, 0) if len(arguments) == 1 else None


def _copied(machine: Machine, raw: Value, done: dict[int, Value], depth: int) -> Value | None:
    """A copy of a value and of all that it holds; None if it holds something that is not seen into."""
    value = machine.current(raw)
    if depth > _DEPTH or iteration.is_iterator(machine, value):
        return None
    match value:
        case Known() | Function() | Class() | Module() | Reference():
            return value
        case Record() if value.path in PATHS:
            return value
        case Items() | Table() | Instance():
            if value.token not in done:
                machine.budget.spend(value.span)
                made = _inner(machine, value, done, depth + 1)
                if made is None:
                    return None
                done[value.token] = made
            return done[value.token]
        case _:
            return None


def _inner(machine: Machine, value: Items | Table | Instance, done: dict[int, Value], depth: int) -> Value | None:
    token = machine.token()
    if isinstance(value, Items):
        items = [_copied(machine, item, done, depth) for item in value.items]
        kept = tuple(item for item in items if item is not None)
        return Items(kind=value.kind, items=kept, token=token, span=value.span) if len(kept) == len(items) else None
    entries = value.entries if isinstance(value, Table) else value.attributes
    copies = [_copied(machine, item, done, depth) for _, item in entries]
    known = [copy for copy in copies if copy is not None]
    if len(known) < len(copies):
        return None
    if isinstance(value, Table):
        rows = tuple((key, item) for (key, _), item in zip(value.entries, known, strict=True))
        return Table(entries=rows, token=token, span=value.span)
    attributes = tuple((name, item) for (name, _), item in zip(value.attributes, known, strict=True))
    return Instance(of=value.of, attributes=attributes, token=token, span=value.span)


def _replace(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`dataclasses.replace(x, a=1)`."""
    value = machine.current(arguments[0].value) if arguments and arguments[0].name is None else None
    if not isinstance(value, Instance) or any(a.name is None for a in arguments[1:]):
        return None
    if definitions.member(machine, value.of, "__post_init__") is not None:
        return Unknown(why=f"what `__post_init__` of `{value.of.name}` does to a copy is not followed", span=span)
    new = {a.name: a.value for a in arguments[1:] if a.name is not None}
    attributes = {name: new.get(name, old) for name, old in value.attributes} | new
    return Instance(of=value.of, attributes=tuple(attributes.items()), token=machine.token(), span=span)


def _asdict(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    return _plain(machine, value, 0) if isinstance(value, Instance) else None


def plain(machine: Machine, value: Instance) -> Value:
    """An object as a dictionary of its attributes, and so on inside."""
    return _plain(machine, value, 0)


def _plain(machine: Machine, raw: Value, depth: int) -> Value:
    value = machine.current(raw)
    if depth > _DEPTH:
        return Unknown(why="it is nested too deeply", span=value.span)
    machine.budget.spend(value.span)
    match value:
        case Instance():
            entries = [(Known(value=n, span=v.span), _plain(machine, v, depth + 1)) for n, v in value.attributes]
            return table(entries, machine.token(), value.span)
        case Table():
            rows = [(key, _plain(machine, item, depth + 1)) for key, item in value.entries]
            return table(rows, machine.token(), value.span)
        case Items():
            items = tuple(_plain(machine, item, depth + 1) for item in value.items)
            return Items(kind=value.kind, items=items, token=machine.token(), span=value.span)
        case _:
            return value


HANDLERS: dict[str, Handler] = {
    "collections.OrderedDict": builtin_dict.dictionary,
    "collections.defaultdict": _defaultdict,
    "collections.Counter": _counter,
    "collections.namedtuple": _namedtuple,
    "copy.copy": _copy,
    "copy.deepcopy": _deepcopy,
    "dataclasses.replace": _replace,
    "dataclasses.asdict": _asdict,
}
