"""Write `stdlib.json`, the owned table of the standard library's classes, from the stubs of typeshed-client.

Run it with `python -m icefloe.infer.generate_stdlib`. The stubs are read for one fixed Python version and platform,
from the copy that typeshed-client carries, so that the file is the same whatever Python writes it.

A class is written as `[parameters, bases, names, flags]`. A parameter is a type variable with `+` or `-` before it for
its variance; a base is a path, or a list of a path and its arguments, where `~T` is a variable and `?` not known;
`names` are the class's own names, with `!` before one that it takes away; the flag `protocol` says that it is one.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Protocol, TypeAlias

import typeshed_client
from typeshed_client import ImportedInfo, NameInfo, Resolver, SearchContext

VERSION = (3, 14)
TABLE = Path(__file__).with_name("stdlib.json")
Term: TypeAlias = "str | list[Term]"
_SKIPPED = frozenset(
    {"antigravity", "distutils", "encodings", "ensurepip", "idlelib", "lib2to3", "msilib", "pydoc", "pydoc_data"}
    | {"test", "this", "tkinter", "turtle", "turtledemo", "xxlimited"}
)
_NOT_CLASSES = frozenset({"typing.Any", "typing.Generic", "typing.Protocol"})
_UNTOLD = frozenset(
    {"__class_getitem__", "__init__", "__init_subclass__", "__match_args__", "__new__", "__orig_bases__", "__slots__"}
)
_ABSTRACT = "collections.abc"
_TRANSPARENT = frozenset({"typing.Generic", "typing.Protocol"})


class _Node(Protocol):
    """A node of Python's syntax tree, told apart by the name of its class: only two packages import `ast`."""


class Reading:
    """The stubs of one search context, and the public names under which their classes go."""

    def __init__(self, context: SearchContext) -> None:
        self._context = context
        self._resolver = Resolver(context)
        self._waiting: list[tuple[str, str, NameInfo]] = []
        self.classes: dict[str, list[object]] = {}
        self.aliases: dict[str, str] = {}

    def modules(self) -> list[str]:
        """All public modules of the standard library."""
        names = {name for name, _ in typeshed_client.get_all_stub_files(self._context)}
        return sorted(n for n in names if _is_public(n) and n.partition(".")[0] not in _SKIPPED)

    def read(self) -> None:
        """Find every class under its public name, then read each."""
        found: dict[str, tuple[str, NameInfo]] = {}
        names: dict[str, str] = {}
        for module in self.modules():
            for name, (home, info) in self._exported(module).items():
                own, public = f"{home}.{info.name}", f"{module}.{name}"
                names[public] = own
                if _better(public, found.get(own, ("", info))[0], home):
                    found[own] = (public, info)
        for own, (public, _) in found.items():
            self.aliases[own] = public
        for public, own in names.items():
            self.aliases[public] = found[own][0]
        self._waiting = [(own.rpartition(".")[0], public, info) for own, (public, info) in found.items()]
        while self._waiting:
            home, public, info = self._waiting.pop()
            if public not in self.classes and public not in _NOT_CLASSES:
                self._class(home, public, info)
        self.aliases = {name: path for name, path in self.aliases.items() if name != path}

    def _exported(self, module: str) -> Mapping[str, tuple[str, NameInfo]]:
        found: dict[str, tuple[str, NameInfo]] = {}
        for name, info in (typeshed_client.get_stub_names(module, search_context=self._context) or {}).items():
            if name.startswith("_"):
                continue
            what = self._resolver.get_fully_qualified_name(f"{module}.{name}")
            home = module
            if isinstance(what, ImportedInfo):
                if not info.is_exported:
                    continue
                home, what = ".".join(what.source_module), what.info
            if isinstance(what, NameInfo) and type(what.ast).__name__ == "ClassDef" and what.name == _tail(what):
                found[name] = (home, what)
        return found

    def _class(self, home: str, public: str, info: NameInfo) -> None:
        bases: list[Term] = []
        generic: list[str] = []
        for base in _list(info.ast, "bases"):
            term = self._term(home, base)
            path = term[0] if isinstance(term, list) else term
            if path in _TRANSPARENT:
                generic = [self._variance(home, v) for v in _variables(term)]
            if path not in ("typing.Generic", "builtins.object"):
                bases.append("typing.Protocol" if path == "typing.Protocol" else term)
        parameters = generic or list(dict.fromkeys(self._variance(home, v) for base in bases for v in _variables(base)))
        names = sorted({self._name(n) for n in (info.child_nodes or {}).values()} - {""})
        flags = ["protocol"] if "typing.Protocol" in bases else []
        self.classes[public] = [parameters, [b for b in bases if b != "typing.Protocol"], " ".join(names), flags]
        for child in (info.child_nodes or {}).values():
            if type(child.ast).__name__ == "ClassDef" and not child.name.startswith("_"):
                self._class(home, f"{public}.{child.name}", child)

    @staticmethod
    def _name(info: NameInfo) -> str:
        if info.name in _UNTOLD or (info.name.startswith("_") and not info.name.startswith("__")):
            return ""
        node = info.ast
        if type(node).__name__ == "AnnAssign" and "None" in _spelled(_attribute(node, "annotation")).split("."):
            return f"!{info.name}" if info.name.startswith("__") else info.name
        return info.name

    def _variance(self, home: str, variable: str) -> str:
        what = self._resolver.get_fully_qualified_name(f"{home}.{variable}")
        info = what.info if isinstance(what, ImportedInfo) else what
        value = _attribute(info.ast, "value") if isinstance(info, NameInfo) else None
        given = {_attribute(k, "arg"): _attribute(_attribute(k, "value"), "value") for k in _list(value, "keywords")}
        sign = "+" if given.get("covariant") is True else "-" if given.get("contravariant") is True else ""
        return sign + variable

    def _term(self, home: str, node: _Node) -> Term:
        kind = type(node).__name__
        if kind in ("Name", "Attribute"):
            return self._resolve(home, _spelled(node))
        if kind == "Constant":
            return {"None": "types.NoneType", "Ellipsis": "..."}.get(_spelled(node), "?")
        if kind == "Subscript":
            inner = _attribute(node, "slice")
            given = _list(inner, "elts") if type(inner).__name__ == "Tuple" else [inner]
            return [self._term(home, _attribute(node, "value")), *(self._term(home, one) for one in given)]
        return "?"

    def _resolve(self, home: str, name: str) -> Term:
        head, _, rest = name.partition(".")
        for module in (home, "builtins"):
            found = self._resolver.get_fully_qualified_name(f"{module}.{head}")
            origin = module
            if isinstance(found, ImportedInfo):
                origin, found = ".".join(found.source_module), found.info
            if isinstance(found, NameInfo):
                return self._known(origin, found, name) if not rest else "?"
            if isinstance(found, tuple):
                return self._resolve(".".join(str(part) for part in found), rest) if rest else "?"
        return "?"

    def _known(self, module: str, info: NameInfo, name: str) -> Term:
        path = f"{module}.{info.name}"
        if path in _NOT_CLASSES:
            return path
        if type(info.ast).__name__ == "ClassDef":
            public = self.aliases.get(path, path)
            self._waiting.append((module, public, info))
            return public
        value = _attribute(info.ast, "value") if type(info.ast).__name__ in ("Assign", "AnnAssign") else None
        if type(value).__name__ == "Call" and _spelled(_attribute(value, "func")).endswith("TypeVar"):
            return f"~{name}"
        if type(value).__name__ in ("Name", "Attribute"):
            return self._resolve(module, _spelled(value))
        return "?"


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _better(public: str, before: str, home: str) -> bool:
    """Whether a public name suits better: abstract collections first, then its own module, then the shortest."""
    if not before:
        return True
    rank = [
        (not n.startswith(f"{_ABSTRACT}."), n.rpartition(".")[0] != home, n.count("."), n) for n in (public, before)
    ]
    return rank[0] < rank[1]


def _tail(info: NameInfo) -> str:
    return str(_attribute(info.ast, "name"))


def _attribute(node: object, name: str) -> object:
    return getattr(node, name, None)


def _list(node: object, name: str) -> list[object]:
    return list(getattr(node, name, ()))


def _spelled(node: object) -> str:
    """A dotted name as text; of a subscript, what stands in it too."""
    match type(node).__name__:
        case "Name":
            return str(_attribute(node, "id"))
        case "Attribute":
            return f"{_spelled(_attribute(node, 'value'))}.{_attribute(node, 'attr')}"
        case "Subscript":
            return f"{_spelled(_attribute(node, 'value'))}.{_spelled(_attribute(node, 'slice'))}"
        case "Constant":
            value = _attribute(node, "value")
            return "Ellipsis" if value is ... else str(value)
        case _:
            return ""


def _variables(term: Term) -> Iterable[str]:
    if isinstance(term, str):
        if term.startswith("~"):
            yield term[1:]
        return
    for part in term:
        yield from _variables(part)


def table() -> str:
    """The text of the file."""
    context = typeshed_client.get_search_context(
        search_path=[],
        version=VERSION,
        platform="linux",
        implementation_name="cpython",
        implementation_version=VERSION,
    )
    reading = Reading(context)
    reading.read()
    lines = [
        f'"{path}": {json.dumps(entry, ensure_ascii=True, separators=(",", ":"))}'
        for path, entry in sorted(reading.classes.items())
    ]
    aliases = [f'"{name}": "{path}"' for name, path in sorted(reading.aliases.items())]
    about = f"Generated by python -m icefloe.infer.generate_stdlib from typeshed-client {_release()}; do not edit."
    return (
        f'{{\n"about": {json.dumps(about)},\n"aliases": {{\n'
        + ",\n".join(aliases)
        + '\n},\n"classes": {\n'
        + ",\n".join(lines)
        + "\n}\n}\n"
    )


def _release() -> str:
    return metadata.version("typeshed-client")


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="ascii", newline="\n")
    sys.stdout.write(f"{TABLE}\n")
