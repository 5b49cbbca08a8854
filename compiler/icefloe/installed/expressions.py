"""Expressions of modules outside of the project as values, with absolute names."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from icefloe.installed.modules import Module, Modules
from icefloe.installed.scope import Assigned, Names
from icefloe.installed.texts import parse
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Record, Reference, Symbol, Table, Unknown, Value
from icefloe_schema.records import dataclass

_DEEPEST = 40
_LONGEST = 2_000
_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
_SPECIAL = {"typing_extensions": "typing"}
_OPERATORS: Mapping[type[ast.operator], str] = {ast.BitOr: "|", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an expression stands: its module, the classes around it (as `qualname` says), type parameters in reach.

    `eager` asks for type variables that other modules define as the calls that made them, as the bases of a class
    need; elsewhere a reference does.
    """

    module: Module
    qualname: str = ""
    around: tuple[Names, ...] = ()
    variables: tuple[tuple[str, Record], ...] = ()
    eager: bool = False

    def span(self, node: ast.AST) -> Span:
        """The place of a node; the file is named by its path below the folder of packages."""
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0) + 1
        end, last = getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None) or column
        return Span(path=self.module.place.shown, line=line, column=column, end_line=end, end_column=last + 1)


class Expressions:
    """Makes values of expressions; nothing in them is run."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._made: dict[tuple[str, ast.AST], Record] = {}
        self._tokens = 0

    def token(self) -> int:
        """A new identity; those of the project's own values are not below zero."""
        self._tokens -= 1
        return self._tokens

    def annotation(self, node: ast.expr, place: Place) -> Value:
        """An annotation; one in quotes is read as the expression that it holds."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parsed = _quoted(node.value)
            if parsed is None:
                return Unknown(why="an annotation in quotes is not an expression", span=place.span(node))
            for one in ast.walk(parsed):
                if isinstance(one, ast.expr):
                    ast.copy_location(one, node)
            node = parsed
        return self.value(node, place, True, 0)

    def value(self, node: ast.expr, place: Place, quoted: bool = False, depth: int = 0) -> Value:
        """Any expression; with `quoted`, texts in it are annotations, but for those of a `Literal`."""
        span = place.span(node)
        if depth > _DEEPEST:
            return Unknown(why="the expression is too deep", span=span)
        match node:
            case ast.Constant(value=text) if quoted and isinstance(text, str):
                parsed = _quoted(text)
                return Known(value=text, span=span) if parsed is None else self.value(parsed, place, True, depth + 1)
            case ast.Constant(value=constant):
                return reference("builtins.Ellipsis", span) if constant is ... else Known(value=constant, span=span)
            case ast.Name(id=name):
                return self._name(name, place, span)
            case ast.Attribute(value=owner, attr=name):
                return _attribute(self.value(owner, place, quoted, depth + 1), name, span)
            case ast.Subscript(value=base, slice=key):
                of = self.value(base, place, quoted, depth + 1)
                literal = isinstance(of, Reference) and of.path.rpartition(".")[2] == "Literal"
                return Symbol(
                    op="index", operands=(of, self.value(key, place, quoted and not literal, depth + 1)), span=span
                )
            case ast.Call():
                return self._call(node, place, depth, span)
            case _:
                return self._display(node, place, quoted, depth, span)

    def _display(self, node: ast.expr, place: Place, quoted: bool, depth: int, span: Span) -> Value:
        match node:
            case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts) if len(elts) <= _LONGEST:
                inside = tuple(self.value(one, place, quoted, depth + 1) for one in elts)
                return Items(kind=_kind(node), items=inside, token=self.token(), span=span)
            case ast.Dict(keys=keys, values=values) if len(keys) <= _LONGEST and None not in keys:
                pairs = tuple(
                    (self.value(k, place, False, depth + 1), self.value(v, place, quoted, depth + 1))
                    for k, v in zip(keys, values, strict=True)
                    if k is not None
                )
                return Table(entries=pairs, token=self.token(), span=span)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                sides = self._sides(left, right, type(op), place, quoted, depth)
                return Symbol(op=_OPERATORS[type(op)], operands=sides, span=span)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return Known(value=-number, span=span)
            case ast.Starred(value=inner):
                unpacked = self.value(inner, place, quoted, depth + 1)
                return Symbol(op="index", operands=(Reference(path="typing.Unpack", span=span), unpacked), span=span)
            case _:
                return Unknown(why="the expression is not read", span=span)

    def _sides(
        self, left: ast.expr, right: ast.expr, op: type[ast.operator], place: Place, quoted: bool, depth: int
    ) -> tuple[Value, ...]:
        """The operands of a chain such as `A | B | C`, which leans to the left, in one row where it is a union."""
        parts = [right]
        while op is ast.BitOr and isinstance(left, ast.BinOp) and isinstance(left.op, ast.BitOr):
            parts.append(left.right)
            left = left.left
        parts.append(left)
        return tuple(self.value(one, place, quoted, depth + 1) for one in reversed(parts[-_LONGEST:]))

    def _name(self, name: str, place: Place, span: Span) -> Value:
        for known, made in reversed(place.variables):
            if known == name:
                return made
        path, bound = self._modules.name(place.module, place.around, place.qualname, name)
        making = _making(bound.value) if isinstance(bound, Assigned) else None
        if making is not None:
            return self._variable(making, replace(place, variables=(), eager=False))
        if place.eager and bound is not None and not path.startswith(("typing.", "builtins.")):
            return self._eager(path) or reference(path, span)
        return reference(path, span)

    def _eager(self, path: str) -> Value | None:
        found = self._modules.locate(path)
        if found is None or found.rest or not isinstance(found.bound, Assigned):
            return None
        made = _making(found.bound.value)
        place = Place(module=found.module, qualname=found.qualname, around=found.around)
        return None if made is None else self._variable(made, place)

    def _variable(self, node: ast.Call, place: Place) -> Record:
        """A call that makes a type variable, the same value wherever the variable is used."""
        key = (place.module.name, node)
        if key not in self._made:
            self._made[key] = self._call(node, place, 0, place.span(node))
        return self._made[key]

    def _call(self, node: ast.Call, place: Place, depth: int, span: Span) -> Record:
        function = self.value(node.func, place, False, depth + 1)
        return Record(
            path=callee(function),
            function=function,
            arguments=tuple(self._arguments(node, place, depth)),
            token=self.token(),
            span=span,
        )

    def _arguments(self, node: ast.Call, place: Place, depth: int) -> Iterator[Argument]:
        quoted = _making(node) is not None or _last(node.func) in ("NewType", "cast", "TypedDict", "NamedTuple")
        for index, one in enumerate(node.args[:_LONGEST]):
            star = isinstance(one, ast.Starred)
            inner = one.value if isinstance(one, ast.Starred) else one
            value = self.value(inner, place, quoted and index > 0, depth + 1)
            yield Argument(name=None, value=value, span=place.span(one), star="*" if star else "")
        for keyword in node.keywords[:_LONGEST]:
            value = self.value(keyword.value, place, quoted, depth + 1)
            yield Argument(
                name=keyword.arg, value=value, span=place.span(keyword.value), star="" if keyword.arg else "**"
            )


def reference(path: str, span: Span) -> Reference:
    """A name of another module; `typing_extensions` is `typing`, as everywhere."""
    top, dot, rest = path.partition(".")
    return Reference(path=f"{_SPECIAL.get(top, top)}{dot}{rest}", span=span)


def callee(function: Value) -> str:
    """How the path of a record spells what is called."""
    match function:
        case Reference(path=path):
            return path
        case Record(path=path):
            return f"{path}()"
        case Symbol(op="attribute", operands=(owner, Known(value=str(name)))):
            return f"{callee(owner)}.{name}"
        case _:
            return "?"


def _attribute(owner: Value, name: str, span: Span) -> Value:
    if isinstance(owner, Reference):
        return reference(f"{owner.path}.{name}", span)
    return Symbol(op="attribute", operands=(owner, Known(value=name, span=span)), span=span)


def _making(node: ast.expr | None) -> ast.Call | None:
    """The call that makes a type variable, where an expression is one."""
    return node if isinstance(node, ast.Call) and _last(node.func) in _VARIABLES else None


def _kind(node: ast.expr) -> Literal["tuple", "list", "set"]:
    if isinstance(node, ast.Tuple):
        return "tuple"
    return "list" if isinstance(node, ast.List) else "set"


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _quoted(text: str) -> ast.expr | None:
    if len(text) > _LONGEST:
        return None
    parsed = parse(text.strip(), "eval")
    return parsed.body if isinstance(parsed, ast.Expression) else None
