"""Classes of configuration, read from their source: dataclasses, models, typed dictionaries, enumerations."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Literal

from icefloe.dialect import Reader
from icefloe.dialects.motools.config import shipped
from icefloe.dialects.motools.config.fields import Field, hidden, parts_of
from icefloe.dialects.motools.config.forms import Forms
from icefloe.dialects.motools.config.shape import Anything, Form, Nested, OneOf, Part, Plain, Shape
from icefloe.types import TypedDictType
from icefloe.values import Argument, Class, Function, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

_MAKERS = ("dataclasses.dataclass", "pydantic.dataclasses.", "attr.", "attrs.")
_MODELS = ("pydantic.", "pydantic_settings.", "msgspec.", "sqlmodel.", "typing.NamedTuple")
_OWN = ("motools.", "mozoo.", "mashumaro.")
_ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag")
_HARMLESS = ("typing.", "typing_extensions.", "functools.", "builtins.object", "abc.")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a project's classes; `open` are those that are being read, `made` those that have been, `cut` those
    that stand inside themselves: there the class is left open."""

    reader: Reader
    open: list[str] = field(default_factory=list[str])
    cut: list[str] = field(default_factory=list[str])
    made: dict[str, Shape] = field(default_factory=dict[str, Shape])

    def of(self, value: Value | None) -> Shape | None:
        """The shape of what stands as a class of configuration; None if nothing is known of it."""
        match value:
            case Class():
                form = self._class(value)
                return form.shape if isinstance(form, Nested) else None
            case Reference(path=path):
                return shipped.shape(path)
            case _:
                return None

    def form(self, annotation: Value, beside: Class | None = None) -> Form:
        """The form of the values of a field with that annotation; `beside` is the class that it stands in."""
        return self._forms(beside).of(self.reader.types.annotation(annotation))

    def _forms(self, beside: Class | None) -> Forms:
        def named(name: str) -> Form:
            if beside is None:
                return Anything()
            found = self.reader.function(f"{beside.module}.{name}", beside.span.path)
            return self._class(found) if isinstance(found, Class) else Anything()

        return Forms(self.at, named, self.reader.types.spell)

    def at(self, path: str) -> Form:
        """The form of a class by its path."""
        found = self.reader.types.class_at(path)
        if found is not None:
            return self._class(found)
        known = shipped.shape(path)
        if known is not None:
            return Nested(shape=known)
        module, _, name = path.rpartition(".")
        return Anything(target=f"{module}:{name}" if module and module != "builtins" else "")

    def _class(self, found: Class) -> Form:
        values = _members(found)
        if values is not None:
            return OneOf(values=values, of=found.name) if values else Anything()
        path = f"{found.module}.{found.qualname}"
        if path in self.made:
            return Nested(shape=self.made[path])
        if path in self.open or len(self.open) > _DEEPEST:
            self.cut.append(path)
            return Anything(target=target(found))
        before = len(self.cut)
        self.open.append(path)
        shape = self._shape(found, path)
        self.open.pop()
        if shape is None:
            return Anything(target=target(found))
        # What was left open in a circle that another class begins is read anew from where it is asked for.
        if all(one == path for one in self.cut[before:]):
            self.made[path] = shape
        return Nested(shape=shape)

    def _shape(self, found: Class, path: str) -> Shape | None:
        declaration = self.reader.types.declaration(path)
        if declaration is not None and declaration.keys is not None:
            shape = self._forms(found).keys(TypedDictType(path, declaration.keys))
            return replace(shape, span=found.name_span, value=found, description=_first_line(found))
        kind = kind_of(found)
        if kind == "":
            return None
        parts = {one.name: one for owner in reversed(lineage(found)) for one in self._own(owner, kind)}
        after = next((m for owner in lineage(found) for n, m in owner.methods if n == "__post_init__"), None)
        return Shape(
            name=found.name,
            target=target(found),
            parts=tuple(self._described(found, tuple(parts.values()))),
            unknown=_unknown(found),
            span=found.name_span,
            description=_first_line(found),
            value=found,
            after=after if isinstance(after, Function) else None,
        )

    def _own(self, owner: Class, kind: str) -> Iterator[Part]:
        """The fields that a class adds to those of its bases; a base from outside that is known comes first."""
        for base in owner.bases:
            known = shipped.shape(base.path) if isinstance(base, Reference) else None
            yield from () if known is None else known.parts
        if kind == "class":
            yield from parts_of(self.reader, initialised(owner), lambda note: self.form(note, owner))
        elif kind != "data" or _is_decorated(owner) or not _is_plain(owner):
            fields = tuple(
                Field(name=one.name, annotation=one.annotation, default=one.default, span=one.span)
                for one in owner.fields
                if not hidden(one.name, one.annotation) and not (kind == "model" and one.name.startswith("_"))
            )
            aliases = _aliases(owner)
            for part in parts_of(self.reader, fields, lambda note: self.form(note, owner)):
                yield replace(part, name=aliases.get(part.attribute, part.name))

    @staticmethod
    def _described(found: Class, parts: tuple[Part, ...]) -> Iterator[Part]:
        said = _attributes("\n".join(owner.docstring or "" for owner in lineage(found)))
        for part in parts:
            yield replace(part, description=part.description or said.get(part.attribute, ""))


def target(found: Class) -> str:
    """The address of a class, `module:Class`; nothing for one that is defined inside a function."""
    return "" if "<" in found.qualname else f"{found.module}:{found.qualname}"


def lineage(found: Class) -> list[Class]:
    """A class and those of the project that it is made from, nearest first, each once."""
    seen: dict[str, Class] = {f"{found.module}.{found.qualname}": found}
    waiting = [found]
    while waiting:
        for base in map(_head, waiting.pop(0).bases):
            path = f"{base.module}.{base.qualname}" if isinstance(base, Class) else ""
            if isinstance(base, Class) and path not in seen:
                seen[path] = base
                waiting.append(base)
    return list(seen.values())


def kind_of(found: Class) -> Literal["data", "model", "class", ""]:
    """How objects of a class are made: from its fields, as a model, by an `__init__` of its own; or it cannot be told.

    One that is derived from a class of motools is meant to be a dataclass, whether it is decorated or not.
    """
    family = lineage(found)
    if any(name == "__init__" and isinstance(m, Function) for name, m in found.methods):
        return "class"
    bases = [base for owner in family for base in _paths(owner.bases)]
    if any(base.startswith(_MODELS) for base in bases):
        return "model"
    if any(_is_decorated(owner) for owner in family) or any(base.startswith(_OWN) for base in bases):
        return "data"
    if any(name == "__init__" for owner in family for name, _ in owner.methods):
        return "class"
    return "class" if all(base.startswith(_HARMLESS) for base in bases) else ""


def is_undecorated(found: Class) -> bool:
    """Whether a class has fields that are none, as nothing makes a dataclass of it."""
    return kind_of(found) == "data" and bool(found.fields) and not found.decorators and _is_plain(found)


def _is_plain(owner: Class) -> bool:
    """Whether nothing but a decorator could make a dataclass of a class."""
    return not owner.decorators and not any(path.startswith(_MODELS) for path in _paths(owner.bases))


def _is_decorated(owner: Class) -> bool:
    return any(path.startswith(_MAKERS) for path in _paths(owner.decorators))


def _paths(values: tuple[Value, ...]) -> Iterator[str]:
    for one in map(_head, values):
        if isinstance(one, Reference | Record):
            yield one.path.removesuffix("()")


def _head(value: Value) -> Value:
    """A class without its type arguments."""
    return value.operands[0] if isinstance(value, Symbol) and value.op == "index" else value


def initialised(owner: Class) -> tuple[Field, ...]:
    """The parameters of an `__init__`, as fields."""
    made = next((m for one in lineage(owner) for name, m in one.methods if name == "__init__"), None)
    if not isinstance(made, Function):
        return ()
    return tuple(
        Field(name=one.name, annotation=one.annotation, default=one.default, span=one.span)
        for one in made.parameters[1:]
        if one.kind in ("normal", "keyword")
    )


def _members(found: Class) -> tuple[Plain, ...] | None:
    """The values of an enumeration; none if they are not constants; None for what is no enumeration."""
    family = lineage(found)
    bases = [path for owner in family for path in _paths(owner.bases)]
    if not any(path in _ENUMS for path in bases):
        return None
    values: list[Plain] = []
    for name, value in found.methods:
        if isinstance(value, Function) or name.startswith("_"):
            continue
        if isinstance(value, Record) and value.path == "enum.auto":
            values.append(name.lower() if "enum.StrEnum" in bases else len(values) + 1)
        elif isinstance(value, Known) and not isinstance(value.value, bytes | complex):
            values.append(value.value)
        elif not isinstance(value, Record):
            return ()
    return tuple(dict.fromkeys(values))


def _unknown(found: Class) -> Literal["ignored", "refused", "kept"]:
    """What a class does with a key that is no field."""
    for owner in lineage(found):
        members = dict(owner.methods)
        settings, inner = members.get("model_config"), members.get("Config")
        extra: Argument | None = settings.argument("extra") if isinstance(settings, Record) else None
        value: Value | None = None if extra is None else extra.value
        if isinstance(inner, Class):
            names = dict(inner.methods)
            value = names.get("extra", value)
            forbids = names.get("forbid_extra_keys")
            if isinstance(forbids, Known) and forbids.value is True:
                return "refused"
        said = value.value if isinstance(value, Known) else None
        if said in ("forbid", "allow"):
            return "refused" if said == "forbid" else "kept"
    return "ignored"


def _aliases(owner: Class) -> Mapping[str, str]:
    """The keys that mashumaro's `Config.aliases` gives to fields."""
    inner = dict(owner.methods).get("Config")
    table = dict(inner.methods).get("aliases") if isinstance(inner, Class) else None
    rows = getattr(table, "entries", ())
    return {str(k.value): str(v.value) for k, v in rows if isinstance(k, Known) and isinstance(v, Known)}


def _first_line(found: Class) -> str:
    return (found.docstring or "").partition("\n")[0].strip()


def _attributes(text: str) -> Mapping[str, str]:
    """What the section `Attributes:` of docstrings says of each name."""
    found: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        bare = line.strip()
        if not line.startswith(" "):
            inside = bare in ("Attributes:", "Args:", "Fields:")
            continue
        name, colon, said = bare.partition(":")
        name = name.partition(" ")[0]
        if inside and colon and name.isidentifier():
            found.setdefault(name, said.strip())
    return found
