"""What objects of the project's classes have: fields, properties, methods, and what their methods set."""

from collections.abc import Iterator, Mapping

from icefloe.infer.bodies.joining import plain
from icefloe.infer.bodies.walk import Project, unread
from icefloe.types import NONE, AnyType, Named, Type
from icefloe.values import Class, Function, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

_DEEPEST = 12
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "abc.abstractproperty"})
_KEPT = frozenset({"typing.Generic", "typing.Protocol", "builtins.object", "abc.ABC", "typing.NamedTuple"})
_MODEL = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings"})
_MODEL_MAKERS = frozenset(
    {"model_validate", "model_validate_json", "model_construct", "parse_obj", "parse_raw", "parse_file", "from_orm"}
    | {"construct"}
)
_MODEL_COPIES = frozenset({"model_copy", "copy"})
_RECORD = Named("builtins.dict", (Named("builtins.str"), AnyType()))
_MODEL_TEXTS: Mapping[str, Type] = {
    "model_dump": _RECORD,
    "dict": _RECORD,
    "model_dump_json": Named("builtins.str"),
    "json": Named("builtins.str"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """A function that a class has under a name; `how` tells what it takes first."""

    function: Function
    how: str
    owner: Class


@dataclass(frozen=True, slots=True)
class Lineage:
    """A class and its bases in the project, in the order they are looked through; `open` where others come between."""

    classes: tuple[Class, ...]
    open: bool
    model: bool = False


def path_of(of: Class) -> str:
    """The dotted path of a class."""
    return f"{of.module}.{of.qualname}"


def lineage(of: Class) -> Lineage:
    """A class and everything in the project that it derives from."""
    found: dict[int, Class] = {}
    outside: list[str] = []
    for base in _above(of, 0):
        if isinstance(base, Class):
            found.pop(base.token, None)
            found[base.token] = base
        else:
            outside.append(base)
    rest = [path for path in outside if path not in _KEPT and path not in _MODEL]
    return Lineage(tuple(found.values()), bool(rest), any(path in _MODEL for path in outside))


def _above(of: Class, depth: int) -> Iterator[Class | str]:
    yield of
    for base in of.bases:
        plain_base = base.operands[0] if isinstance(base, Symbol) and base.op == "index" else base
        if isinstance(plain_base, Class) and depth < _DEEPEST:
            yield from _above(plain_base, depth + 1)
        else:
            yield plain_base.path.replace("typing_extensions.", "typing.") if isinstance(plain_base, Reference) else "?"


def method(of: Class, name: str, after: str = "") -> Method | None:
    """The function that a class has under a name, inherited or not; `after` skips to what stands behind that class."""
    owners = list(lineage(of).classes)
    if after:
        owners = owners[next((i + 1 for i, one in enumerate(owners) if path_of(one) == after), len(owners)) :]
    for owner in owners:
        for key, value in reversed(owner.methods):
            if key == name:
                found = unwrapped(value)
                return None if found is None else Method(found[0], found[1], owner)
    return None


def unwrapped(value: Value) -> tuple[Function, str] | None:
    """A member as the function that it is, and what it takes first: an `object`, a `class`, or nothing (`static`).

    A `property` is read without being called.
    """
    if isinstance(value, Function):
        return value, "class" if value.name == "__new__" else "object"
    if not isinstance(value, Record):
        return None
    receiver = value.receiver
    if isinstance(receiver, Record) and receiver.path in _PROPERTIES:
        return unwrapped(receiver)
    inner = value.arguments[0].value if len(value.arguments) == 1 else None
    kinds = {"builtins.staticmethod": "static", "builtins.classmethod": "class"}
    kind = "property" if value.path in _PROPERTIES else kinds.get(value.path, "")
    return (inner, kind) if isinstance(inner, Function) and kind else None


def attribute(project: Project, type: Named, of: Class, name: str) -> Type | None:
    """The type of `object.name`; None where the class does not tell."""
    if type.arguments:
        return None
    above = lineage(of)
    for owner in above.classes:
        for field in owner.fields:
            if field.name == name:
                return project.annotation(field.annotation)
        for key, value in reversed(owner.methods):
            if key == name:
                return _member(project, type, owner, value, name)
        found = project.attributes(path_of(owner)).get(name)
        if found is not None:
            return found
    return None


def _member(project: Project, type: Named, owner: Class, value: Value, name: str) -> Type | None:
    found = unwrapped(value)
    if found is not None and found[1] == "property":
        first = found[0].parameters[0].name if found[0].parameters else ""
        return project.called(found[0], {first: type})
    if found is not None:
        return None
    if isinstance(value, Record | Symbol):
        return unread(f"the type of .{name} is not known")
    told = project.attributes(path_of(owner)).get(name)
    own = plain(project.infer(value, {}))
    if own == NONE and told is None:
        return unread(f"other code may set .{name}, which begins as None")
    return own if told is None or told == own else unread(f".{name} is set by methods as well")


def of_model(of: Class, name: str) -> Type | None:
    """What a method that pydantic gives to its models returns."""
    if not lineage(of).model:
        return None
    if name in _MODEL_MAKERS or name in _MODEL_COPIES:
        return Named(path_of(of))
    return _MODEL_TEXTS.get(name)
