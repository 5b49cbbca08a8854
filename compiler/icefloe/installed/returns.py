"""What functions without a return annotation give, as far as their `return`s show it."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from icefloe.installed.conditions import dotted
from icefloe.installed.decorators import Decorators, own, returned
from icefloe.installed.expressions import Place, reference
from icefloe.installed.modules import Located, Modules
from icefloe.installed.scope import Defined, Definition, Functions
from icefloe.values import Items, Known, Symbol, Unknown, Value
from icefloe_schema.records import dataclass

_DEEPEST = 6
_MAKERS = frozenset({"int", "float", "str", "bool", "bytes", "complex", "list", "dict", "set", "frozenset", "range"})
_GIVING = {"len": "int", "repr": "str", "sorted": "list", "isinstance": "bool", "hasattr": "bool", "callable": "bool"}
_DISPLAYS = (((ast.List, ast.ListComp), "list"), ((ast.Dict, ast.DictComp), "dict"), ((ast.Set, ast.SetComp), "set"))
_TESTS = (ast.Is, ast.IsNot, ast.In, ast.NotIn)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A function that is looked into: where it is, its class, and the name of its first parameter in a method."""

    at: Located
    node: Definition
    owner: Located | None
    this: str
    depth: int


class Returns:
    """Infers results; a function that calls others is followed a few steps."""

    def __init__(self, modules: Modules, decorators: Decorators) -> None:
        self._modules = modules
        self._decorators = decorators

    def of(self, node: Definition, at: Located, owner: Located | None) -> Value | None:
        """The type of a function's result as the value of an annotation, or None where the code does not tell."""
        return self._of(node, at, owner, 0)

    def _of(self, node: Definition, at: Located, owner: Located | None, depth: int) -> Value | None:
        if node.returns is not None or depth > _DEEPEST or is_generator(node) or _is_placeholder(node):
            return None
        names = [dotted(d) for d in node.decorator_list]
        arguments = [*node.args.posonlyargs, *node.args.args]
        is_method = owner is not None and "staticmethod" not in names and bool(arguments)
        this = arguments[0].arg if is_method else ""
        body = _Body(at=at, node=node, owner=owner, this=this, depth=depth)
        given = list(returned(node))
        span = Place(module=at.module).span(node)
        if not any(value is not None for value in given):
            return Known(value=None, span=span)
        if not ends(node.body):
            return None
        found = [Known(value=None, span=span) if v is None else self._expression(v, body, 0) for v in given]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        distinct = list({_key(one): one for one in known}.values())
        return distinct[0] if len(distinct) == 1 else Symbol(op="|", operands=tuple(distinct), span=span)

    def _expression(self, node: ast.expr, body: _Body, depth: int) -> Value | None:
        span = Place(module=body.at.module).span(node)
        if depth > _DEEPEST:
            return None
        name = _plain(node)
        if name:
            return Known(value=None, span=span) if name == "None" else reference(f"builtins.{name}", span)
        match node:
            case ast.Name(id=name):
                return self._name(name, body, depth)
            case ast.Tuple(elts=elts) if elts and not any(isinstance(one, ast.Starred) for one in elts):
                unknown = Unknown(why="its code does not tell", span=span)
                inside = tuple(self._expression(one, body, depth + 1) or unknown for one in elts)
                whole = Items(kind="tuple", items=inside, token=-1, span=span)
                return Symbol(op="index", operands=(reference("builtins.tuple", span), whole), span=span)
            case ast.IfExp(body=then, orelse=otherwise):
                first, second = self._expression(then, body, depth + 1), self._expression(otherwise, body, depth + 1)
                if first is None or second is None:
                    return None
                same = _key(first) == _key(second)
                return first if same else Symbol(op="|", operands=(first, second), span=span)
            case ast.Call():
                return self._call(node, body)
            case _:
                return None

    def _name(self, name: str, body: _Body, depth: int) -> Value | None:
        """A variable that is bound once: what it was bound to."""
        bound = Counter(_bound(body.node))
        if name == body.this and not bound[name]:
            return reference("typing.Self", Place(module=body.at.module).span(body.node))
        values = [
            one.value
            for one in own(body.node.body)
            if isinstance(one, ast.Assign) and len(one.targets) == 1 and dotted(one.targets[0]) == name
        ]
        is_single = bound[name] == 1 and len(values) == 1 and name not in _taken(body.node)
        return self._expression(values[0], body, depth + 1) if is_single else None

    def _call(self, node: ast.Call, body: _Body) -> Value | None:
        span = Place(module=body.at.module).span(node)
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[]), attr=name):
                return self._method(body, name, above=True)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == body.this and owner:
                is_class = name == "__class__"
                return reference("typing.Self", span) if is_class else self._method(body, name, above=False)
            case ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=owner)]) if owner == body.this and owner:
                return reference("typing.Self", span)
            case _:
                return self._function(node, body)

    def _function(self, node: ast.Call, body: _Body) -> Value | None:
        name, span = dotted(node.func), Place(module=body.at.module).span(node)
        first, _, rest = name.partition(".")
        if not first or first in _taken(body.node) or first in set(_bound(body.node)):
            is_class = first == body.this and "classmethod" in [dotted(d) for d in body.node.decorator_list]
            return reference("typing.Self", span) if is_class and not rest else None
        path, _ = self._modules.name(body.at.module, (), "", first)
        path = f"{path}.{rest}" if rest else path
        plain = path.removeprefix("builtins.")
        if plain != path and plain in _MAKERS | _GIVING.keys():
            return reference(f"builtins.{_GIVING.get(plain, plain)}", span)
        if plain != path:
            return None
        found = self._modules.locate(path)
        match found.bound if found is not None else None:
            case Defined(node=ast.ClassDef(keywords=[])):
                return reference(path, span)
            case Functions(nodes=(only,)) if found is not None and self._is_plain(only, found):
                return self._of(only, found, None, body.depth + 1)
            case _:
                return None

    def _method(self, body: _Body, name: str, *, above: bool) -> Value | None:
        """What a method of the same object gives: of its class, or of a class above it."""
        if body.owner is None:
            return None
        for owner in self._order(body.owner, 0, above):
            if owner is None or not isinstance(owner.bound, Defined):
                return None
            names = self._modules.body(owner.module, owner.bound.node)
            found = names.bound.get(name)
            at = Located(module=owner.module, qualname=f"{owner.qualname}.{name}", bound=found)
            if isinstance(found, Functions) and len(found.nodes) == 1 and self._is_plain(found.nodes[0], at):
                return self._of(found.nodes[0], at, owner, body.depth + 1)
            if found is not None:
                return None
        return None

    def _is_plain(self, node: Definition, at: Located) -> bool:
        """Whether a call of a function is a call of what is written there."""
        return all(self._decorators.keeps(one, at.module, (), "") for one in node.decorator_list)

    def _order(self, owner: Located, depth: int, above: bool) -> Iterator[Located | None]:
        """A class and those above it, one after the other; None where one of them is not known."""
        if not above:
            yield owner
        if depth > _DEEPEST or not isinstance(owner.bound, Defined):
            yield None
            return
        for base in owner.bound.node.bases:
            first, _, rest = dotted(base).partition(".")
            path, _ = self._modules.name(owner.module, (), "", first) if first else ("", None)
            found = self._modules.locate(f"{path}.{rest}" if rest else path) if path else None
            if path == "builtins.object":
                continue
            if found is None or not isinstance(found.bound, Defined):
                yield None
                return
            yield from self._order(found, depth + 1, False)


def _plain(node: ast.expr) -> str:
    """The builtin class of what an expression gives whatever its parts are; empty for others."""
    match node:
        case ast.Constant(value=None | str() | int() | float() | bytes() as plain):
            return "None" if plain is None else type(plain).__name__
        case ast.JoinedStr():
            return "str"
        case ast.UnaryOp(op=ast.Not()):
            return "bool"
        case ast.Compare(ops=ops) if all(isinstance(op, _TESTS) for op in ops):
            return "bool"
        case _:
            return next((name for kinds, name in _DISPLAYS if isinstance(node, kinds)), "")


def is_generator(node: Definition) -> bool:
    """Whether calling it makes a generator."""
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in own(node.body))


def ends(body: Sequence[ast.stmt], depth: int = 0) -> bool:
    """Whether the end of a body is certainly not reached: it returns or raises before."""
    if not body or depth > _DEEPEST:
        return False
    match body[-1]:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=then, orelse=otherwise):
            return ends(then, depth + 1) and ends(otherwise, depth + 1)
        case ast.With(body=inside):
            return ends(inside, depth + 1)
        case ast.Try(body=tried, handlers=handlers, orelse=otherwise, finalbody=last):
            whole = ends(otherwise or tried, depth + 1) and all(ends(h.body, depth + 1) for h in handlers)
            return whole or ends(last, depth + 1)
        case _:
            return False


def _is_placeholder(node: Definition) -> bool:
    """Whether a body only documents or refuses: what it gives is for others to say."""
    if any(dotted(d).rpartition(".")[2].startswith("abstract") for d in node.decorator_list):
        return True
    plain = (ast.Pass, ast.Raise, ast.Expr)
    if any(isinstance(one, ast.Return) for one in own(node.body)):
        return False
    return all(isinstance(one, plain) for one in node.body) or ends(node.body)


def _taken(node: Definition) -> set[str]:
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return {a.arg for a in (*every, *(one for one in (given.vararg, given.kwarg) if one is not None))}


def _bound(node: Definition) -> Iterator[str]:
    """The names that a body binds, once for each time."""
    for one in own(node.body):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store | ast.Del):
            yield one.id
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]


def _key(value: Value) -> str:
    """Two results with the same key are the same."""
    match value:
        case Known(value=plain):
            return repr(plain)
        case Symbol(op=op, operands=operands):
            return f"{op}({', '.join(map(_key, operands))})"
        case Items(items=items):
            return f"({', '.join(map(_key, items))})"
        case _:
            return getattr(value, "path", "?")
