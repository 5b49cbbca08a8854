"""The names that a module or a class body binds, told from its statements without running them."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from icefloe.installed.conditions import Conditions, dotted
from icefloe_schema.records import dataclass

_DEEPEST = 40
Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A name for what stands under a dotted path; `module` is the one that it was taken from with `from … import`."""

    path: str
    module: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """One function: its overloads in order, or the one definition that is left.

    `settable` tells of a property that can be set too.
    """

    nodes: tuple[Definition, ...]
    certain: bool = True
    settable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A class."""

    node: ast.ClassDef
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A variable or an alias; `value` is None where it is only annotated, `parameters` are those of a `type`."""

    value: ast.expr | None
    annotation: ast.expr | None
    parameters: tuple[ast.AST, ...] = ()
    certain: bool = True


Bound: TypeAlias = Imported | Functions | Defined | Assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a body binds: by name, the modules whose names it takes with a star, and how `__all__` is made.

    `exports` is None where nothing says what a star takes, or where that is computed.
    """

    bound: dict[str, Bound]
    stars: tuple[str, ...]
    exports: tuple[str | Imported, ...] | None


class Reader:
    """Goes through the statements of one body."""

    def __init__(self, module: str, is_package: bool, conditions: Conditions) -> None:
        self._module = module
        self._package = module if is_package else module.rpartition(".")[0]
        self._conditions = conditions
        self._bound: dict[str, Bound] = {}
        self._stars: dict[str, None] = {}
        self._exports: list[str | Imported] | None = None
        self._computed = False

    def names(self, body: Sequence[ast.stmt]) -> Names:
        """What all of it binds."""
        self._statements(body, True, 0)
        exports = None if self._exports is None or self._computed else tuple(self._exports)
        return Names(bound=self._bound, stars=tuple(self._stars), exports=exports)

    def _statements(self, body: Sequence[ast.stmt], certain: bool, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for node in body:
            match node:
                case ast.ClassDef():
                    self._bind(node.name, Defined(node=node, certain=certain))
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(node, certain)
                case ast.Import() | ast.ImportFrom():
                    self._import(node, certain)
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                    self._assign(node, certain)
                case ast.If():
                    self._if(node, certain, depth)
                case ast.Try() | ast.TryStar():
                    self._try(node, certain, depth)
                case ast.With():
                    self._statements(node.body, certain, depth + 1)
                case _:
                    self._rest(node, certain)

    def _rest(self, node: ast.stmt, certain: bool) -> None:
        match node:
            case ast.Expr(value=ast.Call(func=func, args=[argument])):
                self._extend(dotted(func), argument)
            case ast.Delete(targets=targets):
                for target in targets:
                    self._bound.pop(dotted(target), None)
            case _:
                self._alias(node, certain)

    def _bind(self, name: str, new: Bound) -> None:
        """A name gets a meaning; one that it may have or not, after another one, leaves neither certain."""
        old = self._bound.get(name)
        if not new.certain and old is not None:
            new = old if _same(old, new) else replace(old, certain=False)
        self._bound[name] = new

    def _function(self, node: Definition, certain: bool) -> None:
        old = self._bound.get(node.name)
        names = [dotted(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list]
        ends = {name.rpartition(".")[2] for name in names if "." in name}
        if isinstance(old, Functions) and ends & {"setter", "deleter", "register"}:
            self._bound[node.name] = replace(old, settable=old.settable or "setter" in ends)
            return
        if isinstance(old, Functions) and any(_is_overload(d) for d in old.nodes[-1].decorator_list):
            # The code below overloads is what runs; they alone say what is returned.
            nodes = (*old.nodes, node) if any(_is_overload(d) for d in node.decorator_list) else old.nodes
            self._bound[node.name] = Functions(nodes=nodes, certain=old.certain and certain)
            return
        self._bind(node.name, Functions(nodes=(node,), certain=certain))

    def _import(self, node: ast.Import | ast.ImportFrom, certain: bool) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = alias.name if alias.asname else alias.name.partition(".")[0]
                self._bind(alias.asname or path, Imported(path=path, certain=certain))
            return
        source = self._source(node)
        if source is None:
            return
        for alias in node.names:
            if alias.name == "*":
                self._stars[source] = None
            else:
                self._bind(alias.asname or alias.name, _taken(source, alias.name, certain))

    def _source(self, node: ast.ImportFrom) -> str | None:
        """The module that names are taken from; a relative one that leaves its package is none."""
        if not node.level:
            return node.module
        parts = self._package.split(".") if self._package else []
        if node.level > len(parts):
            return None
        base = parts[: len(parts) - node.level + 1]
        return ".".join((*base, node.module) if node.module else base)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, certain: bool) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._target(target, value, certain)
            case ast.AnnAssign(target=ast.Name(id=name), value=value, annotation=annotation):
                if name == "__all__" and value is not None:
                    self._all(value, extend=False)
                self._bind(name, Assigned(value=value, annotation=annotation, certain=certain))
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                self._all(value, extend=True)
            case _:
                pass

    def _target(self, target: ast.expr, value: ast.expr, certain: bool) -> None:
        match target:
            case ast.Name(id="__all__"):
                self._all(value, extend=False)
            case ast.Name(id=name):
                self._bind(name, Assigned(value=value, annotation=None, certain=certain))
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                values = value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(elts) else ()
                for index, one in enumerate(elts):
                    if isinstance(one, ast.Name):
                        inner = values[index] if values else ast.Constant(value=...)
                        self._bind(one.id, Assigned(value=inner, annotation=None, certain=certain and bool(values)))
            case _:
                pass

    def _all(self, value: ast.expr, *, extend: bool) -> None:
        found = list(self._listed(value))
        self._computed = self._computed or None in found
        known = [one for one in found if one is not None]
        self._exports = [*(self._exports or ()), *known] if extend else known

    def _extend(self, called: str, argument: ast.expr) -> None:
        if called == "__all__.extend":
            self._all(argument, extend=True)
        elif called == "__all__.append":
            self._all(ast.List(elts=[argument], ctx=ast.Load()), extend=True)
        elif called == "__all__.remove" and self._exports is not None and isinstance(argument, ast.Constant):
            self._exports = [one for one in self._exports if one != argument.value]

    def _listed(self, value: ast.expr) -> Iterator[str | Imported | None]:
        """The parts of a list of names: names, other modules' lists, and None for what is computed."""
        match value:
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                for one in elts:
                    if isinstance(one, ast.Starred):
                        yield from self._listed(one.value)
                    else:
                        plain = one.value if isinstance(one, ast.Constant) else None
                        yield plain if isinstance(plain, str) else None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._listed(left)
                yield from self._listed(right)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "set"), args=[inner]):
                yield from self._listed(inner)
            case ast.Attribute(value=owner, attr="__all__"):
                yield self._list_of(dotted(owner))
            case _:
                yield None

    def _list_of(self, name: str) -> Imported | None:
        first, _, rest = name.partition(".")
        bound = self._bound.get(first)
        path = bound.path if isinstance(bound, Imported) else f"{self._package}.{first}"
        return Imported(path=f"{path}.{rest}" if rest else path) if name else None

    def _if(self, node: ast.If, certain: bool, depth: int) -> None:
        answer = self._conditions.answer(node.test)
        if answer is not False:
            self._statements(node.body, certain and answer is True, depth + 1)
        if answer is not True:
            self._statements(node.orelse, certain and answer is False, depth + 1)

    def _try(self, node: "ast.Try | ast.TryStar", certain: bool, depth: int) -> None:
        """The body is taken to succeed, as everywhere in a check; handlers bind only what it leaves out."""
        self._statements(node.body, certain, depth + 1)
        kept = dict(self._bound)
        for handler in node.handlers:
            self._statements(handler.body, False, depth + 1)
        self._bound.update(kept)
        self._statements(node.orelse, certain, depth + 1)
        self._statements(node.finalbody, certain, depth + 1)

    def _alias(self, node: ast.stmt, certain: bool) -> None:
        """`type X[T] = …`, which the syntax tree of Python 3.11 does not have."""
        name, value = getattr(node, "name", None), getattr(node, "value", None)
        if type(node).__name__ == "TypeAlias" and isinstance(name, ast.Name) and isinstance(value, ast.expr):
            parameters = tuple(getattr(node, "type_params", ()))
            self._bind(name.id, Assigned(value=value, annotation=None, parameters=parameters, certain=certain))


def _taken(source: str, name: str, certain: bool) -> Imported:
    return Imported(path=f"{source}.{name}", module=source, certain=certain)


def _is_overload(node: ast.expr) -> bool:
    return dotted(node).rpartition(".")[2] == "overload"


def _same(old: Bound, new: Bound) -> bool:
    """Whether two meanings of a name are the same import."""
    return isinstance(old, Imported) and isinstance(new, Imported) and old.path == new.path
