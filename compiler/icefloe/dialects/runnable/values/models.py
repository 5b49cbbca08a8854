"""A pydantic model that a task takes, against the fields of the dict that it is made from."""

from collections.abc import Iterator

from icefloe.connections import Connection
from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.returning import tables
from icefloe.dialects.runnable.values.shapes import Shape, shape
from icefloe.findings import Note
from icefloe.graph import Graph, Port
from icefloe.infer import Types
from icefloe.types import LiteralType, Named, TupleType, Type, TypedDictType, Union, spell
from icefloe.values import Items, Known, Table, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_TRUTHS = frozenset({"0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes"})
_LISTS = frozenset({"builtins.list", "builtins.set", "builtins.frozenset"})
_NAMED = frozenset({"builtins.int", "builtins.str", "builtins.float", "builtins.bool", "builtins.list"})
_DEEPEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why a model cannot be made, and the places that tell it."""

    why: str
    notes: tuple[Note, ...] = ()


def unfit(part: Graph, connection: Connection, port: Port | None, reader: Reader) -> Iterator[Unfit]:
    """What keeps a model from being made of the value of a connection."""
    wanted = connection.binding.type
    if not isinstance(wanted, Named):
        return
    model = shape(wanted.path, reader.types)
    if model.form != "model" or not model.strict:
        return
    written = _written(part, connection, port)
    if written is not None:
        yield from _entries(written, wanted, model, reader.types, 0)
        return
    names = _names(connection, reader)
    missing = model.needed - names if names is not None else frozenset[str]()
    if missing:
        yield _missing(wanted, model, missing)


def _missing(wanted: Type, model: Shape, missing: frozenset[str]) -> Unfit:
    names = sorted(missing)
    fields = ", ".join(f"`{name}`" for name in names)
    one = len(names) == 1
    why = f"`{spell(wanted)}` cannot be made, {fields} {'is' if one else 'are'} not there, and "
    notes = tuple(Note(message="the field", span=span) for name, span in model.places if name in missing)
    return Unfit(why=f"{why}{'has' if one else 'have'} no default", notes=notes)


def _entries(table: Table, wanted: Type, model: Shape, types: Types, depth: int) -> Iterator[Unfit]:
    """What is wrong with a dict that is written out."""
    given = {key.value: value for key, value in table.entries if isinstance(key, Known)}
    missing = frozenset(name for name in model.needed if name not in given)
    if missing and len(given) == len(table.entries):
        yield _missing(wanted, model, missing)
    places = dict(model.places)
    for name, type_ in model.fields:
        value = given.get(name)
        if value is None:
            continue
        inner = shape(type_.path, types) if isinstance(type_, Named) else None
        if inner is not None and inner.form == "model" and isinstance(value, Table):
            yield from _entries(value, type_, inner, types, depth + 1) if inner.strict and depth < _DEEPEST else ()
        elif _refused(type_, value, types, 0):
            notes = [Note(message="this value", span=value.span)]
            notes += [Note(message="the field", span=places[name])] if name in places else []
            yield Unfit(
                why=f"its field `{name}` takes `{spell(type_)}`, and {_shown(value)} is none", notes=tuple(notes)
            )


def _shown(value: Value) -> str:
    text = repr(value.value) if isinstance(value, Known) else "a list" if isinstance(value, Items) else "a dict"
    return f"`{text}`" if isinstance(value, Known) and len(text) <= 40 else text[:40]


def _refused(wanted: Type, value: Value, types: Types, depth: int) -> bool:
    """Whether pydantic certainly refuses a value that JSON has for a field of a type."""
    if not isinstance(value, Known | Items | Table) or depth > _DEEPEST:
        return False
    match wanted:
        case Union(members):
            return all(_refused(member, value, types, depth + 1) for member in members)
        case LiteralType(path=path, value=only) if path.startswith("builtins."):
            return not isinstance(value, Known) or value.value != only or type(value.value) is not type(only)
        case TupleType():
            return not isinstance(value, Items)
        case TypedDictType():
            return not isinstance(value, Table)
        case Named():
            return _no_class(wanted, value, types, depth)
        case _:
            return False


def _no_class(wanted: Named, value: Known | Items | Table, types: Types, depth: int) -> bool:
    path = wanted.path
    if path in _LISTS:
        inside = wanted.arguments[0] if wanted.arguments else None
        if not isinstance(value, Items):
            return True
        return inside is not None and any(_refused(inside, item, types, depth + 1) for item in value.items)
    if path == "builtins.dict":
        inside = wanted.arguments[1] if len(wanted.arguments) == 2 else None
        if not isinstance(value, Table):
            return True
        return inside is not None and any(_refused(inside, item, types, depth + 1) for _, item in value.entries)
    if path == "types.NoneType":
        return not isinstance(value, Known) or value.value is not None
    return _no_scalar(path, value)


def _no_scalar(path: str, value: Known | Items | Table) -> bool:
    known = value.value if isinstance(value, Known) else None
    match path:
        case "builtins.str":
            return not isinstance(known, str)
        case "builtins.bool":
            return str(known).lower() not in _TRUTHS and not isinstance(known, bool) and known not in (0.0, 1.0)
        case "builtins.int" if isinstance(known, float):
            return not known.is_integer()
        case "builtins.int" | "builtins.float":
            return not _is_number(known, int if path == "builtins.int" else float)
        case _:
            return False


def _is_number(known: object, make: type[int] | type[float]) -> bool:
    """Whether a value, or a text, can be read as a number. A text with a point may be a whole number to pydantic."""
    if not isinstance(known, str):
        return isinstance(known, int | float)
    try:
        make(known)
    except ValueError:
        return make is int and known.strip().endswith(".0")
    return True


def _names(connection: Connection, reader: Reader) -> frozenset[str] | None:
    """The names that the dict for a model has, None where they are not known."""
    match connection.given:
        case TypedDictType(_, keys):
            return frozenset(key.name for key in keys)
        case LiteralType():
            return frozenset({connection.binding.parameter})
        case Named(path) if path in _NAMED:
            return frozenset({connection.binding.parameter})
        case Named(path):
            found = shape(path, reader.types)
            return frozenset(n for n, _ in found.fields) if found.form == "model" and found.fields else None
        case _:
            return None


def _written(part: Graph, connection: Connection, port: Port | None) -> Table | None:
    """The one dictionary that is written out: in a `return`, or in a parameter file."""
    source = connection.binding.source
    if isinstance(source, plan.FromOutput) and port is not None:
        step = part.step(source.step)
        found = None if step is None or step.body is None else tables(step.body, port.position, len(step.outputs))
        return found[0] if found is not None and len(found) == 1 else None
    if isinstance(source, plan.FromParameter):
        parameter = next((one for one in part.parameters if one.name == source.name), None)
        return parameter.default if parameter is not None and isinstance(parameter.default, Table) else None
    return None
