"""Expressions: one small function a kind of node, in a table."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import attribute, definitions, iteration, operators, scopes, text
from icefloe.evaluate.machine import Machine, Scope, truth
from icefloe.evaluate.merge import choice, merge
from icefloe.source import Span
from icefloe.syntax.text import identifier
from icefloe.trace import If
from icefloe.values import Argument, Items, Known, Record, Symbol, Table, Unknown, Value

_OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.LeftShift: "<<", cst.RightShift: ">>", cst.BitAnd: "&", cst.BitXor: "^", cst.BitOr: "|",
    cst.MatrixMultiply: "@",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>", cst.BitAndAssign: "&", cst.BitXorAssign: "^", cst.BitOrAssign: "|",
    cst.MatrixMultiplyAssign: "@",
}  # fmt: skip
_COMPARISONS: dict[type[cst.CSTNode], str] = {
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.In: "in", cst.NotIn: "not in", cst.Is: "is", cst.IsNot: "is not",
}  # fmt: skip
_UNARY: dict[type[cst.CSTNode], str] = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}


def operator_of(node: cst.CSTNode) -> str:
    """The text of a binary or augmented operator."""
    return _OPERATORS[type(node)]


def expression(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """The value of an expression."""
    span = scope.parsed.span(node)
    machine.budget.spend(span)
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return Unknown(why=f"{type(node).__name__} is not evaluated", span=span)
    return handler(machine, scope, node)


def _name(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Name)
    span = scope.parsed.span(node)
    found = scopes.lookup(machine, scope, identifier(node.value), span)
    return scopes.missing(node.value, span) if found is None else found


def _number(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Integer | cst.Float | cst.Imaginary)
    span = scope.parsed.span(node)
    if isinstance(node, cst.Integer) and len(node.value) > 1_300:
        return Unknown(why="the number is too long to fold", span=span)
    return Known(value=node.evaluated_value, span=span)


def _string(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.SimpleString)
    return Known(value=node.evaluated_value, span=scope.parsed.span(node))


def _elements(machine: Machine, scope: Scope, elements: list[cst.BaseElement]) -> tuple[list[Value], Unknown | None]:
    """The elements of a display, `*` expanded; and an Unknown if one cannot be."""
    found: list[Value] = []
    for element in elements:
        value = machine.evaluate(scope, element.value)
        if not isinstance(element, cst.StarredElement):
            found.append(value)
            continue
        inner = iteration.elements(machine, value)
        if inner is None:
            why = value.why if isinstance(value, Unknown) else "what `*` unpacks is only known when it runs"
            return found, Unknown(why=why, span=value.span)
        found.extend(inner)
    return found, None


def _items(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.List | cst.Tuple | cst.Set)
    found, unknown = _elements(machine, scope, list(node.elements))
    if unknown is not None:
        return unknown
    kind = {cst.List: "list", cst.Tuple: "tuple", cst.Set: "set"}[type(node)]
    span = scope.parsed.span(node)
    if kind == "list":
        return Items(kind="list", items=tuple(found), token=machine.token(), span=span)
    if kind == "tuple":
        return Items(kind="tuple", items=tuple(found), token=machine.token(), span=span)
    return Items(kind="set", items=tuple(iteration.distinct(found)), token=machine.token(), span=span)


def _dict(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Dict)
    span = scope.parsed.span(node)
    entries: list[tuple[Value, Value]] = []
    for element in node.elements:
        value = machine.evaluate(scope, element.value)
        if isinstance(element, cst.DictElement):
            entries = operators.put(entries, machine.evaluate(scope, element.key), value)
        elif isinstance(value, Table):
            entries = list(operators.merged(tuple(entries), value.entries))
        else:
            why = value.why if isinstance(value, Unknown) else "what `**` unpacks is only known when it runs"
            return Unknown(why=why, span=value.span)
    return Table(entries=tuple(entries), token=machine.token(), span=span)


def _attribute(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Attribute)
    value = machine.evaluate(scope, node.value)
    return attribute.get(machine, value, identifier(node.attr.value), scope.parsed.span(node))


def _subscript(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Subscript)
    value = machine.evaluate(scope, node.value)
    span = scope.parsed.span(node)
    if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Slice):
        return _slice(machine, scope, value, node.slice[0].slice, span)
    keys: list[Value] = []
    for element in node.slice:
        if not isinstance(element.slice, cst.Index):
            return Symbol(op="index", operands=(value, Unknown(why="a slice", span=span)), span=span)
        keys.append(
            definitions.annotation(machine, scope, element.slice.value)
            if _is_type(value)
            else machine.evaluate(scope, element.slice.value)
        )
    is_tuple = len(keys) > 1 or node.slice[0].comma is not cst.MaybeSentinel.DEFAULT
    key = Items(kind="tuple", items=tuple(keys), token=machine.token(), span=span) if is_tuple else keys[0]
    return attribute.item(machine, value, key, span)


def _is_type(value: Value) -> bool:
    """Whether subscripting it makes a type, so that a string inside is a forward reference."""
    path = getattr(value, "path", "")
    return (
        isinstance(path, str)
        and path.startswith(("typing.", "builtins.", "collections.", "typing_extensions."))
        and (not path.endswith(("Literal", "Annotated")))
    )


def _slice(machine: Machine, scope: Scope, value: Value, node: cst.Slice, span: Span) -> Value:
    bounds: list[int | None] = []
    for part in (node.lower, node.upper, node.step):
        bound = machine.evaluate(scope, part) if part is not None else Known(value=None, span=span)
        if not isinstance(bound, Known) or not (bound.value is None or isinstance(bound.value, int)):
            return Symbol(op="index", operands=(value, bound), span=span)
        bounds.append(bound.value)
    if bounds[2] == 0:
        return Unknown(why="a slice's step is zero", span=span)
    cut = slice(*bounds)
    if isinstance(value, Items):
        return Items(kind=value.kind, items=value.items[cut], token=machine.token(), span=span)
    if isinstance(value, Known) and isinstance(value.value, str | bytes):
        return Known(value=value.value[cut], span=span)
    low, high, step = (Known(value=b, span=span) for b in bounds)
    if isinstance(value, Unknown):
        return value
    key = Record(
        path="builtins.slice",
        function=operators.builtin("slice", span),
        arguments=tuple(Argument(name=None, value=v, span=span) for v in (low, high, step)),
        token=machine.token(),
        span=span,
    )
    return Symbol(op="index", operands=(value, key), span=span)


def _call(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Call)
    function = machine.evaluate(scope, node.func)
    arguments: list[Argument] = []
    for arg in node.args:
        value = machine.evaluate(scope, arg.value)
        span = scope.parsed.span(arg.value)
        if arg.star == "*":
            inner = iteration.elements(machine, value)
            if inner is None:
                arguments.append(Argument(name=None, value=value, span=span, star="*"))
            else:
                arguments.extend(Argument(name=None, value=v, span=span) for v in inner)
        elif arg.star == "**":
            arguments.extend(_keywords(value, span))
        else:
            name = identifier(arg.keyword.value) if arg.keyword is not None else None
            arguments.append(Argument(name=name, value=value, span=span))
    return machine.call(function, tuple(arguments), scope.parsed.span(node))


def _keywords(value: Value, span: Span) -> list[Argument]:
    if isinstance(value, Table) and all(isinstance(k, Known) and isinstance(k.value, str) for k, _ in value.entries):
        return [
            Argument(name=key.value, value=inner, span=span)
            for key, inner in value.entries
            if isinstance(key, Known) and isinstance(key.value, str)
        ]
    return [Argument(name=None, value=value, span=span, star="**")]


def _binary(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.BinaryOperation)
    left = machine.evaluate(scope, node.left)
    right = machine.evaluate(scope, node.right)
    return operators.binary(operator_of(node.operator), left, right, machine.token(), scope.parsed.span(node))


def _boolean(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.BooleanOperation)
    left = machine.evaluate(scope, node.left)
    is_and = isinstance(node.operator, cst.And)
    decided = truth(left)
    if decided is not None:
        return machine.evaluate(scope, node.right) if decided == is_and else left
    machine.path.append(If(test=left, taken=is_and))
    right = machine.evaluate(scope, node.right)
    machine.path.pop()
    return Symbol(op="and" if is_and else "or", operands=(left, right), span=scope.parsed.span(node))


def _comparison(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Comparison)
    span = scope.parsed.span(node)
    left = machine.evaluate(scope, node.left)
    result: Value | None = None
    for comparison in node.comparisons:
        right = machine.evaluate(scope, comparison.comparator)
        one = operators.compare(_COMPARISONS[type(comparison.operator)], left, right, span)
        result = one if result is None else _both(result, one, span)
        left = right
    return result if result is not None else left


def _both(first: Value, second: Value, span: Span) -> Value:
    decided = truth(first)
    if decided is not None:
        return second if decided else first
    return Symbol(op="and", operands=(first, second), span=span)


def _unary(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.UnaryOperation)
    value = machine.evaluate(scope, node.expression)
    span = scope.parsed.span(node)
    if isinstance(node.operator, cst.Not):
        decided = truth(value)
        if decided is not None:
            return Known(value=not decided, span=span)
        return value if isinstance(value, Unknown) else Symbol(op="not", operands=(value,), span=span)
    return operators.unary(_UNARY[type(node.operator)], value, span)


def _conditional(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.IfExp)
    test = machine.evaluate(scope, node.test)
    span = scope.parsed.span(node)
    decided = truth(test)
    if decided is not None:
        return machine.evaluate(scope, node.body if decided else node.orelse)
    before = machine.snapshot()
    machine.path.append(If(test=test, taken=True))
    then = machine.evaluate(scope, node.body)
    after_then = machine.snapshot()
    machine.path[-1] = If(test=test, taken=False)
    machine.restore(before)
    otherwise = machine.evaluate(scope, node.orelse)
    after_otherwise = machine.snapshot()
    machine.path.pop()
    merge(machine, test, after_then, after_otherwise, span)
    return choice(test, then, otherwise, span)


def _lambda(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Lambda)
    return definitions.function(machine, scope, node)


def _walrus(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.NamedExpr)
    value = machine.evaluate(scope, node.value)
    around = scope
    while around.kind == "comprehension" and around.parent is not None:
        around = around.parent
    if isinstance(node.target, cst.Name):
        scopes.bind(around, identifier(node.target.value), value)
    return value


def _comprehension(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    return iteration.comprehension(machine, scope, node)


def _ellipsis(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    return operators.builtin("Ellipsis", scope.parsed.span(node))


def _await(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Await)
    return machine.evaluate(scope, node.expression)


def _yield(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    return Unknown(why="a generator's values are only known when it runs", span=scope.parsed.span(node))


_HANDLERS: dict[type[cst.CSTNode], Callable[[Machine, Scope, cst.BaseExpression], Value]] = {
    cst.Name: _name,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.SimpleString: _string,
    cst.ConcatenatedString: text.concatenated,
    cst.FormattedString: text.formatted,
    cst.List: _items,
    cst.Tuple: _items,
    cst.Set: _items,
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
    cst.Ellipsis: _ellipsis,
    cst.Await: _await,
    cst.Yield: _yield,
}
