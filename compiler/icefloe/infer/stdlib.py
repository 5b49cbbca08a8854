"""The owned table of the standard library: classes with their members, functions and variables, with their types.

The table is a file of this package (`generate_stdlib` writes it), so that what a plan says of types does not depend
on what is installed. It is one line for each module, read when something of that module is asked for; the types of a
class's members are read when they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from icefloe.infer.members import member_of
from icefloe.infer.stdlib_terms import Shape, Term, TermReader
from icefloe.types import (
    CallableType,
    Declaration,
    Key,
    LiteralType,
    Member,
    Named,
    OverloadType,
    Type,
    TypeVar,
    UnknownType,
    substitute,
)
from icefloe.types.table import LazyMembers

Entry: TypeAlias = tuple[list[str], list[Term], dict[str, Term], str]
Block: TypeAlias = dict[str, dict[str, Term]]
_FILE = Path(__file__).with_name("stdlib.jsonl")
_UNREAD = UnknownType("its base is computed")
_SIGNS = frozenset(".-^@$#!")
_MAKERS = frozenset({"__init__", "__new__"})
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
    "typing.Buffer": "collections.abc.Buffer",
    "typing.Callable": "collections.abc.Callable",
    "typing.NoReturn": "typing.Never",
    "builtins.NoneType": "types.NoneType",
    "builtins.EnvironmentError": "builtins.OSError",
    "builtins.IOError": "builtins.OSError",
}


class Members(LazyMembers):
    """The members of a class, each read when it is asked for."""

    def __init__(self, written: Mapping[str, Term], terms: TermReader) -> None:
        self._terms = terms
        kept = [(key, term) for key, term in written.items() if key not in _MAKERS]
        self._written = {key[1:] if key[0] in _SIGNS else key: (key, term) for key, term in kept}
        self._read: dict[str, Member] = {}

    @property
    def names(self) -> Sequence[str]:
        """The names of all of them."""
        return tuple(self._written)

    def named(self, name: str) -> Member | None:
        """The member of that name; the others are not read for it."""
        if name not in self._read:
            if name not in self._written:
                return None
            self._read[name] = self._member(name, *self._written[name])
        return self._read[name]

    def _member(self, name: str, key: str, term: Term) -> Member:
        sign = key[: len(key) - len(name)]
        if sign == "!":
            return Member(name, UnknownType(f"{name} is taken away"), absent=True)
        if sign in ("", "@", "$"):
            return Member(name, self._terms.signatures(term), shared=sign != "")
        if sign == "#":
            return Member(name, TypeVar("Self"), method=False, settable=False, shared=True)
        return Member(name, self._terms.type(term), method=False, settable=sign == ".", shared=sign == "^")


class StandardLibrary:
    """The table, with what was read of it."""

    def __init__(self, data: bytes) -> None:
        first, _, self._rest = data.partition(b"\n")
        head = json.loads(first)
        self._aliases: Mapping[str, str] = head["aliases"]
        self._places: Mapping[str, tuple[int, int]] = head["modules"]
        shapes: Mapping[str, Shape] = head["variables"]
        self._terms = TermReader(shapes, self._shared)
        self._blocks: dict[str, Block] = {}
        self._declarations: dict[str, Declaration | None] = {}

    def _block(self, module: str) -> Block:
        if module not in self._blocks:
            start, length = self._places[module]
            self._blocks[module] = json.loads(self._rest[start : start + length])
        return self._blocks[module]

    def _shared(self, name: str) -> Term:
        if "=" not in self._blocks:
            start, length = self._places["="]
            self._blocks["="] = {"=": json.loads(self._rest[start : start + length])}
        return self._blocks["="]["="][name]

    def _module(self, path: str) -> str:
        """The module that a dotted path begins with, or nothing."""
        module = path.rpartition(".")[0]
        while module and module not in self._places:
            module = module.rpartition(".")[0]
        return module

    def path(self, path: str) -> str:
        """The one path under which a class goes: `typing.List` is `builtins.list`."""
        if path.startswith("typing_extensions."):
            path = f"typing.{path.removeprefix('typing_extensions.')}"
        return self._aliases.get(path) or _RENAMED.get(path) or path

    def has(self, path: str) -> bool:
        """Whether there is a class of that path."""
        return self._entry(path) is not None

    def owns(self, path: str) -> bool:
        """Whether a path belongs to a module that the table covers whole."""
        return path.partition(".")[0] in ("builtins", "typing", "types") or path.startswith("collections.abc.")

    def knows(self, path: str) -> bool:
        """Whether a path begins with a module of the standard library."""
        return bool(self._module(path)) or path in self._places

    def is_module(self, path: str) -> bool:
        """Whether a path is a module of the standard library."""
        return path in self._places and path != "="

    def _entry(self, path: str) -> Entry | None:
        module = self._module(path)
        classes = self._block(module).get("c") if module else None
        # The generator wrote it so: a class is a list of these four.
        entry: Entry | None = classes.get(path) if classes else None  # type: ignore[assignment]
        return entry

    def declaration(self, path: str) -> Declaration | None:
        """A class of the standard library, or None."""
        if path not in self._declarations:
            entry = self._entry(path)
            self._declarations[path] = None if entry is None else self._declaration(path, *entry)
        return self._declarations[path]

    def _declaration(
        self, path: str, parameters: list[str], bases: list[Term], written: dict[str, Term], flags: str
    ) -> Declaration:
        variables = tuple(self._terms.variable(p[1:]) for p in parameters)
        read = tuple(self._terms.type(b) for b in bases)
        words = flags.split()
        names = [key[1:] for key in written if key.startswith("#")]
        return Declaration(
            path=path,
            parameters=variables,
            bases=tuple(_UNREAD if isinstance(b, UnknownType) else b for b in read),
            members=Members(written, self._terms),
            protocol="protocol" in words,
            keys=self._keys(written, "required" in words) if {"required", "optional"} & {*words} else None,
            maker=lru_cache(None)(lambda: self._made(Named(path, variables), written)),
            final="final" in words,
            values=tuple(LiteralType(path, name) for name in names) if names and "enum" in words else None,
        )

    def _keys(self, written: Mapping[str, Term], required: bool) -> tuple[Key, ...]:
        return tuple(Key(key[1:], self._terms.type(term), required) for key, term in written.items() if key[0] == ".")

    def _made(self, of: Named, written: Mapping[str, Term]) -> CallableType | OverloadType | None:
        """How a class is called to make an object of it, where it says so itself."""
        if "__init__" not in written and "__new__" not in written:
            return None
        term = written.get("__init__")
        term = written["__new__"] if term is None or ("__new__" in written and _tells(written["__new__"])) else term
        found = self._terms.signatures(term)
        items = found.items if isinstance(found, OverloadType) else (found,)
        made = tuple(_making(of, one) for one in items if isinstance(one, CallableType))
        return None if not made else made[0] if len(made) == 1 else OverloadType(made)

    def value(self, path: str) -> Type | None:
        """The type of a function or a variable of a module, by its dotted path, or None."""
        module, _, name = path.rpartition(".")
        if module not in self._places:
            return None
        block = self._block(module)
        if name in block.get("f", {}):
            return self._terms.signatures(block["f"][name])
        if name in block.get("v", {}):
            return self._terms.type(block["v"][name])
        elsewhere = block.get("a", {}).get(name)
        return self._elsewhere(str(elsewhere)) if elsewhere is not None and elsewhere != path else None

    def _elsewhere(self, path: str) -> Type | None:
        """What a module has from another one, or from an object that it made."""
        owner, _, name = path.rpartition(".")
        if not self.has(self.path(owner)):
            return self.value(path)
        member = member_of(Named(self.path(owner)), name, self.declaration)
        return None if member is None else member.type


def _tells(term: Term) -> bool:
    """Whether `__new__` tells more than that it takes anything."""
    return term != [["*", "Any", "**", "Any", "~Self"]]


def _making(of: Named, one: CallableType) -> CallableType:
    """A constructor's signature, giving an object of the class; some stubs say less (`reversed` is an iterator)."""
    returns = one.returns
    if isinstance(returns, Named) and returns.path == "types.NoneType":
        returns = one.receiver or of
    elif isinstance(returns, Named) and returns.path.startswith("collections.abc."):
        returns = replace(of, arguments=returns.arguments)
    return replace(one, returns=substitute(returns, {"Self": of}), receiver=None)


@cache
def standard_library() -> StandardLibrary:
    """The table, opened once."""
    return StandardLibrary(_FILE.read_bytes())
