"""Write `stdlib.jsonl`, the owned table of the standard library, from the stubs of typeshed-client.

Run it with `python -m icefloe.infer.generate_stdlib`. The stubs are read for one fixed Python version and platform,
from the copy that typeshed-client carries, so that the file is the same whatever Python writes it.

The first line holds what every reader needs: `aliases` (other paths of a class), `variables` (`[sign, bound,
constraints, default, kind]` by name), and `modules` (where the line of each begins after the first, and its length).
Each further line is one module: `c` its classes, `f` its functions, `v` its variables, `a` the paths of what it has
from elsewhere; the module `=` holds the terms that are shared. A class is `[parameters, bases, members, flags]`. The
name of a member has its kind before it: nothing for a method, `.` for an attribute, `-` for one that is only read,
`^` for one that the class has too, `@` for a class method, `$` for a static one, `#` for a member of an enumeration,
`!` for a name that the class takes away. The flags `required` and `optional` mark a TypedDict. Terms and signatures
are as `stub_terms` and `stub_signatures` say.
"""

import json
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import typeshed_client
from typeshed_client import ImportedInfo, NameInfo, SearchContext

from icefloe.infer.stub_signatures import definitions, member, signatures, variable
from icefloe.infer.stub_terms import NOT_CLASSES, Term, Terms, attribute, nodes, spelled, variables_of

VERSION = (3, 14)
TABLE = Path(__file__).with_name("stdlib.jsonl")
_SKIPPED = frozenset(
    {"antigravity", "distutils", "encodings", "ensurepip", "idlelib", "lib2to3", "msilib", "pydoc", "pydoc_data"}
    | {"test", "this", "tkinter", "turtle", "turtledemo", "xxlimited"}
)
_UNTOLD = frozenset({"__class_getitem__", "__init_subclass__", "__match_args__", "__orig_bases__", "__slots__"})
_ABSTRACT = "collections.abc"
# The stubs say a tuple, so that each item keeps its type; what is given is a list.
_UNTRUE = frozenset({"asyncio.tasks.gather"})
_ANYHOW: Term = [["*", "Any", "**", "Any", "?"]]
_TRANSPARENT = frozenset({"typing.Generic", "typing.Protocol"})
_TYPED_DICT = "_TypedDict"
_FORMS = ("typing.Protocol", "typing.TypedDict")
_ENUMERATIONS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})


class Reading:
    """The stubs of one search context, and the public names under which what they define goes."""

    def __init__(self, context: SearchContext) -> None:
        self._context = context
        self.terms = Terms(context)
        self.classes: dict[str, list[Term | dict[str, Term]]] = {}
        self.modules: dict[str, dict[str, dict[str, object]]] = {}

    def read(self) -> None:
        """Find every class, function and variable under its public names, then read each."""
        names = {name for name, _ in typeshed_client.get_all_stub_files(self._context)}
        public = sorted(n for n in names if _is_public(n) and n.partition(".")[0] not in _SKIPPED)
        told = {module: self._exported(module) for module in public}
        found: dict[str, tuple[str, NameInfo]] = {}
        own: dict[str, str] = {}
        for module, exported in told.items():
            for name, (home, info) in exported.items():
                if type(info.ast).__name__ == "ClassDef":
                    own[f"{module}.{name}"] = f"{home}.{info.name}"
                    if _better(f"{module}.{name}", found.get(own[f"{module}.{name}"], ("", info))[0], home):
                        found[own[f"{module}.{name}"]] = (f"{module}.{name}", info)
        self.terms.public = {path: name for path, (name, _) in found.items()}
        self.terms.public |= {name: found[path][0] for name, path in own.items()}
        self.terms.waiting = [(path.rpartition(".")[0], name, info) for path, (name, info) in found.items()]
        self.terms.resolve("typing", _TYPED_DICT)
        for module in public:
            self._module(module, told[module], frozenset(public))
        while self.terms.waiting:
            home, path, info = self.terms.waiting.pop()
            if path not in self.classes and path not in NOT_CLASSES:
                self._class(home, path, info)
        for path, entry in self.classes.items():
            self._block(self._home(path, names))["c"][path] = entry

    def _block(self, module: str) -> dict[str, dict[str, object]]:
        return self.modules.setdefault(module, {"c": {}, "f": {}, "v": {}, "a": {}})

    @staticmethod
    def _home(path: str, names: set[str]) -> str:
        module = path.rpartition(".")[0]
        while module and module not in names:
            module = module.rpartition(".")[0]
        return module

    def _exported(self, module: str) -> Mapping[str, tuple[str, NameInfo]]:
        found: dict[str, tuple[str, NameInfo]] = {}
        for name, info in (typeshed_client.get_stub_names(module, search_context=self._context) or {}).items():
            if name.startswith("_"):
                continue
            what = self.terms.resolver.get_fully_qualified_name(f"{module}.{name}")
            home = module
            if isinstance(what, ImportedInfo):
                if not info.is_exported:
                    continue
                home, what = ".".join(what.source_module), what.info
            if isinstance(what, NameInfo) and (type(what.ast).__name__ != "ClassDef" or what.name == _tail(what)):
                found[name] = (home, what)
        return found

    def _module(self, module: str, exported: Mapping[str, tuple[str, NameInfo]], public: frozenset[str]) -> None:
        block = self._block(module)
        for name, (home, info) in exported.items():
            kind = type(info.ast).__name__
            if kind == "ClassDef":
                continue
            if home != module and home in public:
                block["a"][name] = f"{home}.{info.name}"
            elif definitions(info.ast):
                untrue = f"{home}.{name}" in _UNTRUE
                block["f"][name] = _ANYHOW if untrue else signatures(self.terms, home, info.ast, bound=False)
            elif kind == "AnnAssign" and not spelled(attribute(info.ast, "annotation")).endswith("TypeAlias"):
                block["v"][name] = variable(self.terms, home, info.ast)
            elif kind == "Assign":
                self._assigned(module, home, name, attribute(info.ast, "value"))

    def _assigned(self, module: str, home: str, name: str, value: object) -> None:
        """Another name of a function or class, or a method of an object that was made (`choice = _inst.choice`)."""
        block = self._block(module)
        if type(value).__name__ not in ("Name", "Attribute"):
            return
        home, first, rest, info = self._followed(home, spelled(value))
        kind = type(info.ast).__name__ if info is not None else ""
        if info is not None and definitions(info.ast) and not rest:
            block["f"][name] = signatures(self.terms, home, info.ast, bound=False)
        elif info is not None and kind == "AnnAssign" and rest:
            block["a"][name] = f"{self.terms.term(home, attribute(info.ast, 'annotation'))}.{rest}"
        elif info is not None and rest and definitions(attribute((info.child_nodes or {}).get(rest), "ast")):
            block["a"][name] = f"{self.terms.public.get(f'{home}.{first}', f'{home}.{first}')}.{rest}"
        if info is None or kind == "ClassDef":
            found = self.terms.resolve(home, f"{first}.{rest}" if rest else first)
            if isinstance(found, str) and found[0] not in "?~=":
                self.terms.public.setdefault(f"{module}.{name}", found if "." in found else f"builtins.{found}")

    def _followed(self, home: str, text: str) -> tuple[str, str, str, NameInfo | None]:
        """A dotted name, read through modules and imports: where its head is defined, the head, the rest."""
        first, _, rest = text.partition(".")
        info = self.terms.resolver.get_fully_qualified_name(f"{home}.{first}")
        if isinstance(info, ImportedInfo):
            home, info = ".".join(info.source_module), info.info
        if isinstance(info, tuple) and not isinstance(info, NameInfo) and rest:
            return self._followed(".".join(str(part) for part in info), rest)
        if isinstance(info, NameInfo) and not rest and type(info.ast).__name__ == "Assign":
            other = spelled(attribute(info.ast, "value"))
            return self._followed(home, other) if other and other != text else (home, first, rest, info)
        return home, first, rest, info if isinstance(info, NameInfo) else None

    def _class(self, home: str, public: str, info: NameInfo) -> None:
        bases: list[Term] = []
        generic: list[Term] = []
        paths: set[str] = set()
        for base in nodes(info.ast, "bases"):
            term = self.terms.term(home, base)
            path = str(term[0] if isinstance(term, list) else term)
            paths.add(path)
            if path in _TRANSPARENT:
                generic = [f"~{v}" for v in variables_of(term)]
            if path == "typing.NamedTuple":
                bases.append(["tuple", *(field for _, field, _ in self._fields(home, info))])
            elif path not in ("typing.Generic", "object"):
                bases.append(term)
        variables = dict.fromkeys(f"~{v}" for base in bases for v in variables_of(base))
        flags = ["protocol"] if "typing.Protocol" in paths else []
        if paths & _ENUMERATIONS:
            flags.append("enum")
        if "typing.TypedDict" in paths:
            flags.append("optional" if nodes(info.ast, "keywords") else "required")
        if any(spelled(one).rpartition(".")[2] == "final" for one in nodes(info.ast, "decorator_list")):
            flags.append("final")
        members = self._members(home, info, "enum" in flags)
        if "typing.NamedTuple" in paths:
            members["__new__"] = [self._maker(home, info)]
        ordered: dict[str, Term] = dict(sorted(members.items()))
        bases = [b for b in bases if (b[0] if isinstance(b, list) else b) not in _FORMS]
        self.classes[public] = [generic or [*variables], bases, ordered, " ".join(flags)]
        for child in (info.child_nodes or {}).values():
            if type(child.ast).__name__ == "ClassDef" and not child.name.startswith("_"):
                self._class(home, f"{public}.{child.name}", child)

    def _fields(self, home: str, info: NameInfo) -> list[tuple[str, Term, bool]]:
        """The fields of a named tuple: name, type, and whether there is a default."""
        children = [child for child in (info.child_nodes or {}).values() if type(child.ast).__name__ == "AnnAssign"]
        return [
            (child.name, variable(self.terms, home, child.ast), attribute(child.ast, "value") is not None)
            for child in children
        ]

    def _maker(self, home: str, info: NameInfo) -> Term:
        written: list[Term] = []
        for name, term, default in self._fields(home, info):
            written += [f"{name}=" if default else name, term]
        return [*written, "~Self"]

    def _members(self, home: str, info: NameInfo, enumeration: bool) -> dict[str, Term]:
        found: dict[str, Term] = {}
        children: dict[str, NameInfo] = dict(info.child_nodes or {})
        for name, child in children.items():
            if name in _UNTOLD or (name.startswith("_") and not name.startswith("__")):
                continue
            node = child.ast
            kind = type(node).__name__
            if kind == "ClassDef":
                continue
            if kind == "AnnAssign" and attribute(attribute(node, "annotation"), "id") is None and _is_none(node):
                found[f"!{name}" if name.startswith("__") else f".{name}"] = "None"
            elif kind == "Assign":
                found |= self._same(home, name, attribute(node, "value"), children, enumeration)
            else:
                sign, term = member(self.terms, home, node)
                found[f"{sign}{name}"] = term
        return found

    def _same(
        self, home: str, name: str, value: object, children: Mapping[str, NameInfo], enumeration: bool
    ) -> dict[str, Term]:
        """What an assignment in a class makes: a member of an enumeration, or another name of a method."""
        other = children.get(spelled(value))
        if enumeration and other is None:
            plain = attribute(value, "value")
            return {f"#{name}": plain if isinstance(plain, str | int | bool) else None}
        sign, term = member(self.terms, home, other.ast) if other is not None else (".", "?")
        return {f"{sign}{name}": term}


def _is_none(node: object) -> bool:
    return "None" in spelled(attribute(node, "annotation")).split(".")


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _better(public: str, before: str, home: str) -> bool:
    """Whether a public name suits better: abstract collections first, then its own package, then the shortest."""
    if not before:
        return True
    rank = [
        (not n.startswith(f"{_ABSTRACT}."), not f"{home}.".startswith(f"{n.rpartition('.')[0]}."), n.count("."), n)
        for n in (public, before)
    ]
    return rank[0] < rank[1]


def _tail(info: NameInfo) -> str:
    return str(attribute(info.ast, "name"))


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
    lines = {"=": _line(dict(sorted(reading.terms.shared.items())))}
    for module, block in sorted(reading.modules.items()):
        kept = {part: dict(sorted(entries.items())) for part, entries in block.items() if entries}
        if kept:
            lines[module] = _line(kept)
    places: dict[str, list[int]] = {}
    start = 0
    for module, line in lines.items():
        places[module] = [start, len(line)]
        start += len(line) + 1
    head = {
        "about": f"Made by python -m icefloe.infer.generate_stdlib from typeshed-client {_release()}; do not edit.",
        "aliases": dict(sorted((n, p) for n, p in reading.terms.public.items() if n != p)),
        "variables": {n: v for n, v in sorted(reading.terms.variables.items()) if v != ["", None, [], None, "one"]},
        "modules": places,
    }
    return "".join(f"{line}\n" for line in (_line(head), *lines.values()))


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))


def _release() -> str:
    return metadata.version("typeshed-client")


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="ascii", newline="\n")
    sys.stdout.write(f"{TABLE}\n")
