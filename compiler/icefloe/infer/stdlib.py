"""The owned table of the standard library's classes: what derives from what, with which names.

The table is a file of this package (`generate_stdlib` writes it), so that what a plan says of types does not depend
on what is installed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from icefloe.types import AnyType, Declaration, Member, Named, TupleType, Type, TypeVar, UnknownType

Term: TypeAlias = "str | list[Term]"
_FILE = Path(__file__).with_name("stdlib.json")
_UNREAD = UnknownType("its base is computed")
_UNTYPED = UnknownType("the types of the standard library's methods are not compared")
_RENAMED = {
    "typing.List": "builtins.list",
    "typing.Dict": "builtins.dict",
    "typing.Set": "builtins.set",
    "typing.FrozenSet": "builtins.frozenset",
    "typing.Tuple": "builtins.tuple",
    "typing.Type": "builtins.type",
    "typing.Text": "builtins.str",
    "typing.Deque": "collections.deque",
    "typing.DefaultDict": "collections.defaultdict",
    "typing.OrderedDict": "collections.OrderedDict",
    "typing.Counter": "collections.Counter",
    "typing.ChainMap": "collections.ChainMap",
    "typing.ByteString": "collections.abc.ByteString",
    "typing.Callable": "collections.abc.Callable",
    "typing.NoReturn": "typing.Never",
    "builtins.NoneType": "types.NoneType",
    "builtins.EnvironmentError": "builtins.OSError",
    "builtins.IOError": "builtins.OSError",
}


@dataclass(frozen=True, slots=True)
class StandardLibrary:
    """The table: entries as the file has them, read when asked for."""

    entries: Mapping[str, tuple[list[str], list[Term], str, list[str]]]
    aliases: Mapping[str, str]

    def path(self, path: str) -> str:
        """The one path under which a class goes: `typing.List` is `builtins.list`."""
        if path.startswith("typing_extensions."):
            path = f"typing.{path.removeprefix('typing_extensions.')}"
        return self.aliases.get(path) or _RENAMED.get(path) or path

    def has(self, path: str) -> bool:
        """Whether there is a class of that path."""
        return path in self.entries

    def owns(self, path: str) -> bool:
        """Whether a path belongs to a module that the table covers whole."""
        return path.partition(".")[0] in ("builtins", "typing", "types") or path.startswith("collections.abc.")

    def declaration(self, path: str) -> Declaration | None:
        """A class of the standard library, or None."""
        entry = self.entries.get(path)
        if entry is None:
            return None
        parameters, bases, names, flags = entry
        return Declaration(
            path=path,
            parameters=tuple(_variable(p) for p in parameters),
            bases=tuple(_type(b) for b in bases),
            members=tuple(
                Member(name.removeprefix("!"), _UNTYPED, absent=name.startswith("!")) for name in names.split()
            ),
            protocol="protocol" in flags,
        )


def _variable(text: str) -> TypeVar:
    if text.startswith("+"):
        return TypeVar(text[1:], variance="covariant")
    return TypeVar(text[1:], variance="contravariant") if text.startswith("-") else TypeVar(text)


def _type(term: Term) -> Type:
    if isinstance(term, str):
        if term.startswith("~"):
            return TypeVar(term[1:])
        if term == "typing.Any":
            return AnyType()
        return _UNREAD if term == "?" else Named(term)
    path, *given = term
    if path == "builtins.tuple":
        return TupleType((), _type(given[0])) if given[-1:] == ["..."] else TupleType(tuple(_type(g) for g in given))
    return Named(path, tuple(_type(g) for g in given)) if isinstance(path, str) and path != "?" else _UNREAD


@cache
def standard_library() -> StandardLibrary:
    """The table, read once."""
    data = json.loads(_FILE.read_text(encoding="ascii"))
    return StandardLibrary(entries=data["classes"], aliases=data["aliases"])
