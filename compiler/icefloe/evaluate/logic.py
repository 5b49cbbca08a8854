"""Expressions that evaluate a part of themselves only where a test says so: `and`, `or`, `if`, comparisons, `not`."""

import libcst as cst

from icefloe.evaluate import branch, enumeration, held, iteration, operators, platforms
from icefloe.evaluate.machine import Machine, truth
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.trace import If
from icefloe.values import Items, Known, Record, Symbol, Unknown, Value

_COMPARISONS: dict[type[cst.CSTNode], str] = {
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.In: "in", cst.NotIn: "not in", cst.Is: "is", cst.IsNot: "is not",
}  # fmt: skip
# What can have an effect, or change something: everything that can call, and what binds a name.
_LOUD = (cst.Call, cst.NamedExpr, cst.Await, cst.Yield, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_UNARY: dict[type[cst.CSTNode], str] = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}


def boolean(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """`a and b`, `a or b`."""
    assert isinstance(node, cst.BooleanOperation)
    left = machine.evaluate(scope, node.left)
    is_and = isinstance(node.operator, cst.And)
    decided = truth(left)
    if decided is not None:
        return machine.evaluate(scope, node.right) if decided == is_and else left
    span = scope.parsed.span(node)
    right = _perhaps(machine, scope, left, is_and, node.right)
    return Symbol(op="and" if is_and else "or", operands=(left, right), span=span)


def _perhaps(machine: Machine, scope: Scope, test: Value, wanted: bool, node: cst.BaseExpression) -> Value:
    """The value of an expression that is evaluated only if a test that is not known has the wanted result."""
    if quiet(node):
        machine.path.append(If(test=test, taken=wanted))
        value = machine.evaluate(scope, node)
        machine.path.pop()
        return value
    span = scope.parsed.span(node)
    found: list[Value] = [Unknown(why="it always raises", span=span)]

    def evaluated() -> Value:
        found[0] = machine.evaluate(scope, node)
        return found[0]

    def other() -> Value:
        return Known(value=None, span=span)

    branch.either(machine, test, evaluated if wanted else other, other if wanted else evaluated, span)
    return found[0]


def quiet(node: cst.CSTNode) -> bool:
    """Whether an expression is sure to have no effect and to change nothing."""
    pending: list[cst.CSTNode] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, _LOUD):
            return False
        pending.extend(current.children)
    return True


def comparison(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """`a < b <= c`."""
    assert isinstance(node, cst.Comparison)
    left = machine.evaluate(scope, node.left)
    return _compared(machine, scope, left, list(node.comparisons), scope.parsed.span(node))


def _compared(machine: Machine, scope: Scope, left: Value, rest: list[cst.ComparisonTarget], span: Span) -> Value:
    """`left < a < b`: what follows a comparison that is false is not evaluated."""
    right = machine.evaluate(scope, rest[0].comparator)
    op = _COMPARISONS[type(rest[0].operator)]
    if op in {"==", "!="} and any(isinstance(v, Items) and v.token in machine.lazy for v in (left, right)):
        result: Value = Symbol(op=op, operands=(left, right), span=span)
    else:
        if op in {"in", "not in"} and iteration.is_iterator(machine, right):
            iteration.spent(machine, right)
        if op in {"in", "not in"} and isinstance(right, Record) and held.is_held(machine, right):
            held.read(machine, right, left, span)
            right = held.content(machine, right)
        known = (
            platforms.compared(machine, op, left, right, span)
            or _members_compared(machine, op, left, right, span)
            or _made_compared(machine, op, left, right, span)
        )
        result = known or operators.compare(op, left, right, span)
    if len(rest) == 1:
        return result
    decided = truth(result)
    if decided is not None:
        return _compared(machine, scope, right, rest[1:], span) if decided else result
    if all(quiet(one.comparator) for one in rest[1:]):
        return Symbol(op="and", operands=(result, _compared(machine, scope, right, rest[1:], span)), span=span)
    found: list[Value] = [result]

    def more() -> Value:
        found[0] = _compared(machine, scope, right, rest[1:], span)
        return found[0]

    branch.either(machine, result, more, lambda: result, span)
    return Symbol(op="and", operands=(result, found[0]), span=span)


def _members_compared(machine: Machine, op: str, left: Value, right: Value, span: Span) -> Known | None:
    """A comparison with a member of an enumeration, where its result is known."""
    if op not in {"==", "!=", "is", "is not"} or not (isinstance(left, Symbol) or isinstance(right, Symbol)):
        return None
    equal = enumeration.same(machine, left, right)
    return None if equal is None else Known(value=equal == (op in {"==", "is"}), span=span)


def _made_compared(machine: Machine, op: str, left: Value, right: Value, span: Span) -> Known | None:
    """A comparison of None with an object that a dialect's word has made, which is not None."""
    if op not in {"is", "is not"}:
        return None
    none = any(isinstance(one, Known) and one.value is None for one in (left, right))
    made = any(isinstance(one, Record) and machine.returns.get(one.path) == "new" for one in (left, right))
    return Known(value=op == "is not", span=span) if none and made else None


def unary(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """`not a`, `-a`."""
    assert isinstance(node, cst.UnaryOperation)
    value = machine.evaluate(scope, node.expression)
    span = scope.parsed.span(node)
    if isinstance(node.operator, cst.Not):
        decided = truth(value)
        if decided is not None:
            return Known(value=not decided, span=span)
        return value if isinstance(value, Unknown) else Symbol(op="not", operands=(value,), span=span)
    return operators.unary(_UNARY[type(node.operator)], value, span)


def conditional(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """`a if test else b`."""
    assert isinstance(node, cst.IfExp)
    test = machine.evaluate(scope, node.test)
    span = scope.parsed.span(node)
    decided = truth(test)
    if decided is not None:
        return machine.evaluate(scope, node.body if decided else node.orelse)
    return branch.either(
        machine,
        test,
        lambda: machine.evaluate(scope, node.body),
        lambda: machine.evaluate(scope, node.orelse),
        span,
    )
