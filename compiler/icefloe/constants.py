"""From the evaluator's values to Python's literals and to their JSON form."""

import pathlib

from icefloe.values import Class, Function, Items, Known, Module, Record, Reference, Symbol, Table, Unknown, Value
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import EncodeError, Ref

PATHS = ("pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath", "pathlib.PurePosixPath")
MAX_DEPTH = 64


class NotLiteralError(ValueError):
    """A value is no literal. The text completes "… because"; `value` is the part that is to blame."""

    def __init__(self, why: str, value: Value) -> None:
        super().__init__(why)
        self.why = why
        self.value = value


def literal_of(value: Value) -> Json:
    """The JSON form of a value; `NotLiteralError` if it has none."""
    try:
        return literals.encode(python_of(value))
    except EncodeError as error:
        raise NotLiteralError(str(error), value) from None


def python_of(value: Value, depth: int = 0) -> object:
    """The Python object of a value; a class, a module-level function, a module or an imported name gives a `Ref`."""
    if depth > MAX_DEPTH:
        raise NotLiteralError(f"it is nested more than {MAX_DEPTH} levels deep", value)
    match value:
        case Known():
            return value.value
        case Items():
            return _items(value, depth + 1)
        case Table():
            return _table(value, depth + 1)
        case Record() if value.path in PATHS:
            return _path(value, depth + 1)
        case Symbol(op="/", operands=(left, right)):
            start, rest = python_of(left, depth + 1), python_of(right, depth + 1)
            if isinstance(start, pathlib.Path) and isinstance(rest, str | pathlib.Path):
                return start / rest
        case _:
            return _address(value)
    raise NotLiteralError(_why(value), value)


def _items(value: Items, depth: int) -> object:
    items = [python_of(item, depth) for item in value.items]
    if value.kind == "list":
        return items
    if value.kind == "tuple":
        return tuple(items)
    try:
        return set(items)
    except TypeError as error:
        raise NotLiteralError(str(error), value) from None


def _table(value: Table, depth: int) -> object:
    try:
        return {python_of(key, depth): python_of(item, depth) for key, item in value.entries}
    except TypeError as error:
        raise NotLiteralError(str(error), value) from None


def _path(record: Record, depth: int) -> object:
    parts = [python_of(argument.value, depth) for argument in record.arguments]
    plain = all(argument.name is None and not argument.star for argument in record.arguments)
    if not plain or not all(isinstance(part, str | pathlib.Path) for part in parts):
        raise NotLiteralError("the arguments of a path are not known", record)
    return pathlib.Path(*[part for part in parts if isinstance(part, str | pathlib.Path)])


def _address(value: Value) -> Ref:
    match value:
        case Reference(path=path):
            module, _, name = path.rpartition(".")
            return Ref(module=module or name, name=name if module else "")
        case Module(name=name):
            return Ref(module=name, name="")
        case Class(module=module, qualname=name) | Function(module=module, qualname=name) if "<" not in name:
            return Ref(module=module, name=name)
        case _:
            raise NotLiteralError(_why(value), value)


def _why(value: Value) -> str:
    match value:
        case Unknown(why=why):
            return why
        case Record(path=path):
            return f"it is what `{path}()` returns"
        case Function(name=name) | Class(name=name):
            return f"`{name}` is defined inside a function"
        case Symbol(op=op):
            return f"it is only known when the pipeline runs ({op})"
        case _:
            return f"it is an object of the program ({type(value).__name__.lower()})"
