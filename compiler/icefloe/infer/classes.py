"""What is known of classes: the project's own from their source, the standard library's from the owned table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import TypeAlias

from icefloe.infer.annotation import Annotations, ClassAt, stands_for
from icefloe.infer.functional import ENUMERATIONS, key_of
from icefloe.infer.kinds import ANYHOW, kind_of
from icefloe.infer.stdlib import StandardLibrary
from icefloe.types import (
    AnyType,
    Declaration,
    Hierarchy,
    Key,
    Named,
    NeverType,
    TupleType,
    Type,
    TypeVar,
    UnknownType,
    ancestry,
    causes,
    substitute,
)
from icefloe.types.walk import arguments
from icefloe.values import Argument, Class, Items, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

Attributes: TypeAlias = Callable[[str], Mapping[str, Type] | None]
_ASSETS = ("Artifact", "Checkpoint", "Dataset", "FeatureSet", "Metrics", "Model", "Prompt", "Report")
_BOOL = Named("builtins.bool")
_OWN = {
    **{
        f"flowyml.{name}": Declaration(
            f"flowyml.{name}", bases=(Named("flowyml.Asset"),), final_names=False, made=ANYHOW
        )
        for name in _ASSETS
    },
    "flowyml.Asset": Declaration("flowyml.Asset", final_names=False, made=ANYHOW),
    **{
        path: Declaration(path, final_names=False, made=ANYHOW)
        for path in ("pydantic.BaseModel", "pydantic.main.BaseModel")
    },
    "typing.LiteralString": Declaration("typing.LiteralString", bases=(Named("builtins.str"),)),
    "typing.TypeGuard": Declaration("typing.TypeGuard", (TypeVar("T", variance="covariant"),), (_BOOL,)),
    "typing.TypeIs": Declaration("typing.TypeIs", (TypeVar("T"),), (_BOOL,)),
}
_VARIABLES = (".TypeVar", ".ParamSpec", ".TypeVarTuple")
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__"})
_DYNAMIC = frozenset({"__getattr__", "__getattribute__"})
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Classes:
    """The hierarchy of one project's classes; `attributes` are what the methods of one set, where that is read."""

    library: StandardLibrary
    class_at: ClassAt
    annotations: Callable[[], Annotations]
    foreign: Hierarchy | None = None
    attributes: Attributes | None = None
    kept: dict[str, Declaration] = field(default_factory=dict[str, Declaration])

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class, by its dotted path, or None."""
        if self.library.has(path):
            return self.library.declaration(path)
        if path not in self.kept:
            found = self._found(path)
            if found is None:
                return None
            self.kept[path] = found
        return self.kept[path]

    def _found(self, path: str) -> Declaration | None:
        found = self.class_at(path)
        if found is not None:
            return self._declaration(path, found)
        return _OWN.get(path) or self._alias(path) or (None if self.foreign is None else self.foreign(path))

    def _alias(self, path: str) -> Declaration | None:
        """Another name of a type that speaks of itself."""
        annotations = self.annotations()
        module, _, name = path.rpartition(".")
        value = None if annotations.value_at is None else annotations.value_at(module, name)
        if isinstance(value, Record) and value.path in ENUMERATIONS:
            from icefloe.infer import class_makers

            return class_makers.enumeration(value, path)
        if not isinstance(value, Symbol):
            return None
        annotations.reading[path] = False
        own = value.operands[1] if value.op == "alias" else None
        parameters = [annotations.read(one) for one in own.items] if isinstance(own, Items) else []
        return Declaration(
            path,
            parameters=tuple(one for one in parameters if isinstance(one, TypeVar)),
            alias=annotations.read(stands_for(value)),
        )

    def _declaration(self, path: str, found: Class) -> Declaration:
        names = [_path(base, self.library) for base in found.bases]
        is_keyed = self._is(found, "typing.TypedDict", 0)
        read = self.annotations().read
        from icefloe.infer.class_members import ClassMembers

        members = ClassMembers(found, read, lambda: self.attributes(path) if self.attributes is not None else {})
        bases = tuple(self._base(found, name, base) for name, base in zip(names, found.bases, strict=True))
        variables = self._parameters(found)
        kind = kind_of(found)
        # Whether the fields of a frozen dataclass make it covariant is not agreed upon.
        agreed = not (kind.dataclass and kind.frozen)
        from icefloe.types.variance import inferred

        parameters = inferred(path, variables, bases, members, self.declaration) if agreed else variables
        keys = tuple(self._keys(found, 0)) if is_keyed else None
        metaclass = next((word.value for word in found.keywords or () if word.name == "metaclass"), None)
        from icefloe.infer import class_makers

        return Declaration(
            path=path,
            parameters=parameters,
            bases=bases,
            members=members,
            protocol="typing.Protocol" in names,
            keys=keys,
            extra=self._extra(found, 0) if is_keyed else None,
            final_names=self._is_final(found),
            maker=lambda: class_makers.constructor(found, Named(path, parameters), read),
            values=class_makers.values(found, path) if self._is_enumeration(found, 0) else None,
            metaclass=None if metaclass is None else read(metaclass),
        )

    def _base(self, found: Class, path: str, base: Value) -> Type:
        if path == "typing.NamedTuple":
            return TupleType(tuple(self.annotations().read(f.annotation) for f in found.fields))
        if path in ("typing.Generic", "typing.Protocol"):
            return Named(path)
        read = self.annotations().read(base)
        if isinstance(read, AnyType):
            return UnknownType(f"the base class of {found.name} is Any", causes.OPAQUE)
        return read

    def _parameters(self, found: Class) -> tuple[TypeVar, ...]:
        explicit = [b for b in found.bases if _path(b, self.library) in ("typing.Generic", "typing.Protocol")]
        explicit = [b for b in explicit if isinstance(b, Symbol)]
        seen: dict[str, TypeVar] = {}
        for base in explicit or found.bases:
            for one in _type_variables(base, self.library):
                read = self.annotations().read(one)
                if isinstance(read, TypeVar):
                    seen.setdefault(read.name, read)
        return tuple(seen.values())

    def _is(self, found: Class, wanted: str, depth: int) -> bool:
        """Whether a class is, by its bases in the project, of a special form."""
        if depth > _DEEPEST:
            return False
        if any(_path(base, self.library) == wanted for base in found.bases):
            return True
        return any(self._is(base, wanted, depth + 1) for base in map(_bare, found.bases) if isinstance(base, Class))

    def _is_enumeration(self, found: Class, depth: int) -> bool:
        """Whether a class is an enumeration whose members cannot be joined, as flags can."""
        for base in found.bases if depth < _DEEPEST else ():
            if isinstance(base, Class) and self._is_enumeration(base, depth + 1):
                return True
            above = ancestry(Named(_path(base, self.library)), self.library.declaration)
            if above.named("enum.Enum") is not None:
                return above.named("enum.Flag") is None
        return False

    def _keys(self, found: Class, depth: int) -> Iterator[Key]:
        keys: dict[str, Key] = {}
        for base in found.bases:
            owner = _bare(base)
            if isinstance(owner, Class) and depth < _DEEPEST:
                solved = self._solved(owner, base)
                inherited = [replace(k, type=substitute(k.type, solved)) for k in self._keys(owner, depth + 1)]
                keys |= {key.name: key for key in inherited}
        total = _word(found, "total")
        required = not (total is not None and isinstance(total.value, Known) and total.value.value is False)
        for one in found.fields:
            keys[one.name] = key_of(one.name, one.annotation, self.annotations().read, required)
        yield from keys.values()

    def _solved(self, owner: Class, base: Value) -> Mapping[str, Type]:
        """What the type parameters of a base stand for."""
        read = self.annotations().read(base)
        parameters = self._parameters(owner)
        if not parameters or not isinstance(read, Named):
            return {}
        return arguments(Declaration(read.path, parameters), read)

    def _extra(self, found: Class, depth: int) -> Type | None:
        """The type of further keys of a TypedDict: `Never` of a closed one."""
        more, closed = _word(found, "extra_items"), _word(found, "closed")
        if more is not None:
            return self.annotations().read(more.value)
        if closed is not None and isinstance(closed.value, Known):
            return NeverType() if closed.value.value is True else None
        above = [_bare(base) for base in found.bases]
        owners = [self._extra(one, depth + 1) for one in above if isinstance(one, Class) and depth < _DEEPEST]
        return next((one for one in owners if one is not None), None)

    def _is_final(self, found: Class) -> bool:
        """Whether its objects have no other names than those that are known: nothing in it could give them some."""
        names = {name for name, _ in found.methods}
        if names & _DYNAMIC or kind_of(found).opaque:
            return False
        return self.attributes is not None or found.span.path.endswith(".pyi") or not names & _MAKERS


def _word(found: Class, name: str) -> Argument | None:
    """A keyword of the header of a class."""
    return next((word for word in found.keywords or () if word.name == name), None)


def _bare(base: Value) -> Value:
    """A base class without its type arguments."""
    return base.operands[0] if isinstance(base, Symbol) and base.op == "index" else base


def _path(base: Value, library: StandardLibrary) -> str:
    """The dotted path of a base class from outside, without its type arguments."""
    base = _bare(base)
    return library.path(base.path) if isinstance(base, Reference) else ""


def _type_variables(value: Value, library: StandardLibrary, depth: int = 0) -> Iterator[Value]:
    made = isinstance(value, Record) and value.path.endswith(_VARIABLES)
    if made or (isinstance(value, Reference) and library.path(value.path) == "typing.AnyStr"):
        yield value
    elif depth < _DEEPEST and isinstance(value, Symbol | Items):
        for part in value.items if isinstance(value, Items) else value.operands:
            yield from _type_variables(part, library, depth + 1)
