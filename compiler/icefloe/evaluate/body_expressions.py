"""A function's expressions as `icefloe.body` has them: names that are not its own stand for their values."""

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Literal

import libcst as cst

from icefloe import body
from icefloe.evaluate import annotations, attribute, scopes
from icefloe.evaluate.expression import operator_of
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.syntax.bindings import local_names, parameters
from icefloe.syntax.text import identifier
from icefloe.syntax.usage import uses
from icefloe.values import Class, Function, Known, Module, Reference, Unknown, Value
from icefloe_schema.records import dataclass

_DEEPEST = 40
_COMPARISONS: dict[type[cst.CSTNode], str] = {
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.In: "in", cst.NotIn: "not in", cst.Is: "is", cst.IsNot: "is not",
}  # fmt: skip
_KINDS: dict[type[cst.CSTNode], Literal["list", "set", "dict", "generator"]] = {
    cst.ListComp: "list", cst.SetComp: "set", cst.DictComp: "dict", cst.GeneratorExp: "generator",
}  # fmt: skip
_UNARY: dict[type[cst.CSTNode], str] = {cst.Not: "not", cst.Minus: "-x", cst.Plus: "+x", cst.BitInvert: "~x"}


@dataclass(slots=True)
class Lowering:
    """What one function's code is read with; `names` are its own names, those of comprehensions renamed."""

    machine: Machine
    scope: Scope
    function: Function
    names: dict[str, str]
    outside: frozenset[str]
    rebound: frozenset[str]
    depth: int = 0
    made: int = 0
    captured: dict[str, Value] = field(default_factory=dict[str, Value])

    def expression(self, node: cst.BaseExpression) -> body.Expression:
        """One expression; what is nested deeper than anybody writes is not followed."""
        handler = _HANDLERS.get(type(node))
        if handler is None or self.depth > _DEEPEST:
            return body.Opaque(f"{type(node).__name__} is not followed", self.reads(node))
        self.depth += 1
        made = handler(self, node)
        self.depth -= 1
        return made

    def reads(self, node: cst.CSTNode) -> tuple[str, ...]:
        """The function's own names that a piece of code uses."""
        found = (self.names[use.name] for use in uses(node) if use.name in self.names)
        return tuple(dict.fromkeys(found))

    def value(self, name: str, node: cst.CSTNode) -> body.Expression:
        """What a name means."""
        if name in self.names:
            return body.Local(self.names[name])
        if name in self.outside or name in self.rebound:
            return body.Opaque(f"`{name}` is changed by functions")
        if name in self.captured:
            return body.Constant(self.captured[name])
        span = self.scope.parsed.span(node)
        found = scopes.lookup(self.machine, self.scope, name, span)
        return body.Constant(found) if found is not None else body.Opaque(f"`{name}` is not defined")

    def inside(self, names: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
        """Give the names of an inner scope names of their own; hands back those and what names meant before."""
        before = self.names
        self.made += 1
        renamed = {name: f"{name}@{self.made}" for name in names}
        self.names = before | renamed
        return tuple(renamed.values()), before

    def annotation(self, node: cst.BaseExpression) -> Value:
        """An annotation inside the body."""
        return annotations.annotation(self.machine, self.scope, node)

    def target(self, node: cst.CSTNode) -> body.Target:
        """What is assigned to."""
        match node:
            case cst.Name():
                name = identifier(node.value)
                return body.Local(self.names[name]) if name in self.names else body.Opaque(f"`{name}` is not its own")
            case cst.Attribute():
                return body.Attribute(self.expression(node.value), identifier(node.attr.value))
            case cst.Subscript():
                made = _subscript(self, node)
                return made if isinstance(made, body.Index) else body.Opaque("a part of an array", self.reads(node))
            case cst.Tuple() | cst.List():
                stars = [i for i, e in enumerate(node.elements) if isinstance(e, cst.StarredElement)]
                parts = tuple(self.target(e.value) for e in node.elements)
                return body.Parts(parts, stars[0] if stars else None)
            case _:
                return body.Opaque("its target is not followed", self.reads(node))


def _name(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Name)
    return low.value(identifier(node.value), node)


def _constant(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    return body.Constant(low.machine.evaluate(low.scope, node))


def _display(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.List | cst.Tuple | cst.Set)
    items = tuple(
        body.Star(low.expression(e.value)) if isinstance(e, cst.StarredElement) else low.expression(e.value)
        for e in node.elements
    )
    if isinstance(node, cst.List):
        return body.Display("list", items)
    return body.Display("tuple" if isinstance(node, cst.Tuple) else "set", items)


def _dict(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Dict)
    return body.Entries(
        tuple(
            (low.expression(e.key) if isinstance(e, cst.DictElement) else None, low.expression(e.value))
            for e in node.elements
        )
    )


def _attribute(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Attribute)
    owner, name = low.expression(node.value), identifier(node.attr.value)
    if isinstance(owner, body.Constant) and isinstance(owner.value, Reference | Module):
        found = attribute.get(low.machine, owner.value, name, low.scope.parsed.span(node))
        return body.Opaque(found.why) if isinstance(found, Unknown) else body.Constant(found)
    return body.Attribute(owner, name)


def _subscript(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Subscript)
    owner = low.expression(node.value)
    if isinstance(owner, body.Constant) and isinstance(owner.value, Reference | Class) and not low.reads(node):
        # A type with arguments: it is read as the value that annotations are read as.
        return body.Constant(low.machine.evaluate(low.scope, node))
    keys: list[body.Expression] = []
    for element in node.slice:
        if isinstance(element.slice, cst.Slice):
            parts = (element.slice.lower, element.slice.upper, element.slice.step)
            low_end, high_end, step = (None if one is None else low.expression(one) for one in parts)
            keys.append(body.Slice((low_end, high_end, step)))
        elif isinstance(element.slice, cst.Index):
            keys.append(low.expression(element.slice.value))
    is_tuple = len(keys) > 1 or node.slice[0].comma is not cst.MaybeSentinel.DEFAULT
    return body.Index(owner, body.Display("tuple", tuple(keys)) if is_tuple else keys[0])


def _call(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Call)
    given = tuple(
        body.Given(
            identifier(arg.keyword.value) if arg.keyword is not None else None, low.expression(arg.value), arg.star
        )
        for arg in node.args
    )
    return body.Call(low.expression(node.func), given, low.scope.parsed.span(node))


def _binary(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.BinaryOperation)
    return body.Operation(operator_of(node.operator), (low.expression(node.left), low.expression(node.right)))


def _boolean(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.BooleanOperation)
    op = "and" if isinstance(node.operator, cst.And) else "or"
    return body.Operation(op, (low.expression(node.left), low.expression(node.right)))


def _comparison(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Comparison)
    left = low.expression(node.left)
    found: body.Expression | None = None
    for one in node.comparisons:
        right = low.expression(one.comparator)
        pair = body.Operation(_COMPARISONS[type(one.operator)], (left, right))
        found = pair if found is None else body.Operation("and", (found, pair))
        left = right
    assert found is not None
    return found


def _unary(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.UnaryOperation)
    value = low.expression(node.expression)
    op = _UNARY[type(node.operator)]
    number = value.value.value if isinstance(value, body.Constant) and isinstance(value.value, Known) else None
    if op == "-x" and isinstance(number, int | float) and not isinstance(number, bool):
        return body.Constant(Known(value=-number, span=low.scope.parsed.span(node)))
    return body.Operation(op, (value,))


def _conditional(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.IfExp)
    return body.Choice(low.expression(node.test), low.expression(node.body), low.expression(node.orelse))


def _lambda(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Lambda)
    reads = low.reads(node)
    own = tuple(parameters(node.params))
    plain = len(own) == len(node.params.params) and all(p.default is None for p in node.params.params)
    with_own, names = low.inside(own)
    value = low.expression(node.body) if plain else None
    low.names = names
    return body.Inner(with_own, value, reads)


def _walrus(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.NamedExpr)
    target = low.target(node.target)
    value = low.expression(node.value)
    return body.Walrus(target.name, value) if isinstance(target, body.Local) else value


def _comprehension(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp)
    before = low.names
    clauses: list[body.Clause] = []
    part: cst.CompFor | None = node.for_in
    while part is not None:
        iterable = low.expression(part.iter)
        low.inside(_bound(part.target))
        target = low.target(part.target)
        tests = tuple(low.expression(one.test) for one in part.ifs)
        clauses.append(body.Clause(target, iterable, tests, part.asynchronous is not None))
        part = part.inner_for_in
    element = low.expression(node.key if isinstance(node, cst.DictComp) else node.elt)
    value = low.expression(node.value) if isinstance(node, cst.DictComp) else None
    low.names = before
    return body.Comprehension(_KINDS[type(node)], element, value, tuple(clauses))


def _bound(target: cst.CSTNode) -> tuple[str, ...]:
    if isinstance(target, cst.Name):
        return (identifier(target.value),)
    if isinstance(target, cst.Tuple | cst.List):
        return tuple(name for element in target.elements for name in _bound(element.value))
    return ()


def _await(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Await)
    return body.Await(low.expression(node.expression))


def _yield(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.Yield)
    if isinstance(node.value, cst.From):
        return body.Yield(low.expression(node.value.item), whole=True)
    return body.Yield(low.expression(node.value) if node.value is not None else None)


def _text(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.FormattedString)
    parts = (p.expression for p in node.parts if isinstance(p, cst.FormattedStringExpression))
    return body.Text(tuple(low.expression(one) for one in parts))


def _concatenated(low: Lowering, node: cst.BaseExpression) -> body.Expression:
    assert isinstance(node, cst.ConcatenatedString)
    if isinstance(node.evaluated_value, str | bytes):
        return body.Constant(low.machine.evaluate(low.scope, node))
    return body.Text((low.expression(node.left), low.expression(node.right)))


_HANDLERS: dict[type[cst.CSTNode], Callable[[Lowering, cst.BaseExpression], body.Expression]] = {
    cst.Name: _name,
    cst.Integer: _constant,
    cst.Float: _constant,
    cst.Imaginary: _constant,
    cst.SimpleString: _constant,
    cst.Ellipsis: _constant,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _text,
    cst.List: _display,
    cst.Tuple: _display,
    cst.Set: _display,
    cst.Dict: _dict,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.Call: _call,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.UnaryOperation: _unary,
    cst.IfExp: _conditional,
    cst.Lambda: _lambda,
    cst.NamedExpr: _walrus,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.Await: _await,
    cst.Yield: _yield,
}


def names_of(node: cst.FunctionDef | cst.Lambda) -> tuple[dict[str, str], frozenset[str]]:
    """A function's own names, as they are called in its body, and those that it says are not its own.

    What only imports bind is no name of its own, but what it imports.
    """
    found = local_names(node)
    return {name: name for name, imported in found.names.items() if not imported}, found.outside
