"""What is known of classes: the project's own from their source, the standard library's from the owned table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from icefloe.infer.annotation import Annotations, ClassAt
from icefloe.infer.functional import key_of
from icefloe.infer.signature import method
from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import (
    AnyType,
    Declaration,
    Key,
    Member,
    Named,
    TupleType,
    Type,
    TypeVar,
    UnknownType,
)
from icefloe.values import Class, Function, Items, Known, Record, Reference, Symbol, Value

_MODEL = Declaration("pydantic.BaseModel", final_names=False)
_ASSETS = ("Artifact", "Checkpoint", "Dataset", "FeatureSet", "Metrics", "Model", "Prompt", "Report")
_OWN = {
    **{
        f"flowyml.{name}": Declaration(f"flowyml.{name}", bases=(Named("flowyml.Asset"),), final_names=False)
        for name in _ASSETS
    },
    "flowyml.Asset": Declaration("flowyml.Asset", final_names=False),
    "pydantic.BaseModel": _MODEL,
    "pydantic.main.BaseModel": _MODEL,
    "typing.LiteralString": Declaration("typing.LiteralString", bases=(Named("builtins.str"),)),
}
_HARMLESS = frozenset({"dataclasses.dataclass", "typing.final", "typing.runtime_checkable", "functools.total_ordering"})
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__getattr__", "__getattribute__", "__init_subclass__"})
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Classes:
    """The hierarchy of one project's classes."""

    library: StandardLibrary
    class_at: ClassAt
    annotations: Callable[[], Annotations]

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class, by its dotted path, or None."""
        if self.library.has(path):
            return self.library.declaration(path)
        found = self.class_at(path)
        return _OWN.get(path) if found is None else self._declaration(path, found)

    def _declaration(self, path: str, found: Class) -> Declaration:
        bases = [(_path(base, self.library), base) for base in found.bases]
        keys = tuple(self._keys(found, 0)) if self._is(found, "typing.TypedDict", 0) else None
        return Declaration(
            path=path,
            parameters=self._parameters(found),
            bases=tuple(self._base(found, name, base) for name, base in bases),
            members=tuple(self._members(found)),
            protocol=any(name == "typing.Protocol" for name, _ in bases),
            keys=keys,
            final_names=_is_final(found, self.library),
        )

    def _base(self, found: Class, path: str, base: Value) -> Type:
        if path == "typing.NamedTuple":
            return TupleType(tuple(self.annotations().read(f.annotation) for f in found.fields))
        if path in ("typing.Generic", "typing.Protocol"):
            return Named(path)
        read = self.annotations().read(base)
        return UnknownType(f"the base class of {found.name} is Any") if isinstance(read, AnyType) else read

    def _parameters(self, found: Class) -> tuple[TypeVar, ...]:
        explicit = [b for b in found.bases if _path(b, self.library) in ("typing.Generic", "typing.Protocol")]
        explicit = [b for b in explicit if isinstance(b, Symbol)]
        seen: dict[str, TypeVar] = {}
        for base in explicit or found.bases:
            for one in _type_variables(base):
                read = self.annotations().read(one)
                if isinstance(read, TypeVar):
                    seen.setdefault(read.name, read)
        return tuple(seen.values())

    def _members(self, found: Class) -> Iterator[Member]:
        fields = {f.name for f in found.fields}
        for field in found.fields:
            yield Member(field.name, self.annotations().read(field.annotation), method=False)
        for name, value in found.methods:
            if isinstance(value, Function):
                yield Member(name, method(value, self.annotations().read))
            elif name not in fields:
                absent = isinstance(value, Known) and value.value is None and name.startswith("__")
                untyped = UnknownType(f"the type of {found.name}.{name} is not declared")
                yield Member(name, untyped, method=False, absent=absent)

    def _is(self, found: Class, wanted: str, depth: int) -> bool:
        """Whether a class is, by its bases in the project, of a special form."""
        if depth > _DEEPEST:
            return False
        return any(
            _path(base, self.library) == wanted or (isinstance(base, Class) and self._is(base, wanted, depth + 1))
            for base in found.bases
        )

    def _keys(self, found: Class, depth: int) -> Iterator[Key]:
        keys: dict[str, Key] = {}
        for base in found.bases:
            if isinstance(base, Class) and depth < _DEEPEST:
                keys |= {key.name: key for key in self._keys(base, depth + 1)}
        total = next((k.value for k in found.keywords or () if k.name == "total"), None)
        required = not (isinstance(total, Known) and total.value is False)
        for field in found.fields:
            keys[field.name] = key_of(field.name, field.annotation, self.annotations().read, required)
        yield from keys.values()


def _path(base: Value, library: StandardLibrary) -> str:
    """The dotted path of a base class, without its type arguments."""
    if isinstance(base, Symbol) and base.op == "index":
        base = base.operands[0]
    return library.path(base.path) if isinstance(base, Reference) else ""


def _type_variables(value: Value, depth: int = 0) -> Iterator[Record]:
    if isinstance(value, Record) and value.path.endswith(".TypeVar"):
        yield value
    elif depth < _DEEPEST and isinstance(value, Symbol | Items):
        for part in value.items if isinstance(value, Items) else value.operands:
            yield from _type_variables(part, depth + 1)


def _is_final(found: Class, library: StandardLibrary) -> bool:
    """Whether its objects have no other names than the class's: nothing in it could set some."""
    if any(name in _MAKERS for name, _ in found.methods):
        return False
    if any(k.name == "metaclass" for k in found.keywords or ()):
        return False
    decorators = [d.function if isinstance(d, Record) else d for d in found.decorators]
    return all(isinstance(d, Reference) and library.path(d.path) in _HARMLESS for d in decorators)
