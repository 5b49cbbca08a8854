"""Annotations of stubs as terms of the table: what `generate_stdlib` writes of a type.

A term is a text or a list. A text is a path (builtins without their module, `None`, `Any`, `Never`, `...`), `~T` for
a variable, `=name` for a term that is shared, `?` for what cannot be read. A list is a path with its arguments, or
`|` with the members of a union, `L` with the values of a Literal, `->` with the parameters of a callable (a list,
null for any, or the variable that stands for them) and its result.
"""

import json
from collections.abc import Iterable
from typing import Protocol, TypeAlias

from typeshed_client import ImportedInfo, NameInfo, Resolver, SearchContext

Term: TypeAlias = "str | int | bool | list[Term] | None"

NOT_CLASSES = frozenset({"typing.Any", "typing.Generic", "typing.Protocol"})
_TYPING = frozenset({"typing", "typing_extensions"})
_PLAIN: dict[str, Term] = {
    "typing.Any": "Any",
    "typing.Never": "Never",
    "typing.NoReturn": "Never",
    "typing.Self": "~Self",
    "typing.LiteralString": "str",
    "typing.Tuple": "tuple",
    "typing.Callable": ["->", None, "Any"],
    "types.NoneType": "None",
    "typing.Final": "?",
    "typing.ClassVar": "Any",
    "typing.TypeAlias": "?",
}
_WRAPPERS = frozenset(
    {"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired"}
    | {"typing.ReadOnly", "dataclasses.InitVar"}
)
_TESTS = frozenset({"typing.TypeGuard", "typing.TypeIs"})
_VARIABLES = {"TypeVar": "one", "ParamSpec": "parameters", "TypeVarTuple": "several"}
_LONG = 70


class Node(Protocol):
    """A node of Python's syntax tree, told apart by the name of its class: only two packages import `ast`."""


class Terms:
    """Reads annotations where they stand; classes that they name are `waiting` to be read as well."""

    def __init__(self, context: SearchContext) -> None:
        self.resolver = Resolver(context)
        self.public: dict[str, str] = {}
        self.waiting: list[tuple[str, str, NameInfo]] = []
        self.variables: dict[str, list[Term]] = {}
        self.shared: dict[str, Term] = {}
        self._aliased: dict[str, Term] = {}

    def term(self, home: str, node: object) -> Term:
        """The term of an annotation in the module `home`."""
        kind = type(node).__name__
        if kind in ("Name", "Attribute"):
            found = self.resolve(home, spelled(node))
            plain = _PLAIN.get(found) if isinstance(found, str) else None
            return found if plain is None else plain
        if kind == "Constant":
            value = attribute(node, "value")
            return "None" if value is None else "..." if value is ... else "?"
        if kind == "BinOp":
            return joined(self.term(home, attribute(node, "left")), self.term(home, attribute(node, "right")))
        if kind == "Subscript":
            return self._subscript(home, node)
        return "?"

    def _subscript(self, home: str, node: object) -> Term:
        head = self.resolve(home, spelled(attribute(node, "value")))
        inner = attribute(node, "slice")
        given = nodes(inner, "elts") if type(inner).__name__ == "Tuple" else [inner]
        if isinstance(head, list) or head.startswith("="):
            return _filled(self._open(head), [self.term(home, one) for one in given])
        if head in _WRAPPERS:
            return self.term(home, given[0])
        match head:
            case "typing.Optional":
                return joined(self.term(home, inner), "None")
            case "typing.Union":
                return joined(*(self.term(home, one) for one in given))
            case "typing.Literal":
                return ["L", *(_literal(one) for one in given)] if all(map(_is_plain, given)) else "?"
            case "typing.Callable":
                return self._callable(home, given)
            case "typing.Tuple" | "tuple":
                items = [] if type(inner).__name__ == "Tuple" and not given else given
                return ["tuple", *(self.term(home, one) for one in items)]
            case "typing.Unpack" | "typing.Concatenate" | "?":
                return "?"
            case _:
                return "bool" if head in _TESTS else [head, *(self._argument(home, one) for one in given)]

    def _argument(self, home: str, node: object) -> Term:
        return [*(self.term(home, one) for one in nodes(node, "elts"))] if _is_list(node) else self.term(home, node)

    def _open(self, term: Term) -> Term:
        return self.shared[term[1:]] if isinstance(term, str) and term.startswith("=") else term

    def _callable(self, home: str, given: list[object]) -> Term:
        if len(given) != 2:
            return ["->", None, "Any"]
        result = self.term(home, given[1])
        if _is_list(given[0]):
            return ["->", [self.term(home, one) for one in nodes(given[0], "elts")], result]
        takes = self.term(home, given[0])
        return ["->", takes if isinstance(takes, str) and takes.startswith("~") else None, result]

    def resolve(self, home: str, name: str) -> str | list[Term]:
        """What a dotted name stands for in a module."""
        head, _, rest = name.partition(".")
        for module in (home, "builtins"):
            found = self.resolver.get_fully_qualified_name(f"{module}.{head}")
            origin = module
            if isinstance(found, ImportedInfo):
                origin, found = ".".join(found.source_module), found.info
            if isinstance(found, NameInfo):
                return self._known(origin, found) if not rest else self._inside(origin, found, rest)
            if isinstance(found, tuple):
                return self.resolve(".".join(str(part) for part in found), rest) if rest else "?"
        return "?"

    def _inside(self, module: str, info: NameInfo, rest: str) -> str | list[Term]:
        child = (info.child_nodes or {}).get(rest)
        if not isinstance(child, NameInfo) or type(child.ast).__name__ != "ClassDef":
            return "?"
        outer = self.public.get(f"{module}.{info.name}", f"{module}.{info.name}")
        self.waiting.append((module, f"{outer}.{rest}", child))
        return short(f"{outer}.{rest}")

    def _known(self, module: str, info: NameInfo) -> str | list[Term]:
        path = f"{module}.{info.name}"
        if path in NOT_CLASSES:
            return path
        if type(info.ast).__name__ == "ClassDef":
            public = self.public.get(path, path)
            self.waiting.append((module, public, info))
            return short(public)
        value = attribute(info.ast, "value")
        if type(value).__name__ == "Call":
            made = spelled(attribute(value, "func")).rpartition(".")[2]
            return f"~{self.variable(module, info, made)}" if made in _VARIABLES else "?"
        if module in _TYPING and type(value).__name__ != "Name":
            return f"typing.{info.name}"
        return "?" if value is None else self._alias(path, module, value)

    def _alias(self, path: str, module: str, value: object) -> str | list[Term]:
        if path not in self._aliased:
            self._aliased[path] = "?"
            found = self.term(module, value)
            long = len(json.dumps(found)) > _LONG and not any(True for _ in variables_of(found))
            if long:
                self.shared[path] = found
            self._aliased[path] = f"={path}" if long else found
        found = self._aliased[path]
        return found if isinstance(found, str | list) else "?"

    def variable(self, home: str, info: NameInfo, kind: str) -> str:
        """The name of a type variable in the table: variables of one name that differ are numbered."""
        value = attribute(info.ast, "value")
        given = {str(attribute(k, "arg")): attribute(k, "value") for k in nodes(value, "keywords")}
        flags = {name: attribute(node, "value") for name, node in given.items()}
        sign = "+" if flags.get("covariant") is True else "-" if flags.get("contravariant") is True else ""
        limits: list[Term] = [self.term(home, one) for one in nodes(value, "args")[1:]]
        shape: list[Term] = [
            sign,
            self.term(home, given["bound"]) if "bound" in given else None,
            limits,
            self.term(home, given["default"]) if "default" in given else None,
            _VARIABLES[kind],
        ]
        name, count = info.name, 1
        while self.variables.setdefault(name, shape) != shape:
            count += 1
            name = f"{info.name}{count}"
        return name


def joined(*terms: Term) -> Term:
    """A union."""
    members: list[Term] = []
    for one in terms:
        for member in one[1:] if isinstance(one, list) and one[:1] == ["|"] else [one]:
            if member not in members:
                members.append(member)
    return members[0] if len(members) == 1 else ["|", *members]


def short(path: str) -> str:
    """A path without the module `builtins`."""
    return path.removeprefix("builtins.")


def variables_of(term: Term) -> Iterable[str]:
    """The names of the variables in a term."""
    if isinstance(term, list):
        for part in term if term[:1] != ["L"] else ():
            yield from variables_of(part)
    elif isinstance(term, str) and term.startswith("~"):
        yield term[1:]


def _filled(term: Term, given: list[Term]) -> Term:
    """A generic alias with its arguments put in."""
    names = list(dict.fromkeys(variables_of(term)))
    return _replaced(term, dict(zip(names, given, strict=True))) if len(names) == len(given) else "?"


def _replaced(term: Term, given: dict[str, Term]) -> Term:
    if isinstance(term, list):
        return term if term[:1] == ["L"] else [_replaced(part, given) for part in term]
    return given.get(term[1:], term) if isinstance(term, str) and term.startswith("~") else term


def _is_list(node: object) -> bool:
    return type(node).__name__ == "List"


def _is_plain(node: object) -> bool:
    if type(node).__name__ == "UnaryOp":
        return isinstance(attribute(attribute(node, "operand"), "value"), int)
    return type(node).__name__ == "Constant" and isinstance(attribute(node, "value"), str | int | bool | None)


def _literal(node: object) -> Term:
    if type(node).__name__ == "UnaryOp":
        number = attribute(attribute(node, "operand"), "value")
        return -number if isinstance(number, int) else None
    value = attribute(node, "value")
    return value if isinstance(value, str | int | bool) else None


def attribute(node: object, name: str) -> object:
    """A part of a node, or None."""
    return getattr(node, name, None)


def nodes(node: object, name: str) -> list[object]:
    """The nodes of a part of a node."""
    return list(getattr(node, name, None) or ())


def spelled(node: object) -> str:
    """A dotted name as text; of a subscript, what stands in it too."""
    match type(node).__name__:
        case "Name":
            return str(attribute(node, "id"))
        case "Attribute":
            return f"{spelled(attribute(node, 'value'))}.{attribute(node, 'attr')}"
        case "Subscript":
            return f"{spelled(attribute(node, 'value'))}.{spelled(attribute(node, 'slice'))}"
        case "Call":
            return spelled(attribute(node, "func"))
        case "Constant":
            value = attribute(node, "value")
            return "Ellipsis" if value is ... else str(value)
        case _:
            return ""
