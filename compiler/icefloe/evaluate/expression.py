"""Expressions: one small function a kind of node, in a table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import libcst as cst

from icefloe.evaluate import (
    annotations,
    attribute,
    definitions,
    enumeration,
    held,
    iteration,
    literals,
    logic,
    operators,
    scopes,
    text,
)
from icefloe.evaluate.comprehension import comprehension, generator
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.syntax.text import identifier
from icefloe.values import Argument, Class, Items, Known, Record, Reference, Symbol, Table, Unknown, Value

_OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.LeftShift: "<<", cst.RightShift: ">>", cst.BitAnd: "&", cst.BitXor: "^", cst.BitOr: "|",
    cst.MatrixMultiply: "@",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>", cst.BitAndAssign: "&", cst.BitXorAssign: "^", cst.BitOrAssign: "|",
    cst.MatrixMultiplyAssign: "@",
}  # fmt: skip


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
    return scopes.missing(scope, node.value, span) if found is None else found


def _number(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Integer | cst.Float | cst.Imaginary)
    span = scope.parsed.span(node)
    if isinstance(node, cst.Integer) and len(node.value) > 1_300:
        return Unknown(why="the number is too long to fold", span=span)
    value = literals.number_of(node) if isinstance(node, cst.Integer) else node.evaluated_value
    return Known(value=value, span=span)


def _string(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.SimpleString)
    span = scope.parsed.span(node)
    try:
        return Known(value=literals.text_of(node), span=span)
    except (SyntaxError, ValueError) as error:
        # The names in `\N{...}` are those of the Unicode version that this Python has.
        return Unknown(why=f"the text cannot be read: {error}", span=span)


def _elements(
    machine: Machine, scope: Scope, elements: list[cst.BaseElement], ordered: bool
) -> tuple[list[Value], Unknown | Symbol | None]:
    """The elements of a display, `*` expanded; and an Unknown, or what only a caller knows, if one cannot be."""
    found: list[Value] = []
    unknown: Unknown | Symbol | None = None
    for element in elements:
        value = machine.evaluate(scope, element.value)
        if not isinstance(element, cst.StarredElement):
            found.append(value)
            continue
        inner = iteration.elements(machine, value, ordered)
        if inner is None:
            why = value.why if isinstance(value, Unknown) else "what `*` unpacks is only known when it runs"
            is_open = isinstance(value, Symbol) and value.op == "parameter" and len(value.operands) > 1
            unknown = unknown or (value if isinstance(value, Symbol) and is_open else Unknown(why=why, span=value.span))
        found.extend(inner or ())
    return found, unknown


def _items(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.List | cst.Tuple | cst.Set)
    found, unknown = _elements(machine, scope, list(node.elements), not isinstance(node, cst.Set))
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
    unknown: Unknown | None = None
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            key = machine.evaluate(scope, element.key)
            entries.append((key, machine.evaluate(scope, element.value)))
            continue
        value = held.whole(machine, machine.evaluate(scope, element.value), span)
        if isinstance(value, Table):
            entries.extend(value.entries)
        elif unknown is None:
            why = value.why if isinstance(value, Unknown) else "what `**` unpacks is only known when it runs"
            unknown = Unknown(why=why, span=value.span)
    return unknown or operators.table(entries, machine.token(), span)


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
        is_type = _is_type(value, first=not keys) and not _is_enumeration(machine, value)
        read = annotations.annotation if is_type else Machine.evaluate
        found = read(machine, scope, element.slice.value)
        keys.append(annotations.unpacked(found, span) if element.slice.star is not None else found)
    is_tuple = len(keys) > 1 or node.slice[0].comma is not cst.MaybeSentinel.DEFAULT
    key = Items(kind="tuple", items=tuple(keys), token=machine.token(), span=span) if is_tuple else keys[0]
    return attribute.item(machine, value, key, span)


def _is_enumeration(machine: Machine, value: Value) -> bool:
    """Whether subscripting it looks a member up: `Color["RED"]`."""
    return isinstance(value, Class) and enumeration.is_enumeration(machine, value)


def _is_type(value: Value, *, first: bool) -> bool:
    """Whether subscripting it makes a type, so that a string inside is a forward reference."""
    if isinstance(value, Class):
        return True
    if isinstance(value, Symbol) and value.op == "index":  # an alias: `Maybe = Union[T, None]`, and then `Maybe["Row"]`
        return _is_type(value.operands[0], first=True)
    path = value.path if isinstance(value, Reference) else ""
    if not path.startswith(("typing.", "builtins.", "collections.", "typing_extensions.", "types.", "re.")):
        return False
    return first if path.endswith("Annotated") else not path.endswith("Literal")


def _slice(machine: Machine, scope: Scope, value: Value, node: cst.Slice, span: Span) -> Value:
    from icefloe.evaluate import slices

    cut = slices.bounds(machine, scope, node)
    if not isinstance(cut, slice):
        return cut if isinstance(cut, Unknown) else Symbol(op="index", operands=(value, cut), span=span)
    if isinstance(value, Items) and value.kind != "set":
        return Items(kind=value.kind, items=value.items[cut], token=machine.token(), span=span)
    if isinstance(value, Known) and isinstance(value.value, str | bytes):
        return Known(value=value.value[cut], span=span)
    low, high, step = (Known(value=b, span=span) for b in (cut.start, cut.stop, cut.step))
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
    reads, effects = len(machine.folded), len(machine.effects)
    # Python evaluates what is positional, `*` included, before keywords, wherever they stand.
    values = {
        id(arg): machine.evaluate(scope, arg.value) for arg in node.args if arg.keyword is None and arg.star != "**"
    }
    values |= {id(arg): machine.evaluate(scope, arg.value) for arg in node.args if id(arg) not in values}
    arguments: list[Argument] = []
    for arg in node.args:
        value = values[id(arg)]
        span = scope.parsed.span(arg.value)
        if arg.star == "*":
            inner = iteration.elements(machine, value)
            if inner is None:
                arguments.append(Argument(name=None, value=value, span=span, star="*"))
            else:
                arguments.extend(Argument(name=None, value=v, span=span) for v in inner)
        elif arg.star == "**":
            arguments.extend(_keywords(held.whole(machine, value, span), span))
        else:
            name = identifier(arg.keyword.value) if arg.keyword is not None else None
            arguments.append(Argument(name=name, value=value, span=span))
    held.told(machine, function, reads, effects)
    return machine.call(function, tuple(arguments), scope.parsed.span(node))


def _keywords(value: Value, span: Span) -> list[Argument]:
    if isinstance(value, Table) and all(isinstance(k, Known) and isinstance(k.value, str) for k, _ in value.entries):
        return [
            Argument(name=key.value, value=inner, span=span)
            for key, inner in value.entries
            if isinstance(key, Known) and isinstance(key.value, str)
        ]
    return [Argument(name=None, value=value, span=span, star="**")]


_SHIFTS: Mapping[str, str] = MappingProxyType({">>": "__rshift__", "<<": "__lshift__"})


def _binary(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.BinaryOperation)
    left = machine.evaluate(scope, node.left)
    right = machine.evaluate(scope, node.right)
    op, span = operator_of(node.operator), scope.parsed.span(node)
    method = _SHIFTS.get(op, "")
    if method and isinstance(left, Record) and f"{left.path}.{method}" in machine.returns:
        # A word of a dialect that takes the operator, as it takes a method: `first >> second`.
        argument = Argument(name=None, value=right, span=scope.parsed.span(node.right))
        return machine.call(attribute.get(machine, left, method, span), (argument,), span)
    return operators.binary(op, left, right, machine.token(), span)


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


def _ellipsis(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    return operators.builtin("Ellipsis", scope.parsed.span(node))


def _await(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Await)
    value = machine.evaluate(scope, node.expression)
    if isinstance(value, Record):
        machine.awaited.add(value.token)
    return value


def _yield(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    assert isinstance(node, cst.Yield)
    span = scope.parsed.span(node)
    if isinstance(node.value, cst.From):
        from icefloe.evaluate import generating

        generating.given_from(machine, machine.evaluate(scope, node.value.item))
    else:
        none = Known(value=None, span=span)
        from icefloe.evaluate import generating

        generating.given(machine, machine.evaluate(scope, node.value) if node.value is not None else none)
    return Unknown(why="a generator's values are only known when it runs", span=span)


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
    cst.BooleanOperation: logic.boolean,
    cst.Comparison: logic.comparison,
    cst.UnaryOperation: logic.unary,
    cst.IfExp: logic.conditional,
    cst.Lambda: _lambda,
    cst.NamedExpr: _walrus,
    cst.ListComp: comprehension,
    cst.SetComp: comprehension,
    cst.DictComp: comprehension,
    cst.GeneratorExp: generator,
    cst.Ellipsis: _ellipsis,
    cst.Await: _await,
    cst.Yield: _yield,
}
