"""Types as a type checker reads them, with the imports that their names need."""

from collections.abc import Callable, Sequence
from dataclasses import field
from keyword import iskeyword

from icefloe.syntax.modules import ModuleTable
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    Union,
)
from icefloe.types.model import is_fresh
from icefloe_schema.records import dataclass

_SHORT = 200
_PLAIN = frozenset({"builtins.str", "builtins.int", "builtins.bool", "builtins.bytes"})


class Unspeakable(Exception):  # noqa: N818  # it is an answer, and never leaves this file
    """There is no way to write a type down."""


@dataclass(slots=True)
class Sheet:
    """The module that holds what is written for the ends of connections: imports, and functions that give or take."""

    name: str
    _imports: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    _functions: dict[str, str] = field(default_factory=dict[str, str])

    def imported(self, module: str, name: str) -> str:
        """The name that something of a module has here."""
        return self._imports.setdefault((module, name), f"n{len(self._imports)}")

    def function(self, rest: str) -> str:
        """A function, written from its parameters on; the way to it from where questions are asked."""
        return f"{self.name}.{self._functions.setdefault(rest, f'f{len(self._functions)}')}"

    def text(self) -> str:
        """The module."""
        imports = (f"from {module} import {name} as {own}\n" for (module, name), own in self._imports.items())
        functions = (f"def {own}{rest}: ...\n" for rest, own in self._functions.items())
        return "".join(("from __future__ import annotations\n", *imports, *functions))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Writes types of one project; `shadow` gives the name of the shadow of one of its modules."""

    table: ModuleTable
    shadow: Callable[[str], str]
    sheet: Sheet

    def giving(self, type: Type) -> tuple[str, bool]:
        """An expression of that type, or an empty string; and whether a checker's no to it is certain.

        What was just written out is written out again, as a list that nobody else holds may become a list of more;
        where that cannot be said, the checker may ask for too much.
        """
        doubts: list[Type] = []
        try:
            return self._value(type, doubts), not doubts
        except Unspeakable:
            return "", False

    def taking(self, type: Type) -> str:
        """A function that takes a value of that type, or an empty string."""
        try:
            return self.sheet.function(f"(value: {self._type(type)}) -> None")
        except Unspeakable:
            return ""

    def _value(self, type: Type, doubts: list[Type]) -> str:
        match type:
            case LiteralType(path, value, True) if path in _PLAIN and len(repr(value)) < _SHORT:
                return repr(value)
            case Named("builtins.list" | "builtins.set" as path, (element,), True):
                opened, closed = ("[", "]") if path == "builtins.list" else ("{", "}")
                return f"{opened}{', '.join(self._each(element, doubts))}{closed}"
            case Named("builtins.list", (), True):
                return "[]"
            case Named("builtins.dict", (), True):
                return "{}"
            case Named("builtins.dict", (key, value), True):
                keys, values = self._each(key, doubts), self._each(value, doubts)
                most = max(len(keys), len(values))
                pairs = (f"{keys[at % len(keys)]}: {values[at % len(values)]}" for at in range(most))
                return f"{{{', '.join(pairs)}}}"
            case TupleType(items, None, ()) if items:
                return f"({', '.join(self._value(item, doubts) for item in items)},)"
            case _:
                if is_fresh(type) and not isinstance(type, LiteralType):
                    doubts.append(type)
                return f"{self.sheet.function(f'() -> {self._type(type)}')}()"

    def _each(self, type: Type, doubts: list[Type]) -> list[str]:
        return [self._value(one, doubts) for one in (type.members if isinstance(type, Union) else (type,))]

    def _type(self, type: Type) -> str:
        match type:
            case Named(shown=str(shown)) if shown:
                return self._path(shown)
            case Named(path, arguments):
                return "None" if type == NONE else f"{self._path(path)}{self._in_brackets(arguments)}"
            case Union(members):
                return f"{self.sheet.imported('typing', 'Union')}{self._in_brackets(members)}"
            case LiteralType(path, value):
                return f"{self.sheet.imported('typing', 'Literal')}[{self._literal(path, value)}]"
            case TupleType():
                return self._tuple(type)
            case CallableType(parameters, returns) if _is_plain(type):
                given = "..." if parameters is None else f"[{', '.join(self._type(one) for one in parameters)}]"
                return f"{self.sheet.imported('collections.abc', 'Callable')}[{given}, {self._type(returns)}]"
            case TypedDictType(path) | NewTypeType(path):
                return self._path(path)
            case AnyType():
                return self.sheet.imported("typing", "Any")
            case NeverType():
                return self.sheet.imported("typing", "Never")
            case _:
                raise Unspeakable

    def _in_brackets(self, arguments: Sequence[Type]) -> str:
        return f"[{', '.join(self._type(one) for one in arguments)}]" if arguments else ""

    def _tuple(self, type: TupleType) -> str:
        name = self.sheet.imported("builtins", "tuple")
        if type.rest is None:
            return f"{name}{self._in_brackets((*type.items, *type.tail)) or '[()]'}"
        if not (type.items or type.tail):
            return f"{name}[{self._type(type.rest)}, ...]"
        before, after = (", ".join(self._type(one) for one in part) for part in (type.items, type.tail))
        return f"{name}[{', '.join(one for one in (before, f'*{name}[{self._type(type.rest)}, ...]', after) if one)}]"

    def _literal(self, path: str, value: object) -> str:
        if path in _PLAIN:
            return repr(value)
        if isinstance(value, str) and _is_name(value):
            return f"{self._path(path)}.{value}"
        raise Unspeakable

    def _path(self, path: str) -> str:
        """The name that a class has on the sheet, with what is nested in it."""
        parts = path.split(".")
        if len(parts) < 2 or not all(_is_name(part) for part in parts):
            raise Unspeakable
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            if self.table.path_of(module) is not None:
                return ".".join((self.sheet.imported(self.shadow(module), parts[end]), *parts[end + 1 :]))
        # Nobody can tell from its path which part of it is a module; classes are written with a capital.
        end = next((at for at, part in enumerate(parts) if at and part.lstrip("_")[:1].isupper()), len(parts) - 1)
        return ".".join((self.sheet.imported(".".join(parts[:end]), parts[end]), *parts[end + 1 :]))


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)


def _is_plain(type: CallableType) -> bool:
    """Whether `Callable[[…], …]` says all that is known of it."""
    further = type.names or type.rest or type.keywords or type.options or type.spec
    required = type.parameters is None or type.required is None or type.required == len(type.parameters)
    return required and not further
