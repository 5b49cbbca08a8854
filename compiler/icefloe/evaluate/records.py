"""Objects of the standard library that are seen into although they are records: what is asked of them."""

from icefloe.evaluate import enumeration, held, paths
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant
from icefloe.source import Span
from icefloe.values import Argument, Instance, Known, Record, Symbol, Table, Value

# Calls that give an object whose attributes are its keyword arguments.
NAMESPACES = frozenset(
    {"types.SimpleNamespace", "argparse.Namespace", "box.Box", "easydict.EasyDict", "munch.Munch", "addict.Dict"}
)


def attribute(machine: Machine, value: Record, name: str, span: Span) -> Value | None:
    """The value of an attribute of a record, or None if it is not one that is seen into."""
    if held.is_held(machine, value):
        return held.attribute(machine, value, name, span)
    if value.path in paths.PATHS:
        return paths.attribute(machine, value, name, span)
    return None


def method(machine: Machine, owner: Value, name: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of a method of a record or object, or None if it is not one that is seen into."""
    if isinstance(owner, Instance):
        return _of_instance(machine, owner, name, arguments, span)
    if not isinstance(owner, Record):
        return None
    if owner.path in paths.PATHS:
        made = paths.method(machine, owner, name, arguments, span)
        if made is not None:
            return made
    if owner.path == "string.Template":
        text = owner.argument("template", 0)
        known = text.value.value if text is not None and isinstance(text.value, Known) else None
        from icefloe.evaluate import standard

        return standard.template(known, name, arguments, machine, span) if isinstance(known, str) else None
    if name not in {"read_text", "read"}:
        return None
    from icefloe.evaluate import readfiles

    return readfiles.method(machine, owner, name, span)


def _of_instance(
    machine: Machine, owner: Instance, name: str, arguments: tuple[Argument, ...], span: Span
) -> Value | None:
    """Methods that come with pydantic's models and with named tuples."""
    if name in {"model_dump", "dict", "_asdict"} and not arguments:
        from icefloe.evaluate import collecting

        return collecting.plain(machine, owner)
    if name in {"model_copy", "_replace"}:
        changes = arguments
        if name == "model_copy":
            update = machine.current(arguments[0].value) if len(arguments) == 1 else None
            entries = update.entries if isinstance(update, Table) else ()
            known = [(constant(key), key, value) for key, value in entries]
            changes = tuple(
                Argument(name=str(key.value), value=value, span=span)
                for _, key, value in known
                if isinstance(key, Known)
            )
        new = {a.name: a.value for a in changes if a.name is not None}
        attributes = dict(owner.attributes) | new
        return Instance(of=owner.of, attributes=tuple(attributes.items()), token=machine.token(), span=span)
    return None


def called(
    machine: Machine, function: Record, arguments: tuple[Argument, ...], span: Span
) -> tuple[Value, str, Value] | None:
    """What `itemgetter("a")(x)` and `attrgetter("a")(x)` ask: the object, `item` or `attribute`, and the key."""
    if function.path not in {"operator.itemgetter", "operator.attrgetter"} or len(arguments) != 1:
        return None
    key = function.argument("", 0)
    if key is None or len(function.arguments) != 1 or not isinstance(key.value, Known):
        return None
    kind = function.path.removeprefix("operator.").removesuffix("getter")
    if kind == "attr" and (not isinstance(key.value.value, str) or "." in key.value.value):
        return None
    return arguments[0].value, kind, key.value


def is_member(machine: Machine, value: Value) -> bool:
    """Whether a value is a member of an enumeration."""
    return isinstance(value, Symbol) and enumeration.of_member(machine, value) is not None
