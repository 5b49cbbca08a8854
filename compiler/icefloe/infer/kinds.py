"""What kind of class a class of the project is, as far as its header tells."""

from icefloe.types import AnyType, CallableType
from icefloe.values import Class, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

#: What makes objects of a class that may be called in ways that its code does not show.
ANYHOW = CallableType(None, AnyType())
DATACLASSES = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_HARMLESS = DATACLASSES | {
    "typing.final",
    "typing_extensions.final",
    "typing.runtime_checkable",
    "typing_extensions.runtime_checkable",
    "functools.total_ordering",
    "enum.unique",
    "typing.no_type_check",
    "warnings.deprecated",
    "typing_extensions.deprecated",
}
_METACLASSES = frozenset({"abc.ABCMeta", "builtins.type", "enum.EnumMeta", "enum.EnumType"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What its decorators make of a class: a dataclass, of which kind, or something that is not seen into."""

    dataclass: bool = False
    frozen: bool = False
    ordered: bool = False
    compared: bool = False
    keyword_only: bool = False
    made: bool = True
    opaque: bool = False


def kind_of(of: Class) -> Kind:
    """What the decorators and the metaclass of a class make of it."""
    found = Kind(frozen=any(path_of(base).endswith("typing.NamedTuple") for base in of.bases))
    opaque = any(word.name == "metaclass" and path_of(word.value) not in _METACLASSES for word in of.keywords or ())
    for decorator in of.decorators:
        path = path_of(decorator.function if isinstance(decorator, Record) else decorator)
        if path in DATACLASSES:
            found = _dataclass(decorator)
        opaque = opaque or path not in _HARMLESS
    return Kind(
        dataclass=found.dataclass,
        frozen=found.frozen,
        ordered=found.ordered,
        compared=found.compared,
        keyword_only=found.keyword_only,
        made=found.made,
        opaque=opaque,
    )


def _dataclass(decorator: Value) -> Kind:
    def says(name: str, otherwise: bool) -> bool:
        given = decorator.argument(name) if isinstance(decorator, Record) else None
        return otherwise if given is None or not isinstance(given.value, Known) else given.value.value is True

    return Kind(
        dataclass=True,
        frozen=says("frozen", False),
        ordered=says("order", False),
        compared=says("eq", True) and not says("unsafe_hash", False),
        keyword_only=says("kw_only", False),
        made=says("init", True),
    )


def path_of(value: Value) -> str:
    """The dotted path of a name from outside, without what stands in brackets after it."""
    if isinstance(value, Symbol) and value.op == "index":
        value = value.operands[0]
    return value.path if isinstance(value, Reference) else ""


def wrapped_in(annotation: Value, name: str) -> bool:
    """Whether `ClassVar[…]`, `Final[…]` or the like stands around an annotation, or is all of it."""
    while isinstance(annotation, Symbol) and annotation.op == "index":
        if path_of(annotation.operands[0]).rpartition(".")[2] == name:
            return True
        if path_of(annotation.operands[0]).rpartition(".")[2] not in ("Annotated", "ClassVar", "Final", "Required"):
            return False
        annotation = annotation.operands[1]
    return path_of(annotation).rpartition(".")[2] == name
