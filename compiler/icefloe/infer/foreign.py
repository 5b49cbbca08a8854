"""What installed packages say of types: names in annotations, classes, and what can be called."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from icefloe.infer import signature
from icefloe.infer.annotation import Annotations
from icefloe.infer.budget import Budget
from icefloe.infer.classes import Classes
from icefloe.infer.outside import Outside
from icefloe.infer.stdlib import standard_library
from icefloe.types import (
    CallableType,
    Declaration,
    Named,
    OverloadType,
    Type,
    TypeVar,
    UnknownType,
    causes,
    substitute,
    variables,
)
from icefloe.values import Class, Function, Items, Known, Module, Record, Reference, Symbol, Unknown, Value

_Made: TypeAlias = CallableType | OverloadType | None
_STEPS = 20_000
_DEEPEST = 25
_SELF = TypeVar("Self")
_DYNAMIC = frozenset({"__getattr__", "__getattribute__"})
_PLAIN_METACLASSES = frozenset({"abc.ABCMeta", "builtins.type", "enum.EnumMeta", "enum.EnumType"})


class Foreign:
    """Reads what `outside` finds; each path once, whatever project asks for it."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._library = standard_library()
        self._classes = Classes(self._library, self._shell, self._annotations)
        self._declarations: dict[str, Declaration | None] = {}
        self._meanings: dict[str, Type | None] = {}
        self._types: dict[str, Type | None] = {}
        self._depth = 0

    def canonical(self, path: str) -> str:
        """The one path of what a dotted path names."""
        return self._library.path(self._outside.canonical(self._library.path(path)))

    def meaning(self, path: str) -> Type | None:
        """The type that a dotted path means in an annotation, or None where nothing is found under it."""
        if path not in self._meanings:
            if self._depth > _DEEPEST:
                return UnknownType(f"{path} stands for too long a chain of names", causes.LARGE)
            self._meanings[path] = UnknownType(f"{path} is defined by itself", causes.UNREADABLE)
            self._depth += 1
            self._meanings[path] = self._meaning(path)
            self._depth -= 1
        return self._meanings[path]

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class, by its dotted path, or None."""
        if path not in self._declarations:
            self._declarations[path] = None
            self._declarations[path] = self._declaration(path)
        return self._declarations[path]

    def type(self, path: str) -> Type | None:
        """The type of what stands under a dotted path, as an expression: a class is `type[…]`, a function a callable.

        None where nothing is found.
        """
        if path not in self._types:
            self._types[path] = None
            self._types[path] = self._type(path)
        return self._types[path]

    def value_type(self, value: Value) -> Type | None:
        """The type of a value that a package outside holds."""
        match value:
            case Class():
                return Named("builtins.type", (Named(f"{value.module}.{value.qualname}"),))
            case Function() | Record(path=signature.OVERLOAD):
                return signature.callable_of(value, self._function)
            case Symbol(op="annotated", operands=(annotation,)):
                return self._annotations().read(annotation)
            case Symbol(op="attribute", operands=(owner, Known(value=str(name)))):
                whole = self.value_type(owner)
                from icefloe.infer.foreign_members import member_type

                return None if whole is None else member_type(whole, name, self.hierarchy)
            case Reference(path=path):
                return self._library_type(self._library.path(path)) or self.type(path)
            case Known(value=plain):
                return Named("types.NoneType" if plain is None else f"builtins.{type(plain).__name__}")
            case Record(function=Reference(path=path)):
                return self._made(path)
            case Symbol(op="index" | "|"):
                return Named("builtins.type", (self._annotations().read(value),))
            case Module():
                return Named("types.ModuleType")
            case _:
                return None

    def member(self, value: Value) -> Value:
        """What a class holds under a name: methods stand in it as references to where they are defined."""
        return (self._outside.find(value.path) or value) if isinstance(value, Reference) else value

    def _function(self, of: Function) -> CallableType:
        return signature.giving(signature.function(of, self._annotations().read))

    def hierarchy(self, path: str) -> Declaration | None:
        """A class of the standard library or of an installed package."""
        return self._library.declaration(path) if self._library.has(path) else self.declaration(path)

    def _annotations(self) -> Annotations:
        return Annotations(
            self._library, lambda _: None, _module_of, Budget(_STEPS), meaning=self.meaning, self_type=_SELF
        )

    def _meaning(self, path: str) -> Type | None:
        found = self._outside.find(path)
        match found:
            case None:
                return None
            case Class():
                return Named(self._library.path(f"{found.module}.{found.qualname}"))
            case Reference(path=other) if self._library.path(other) == path:
                return None
            case Symbol(op="annotated", operands=(annotation,)):
                return self._instance(path, self._annotations().read(annotation))
            case Reference() | Symbol() | Record() | Items() | Known(value=None):
                return _named(self._annotations().read(found), path)
            case Unknown(why=why):
                return UnknownType(why, causes.unresolvable(path))
            case _:
                return UnknownType(f"{path} is not a type", causes.UNREADABLE)

    @staticmethod
    def _instance(path: str, of: Type) -> Type:
        """What a variable means in an annotation: one that holds a class means that class."""
        if isinstance(of, Named) and of.path == "builtins.type" and len(of.arguments) == 1:
            return of.arguments[0]
        return UnknownType(f"{path} is a variable, not a type", causes.UNREADABLE)

    def _library_type(self, path: str) -> Type | None:
        return Named("builtins.type", (Named(path),)) if self._library.has(path) else self._library.value(path)

    def _type(self, path: str) -> Type | None:
        found = self._outside.find(path)
        if found is None:
            owner, _, name = path.rpartition(".")
            above = self.type(owner) if "." in owner else None
            from icefloe.infer.foreign_members import member_type

            return None if above is None else member_type(above, name, self.hierarchy)
        wrapper = next((w for w in (signature.CLASS_METHOD, signature.STATIC_METHOD) if _is(found, w)), "")
        if not wrapper:
            return self.value_type(found)
        owner, _, name = path.rpartition(".")
        above = self.type(owner)
        from icefloe.infer.foreign_members import member_type

        return None if above is None else member_type(above, name, self.hierarchy)

    def _made(self, path: str) -> Type | None:
        """What a call at the top level of a module made, where a class was called."""
        meant = self._annotations().reference(path)
        declaration = self.hierarchy(meant.path) if isinstance(meant, Named) else None
        return meant if declaration is not None else None

    def _shell(self, path: str) -> Class | None:
        """A class without its methods: its bases, fields and constants, which tell what kind of class it is."""
        found = self._outside.find(path)
        if not isinstance(found, Class):
            return None
        if _infers_variance(found):
            kept = tuple((name, self.member(value)) for name, value in found.methods)
        else:
            kept = tuple((name, value) for name, value in found.methods if isinstance(value, Known | Items | Symbol))
        words = tuple(word for word in found.keywords or () if not _is_plain_metaclass(word.value, word.name))
        return replace(found, methods=kept, keywords=words, bases=tuple(map(self._embedded, found.bases)))

    def _embedded(self, base: Value) -> Value:
        """A base that has only fields, as its class: what makes a TypedDict one stands somewhere above it."""
        if not isinstance(base, Reference) or self._depth > _DEEPEST or self._library.has(base.path):
            return base
        self._depth += 1
        found = self._outside.find(self._outside.canonical(base.path))
        is_bare = isinstance(found, Class) and bool(found.fields) and not found.methods
        made = self._shell(self._outside.canonical(base.path)) if is_bare else None
        self._depth -= 1
        return made or base

    def _declaration(self, path: str) -> Declaration | None:
        found = self._outside.find(path)
        if not isinstance(found, Class):
            return None
        address = self._library.path(f"{found.module}.{found.qualname}")
        if address != path:
            return self.hierarchy(address)
        shell = self._classes.declaration(path)
        if shell is None:
            return None
        names = {name for name, _ in found.methods}
        from icefloe.infer.foreign_members import Members

        members = Members(found, tuple(shell.members), lambda value: self._annotations().read(value), self)
        return replace(
            shell,
            members=members,
            final_names=(_is_stub(found) or shell.final_names) and not names & _DYNAMIC,
            maker=_once(lambda: self._constructor(found, shell)),
        )

    def _constructor(self, found: Class, shell: Declaration) -> CallableType | OverloadType | None:
        """How a class is called to make an object of it, where it says so itself."""
        written: Mapping[str, Value] = dict(found.methods)
        of = Named(shell.path, shell.parameters)
        new, value = (
            None if one is None else self.member(one) for one in (written.get("__new__"), written.get("__init__"))
        )
        by_new = _is_told(new)
        value = new if by_new else value
        if value is None:
            return None
        wrapped = signature.wrapped(value, signature.STATIC_METHOD)
        value = value if wrapped is None else wrapped

        def one(function: Function) -> CallableType:
            made = signature.method(function, self._annotations().read)
            told = made.returns if by_new and not isinstance(made.returns, UnknownType) else made.receiver or of
            given = of if isinstance(told, TypeVar) else told
            return replace(made, returns=substitute(given, {"Self": of}), receiver=None)

        return signature.callable_of(value, one)


def _once(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Ask only when it is asked for, and not twice."""
    kept: list[_Made] = []

    def made() -> _Made:
        if not kept:
            kept.append(make())
        return kept[0]

    return made


def _named(type: Type, path: str) -> Type:
    """What an alias stands for; a class with its arguments goes by the alias, if that is public."""
    is_public = not any(part.startswith("_") for part in path.split("."))
    whole = isinstance(type, Named) and bool(type.arguments) and not any(variables(type))
    return replace(type, shown=path) if isinstance(type, Named) and whole and is_public and not type.shown else type


def _infers_variance(found: Class) -> bool:
    """Whether the methods of a class decide the variance of its type parameters (`class A[T]`)."""
    generic = found.bases[-1] if found.bases else None
    key = generic.operands[-1] if isinstance(generic, Symbol) and generic.op == "index" else None
    records = [one for one in key.items if isinstance(one, Record)] if isinstance(key, Items) else []
    return any(one.argument("infer_variance") is not None for one in records)


def _is_stub(found: Class) -> bool:
    """Whether a class is only declared, in a file that declares all of it."""
    return found.span.path.endswith(".pyi")


def _is(value: Value, wrapper: str) -> bool:
    return isinstance(value, Record) and value.path == wrapper


def _is_told(value: Value | None) -> bool:
    """Whether a `__new__` says more than that it takes anything."""
    first = value.arguments[0].value if isinstance(value, Record) and value.arguments else value
    if not isinstance(first, Function):
        return False
    kinds = [p.kind for p in first.parameters[1:]]
    return first.returns is not None and kinds != ["args", "kwargs"]


def _is_plain_metaclass(value: Value, name: str | None) -> bool:
    return name == "metaclass" and isinstance(value, Reference) and value.path in _PLAIN_METACLASSES


def _module_of(path: str) -> str:
    """The import name of a file below a folder of packages."""
    shown = path.removesuffix("i").removesuffix(".py").removesuffix("/__init__")
    top, _, rest = shown.partition("/")
    return ".".join((top.removesuffix("-stubs"), *(rest.split("/") if rest else ())))
