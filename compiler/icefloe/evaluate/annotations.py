"""Annotations as values: strings are read as the expressions that they hold, names may be bound later."""

from collections.abc import Sequence

import libcst as cst

from icefloe.evaluate import scopes
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.syntax.text import identifier
from icefloe.values import Argument, Items, Known, Record, Reference, Symbol, Value

_LONGEST = 500
_KINDS = {cst.TypeVar: "typing.TypeVar", cst.TypeVarTuple: "typing.TypeVarTuple", cst.ParamSpec: "typing.ParamSpec"}


def annotation(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """An annotation as a value; one in quotes is read as the expression that it holds.

    A name that nothing binds yet is `Symbol("forward", (module, name))`: what it means is asked when it is needed.
    Names that are imported for annotations alone are those, whatever a run binds them to.
    """
    root = scope.root()
    other = {name: root.names[name] for name, value in root.typed.items() if root.names.get(name, value) is not value}
    if not other:
        return _read(machine, scope, node)
    root.own().update((name, root.typed[name]) for name in other)
    try:
        return _read(machine, scope, node)
    finally:
        root.own().update(other)


def _read(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    span = scope.parsed.span(node)
    match node:
        case cst.SimpleString() | cst.ConcatenatedString():
            return _quoted(machine, scope, node)
        case cst.Name(value=text):
            name = identifier(text)
            if _is_open(machine, scope, node):
                operands = (Known(value=scope.module, span=span), Known(value=name, span=span))
                return Symbol(op="forward", operands=operands, span=span)
        case cst.Subscript(value=cst.Name() as base, slice=keys) if _is_open(machine, scope, base):
            return _subscript(machine, scope, base, keys, span)
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            both = (annotation(machine, scope, left), annotation(machine, scope, right))
            return Symbol(op="|", operands=both, span=span)
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            items = tuple(_element(machine, scope, one, span) for one in elements)
            is_list = isinstance(node, cst.List)
            return Items(kind="list" if is_list else "tuple", items=items, token=machine.token(), span=span)
        case _:
            pass
    return machine.evaluate(scope, node)


def _is_open(machine: Machine, scope: Scope, node: cst.Name) -> bool:
    """Whether a name is bound later."""
    return scopes.lookup(machine, scope, identifier(node.value), scope.parsed.span(node)) is None


def _subscript(
    machine: Machine, scope: Scope, base: cst.Name, keys: Sequence[cst.SubscriptElement], span: Span
) -> Value:
    """`Later[int]`, where `Later` is bound later."""
    given = tuple(annotation(machine, scope, one.slice.value) for one in keys if isinstance(one.slice, cst.Index))
    one = len(given) == 1 and keys[0].comma is cst.MaybeSentinel.DEFAULT
    key = given[0] if one else Items(kind="tuple", items=given, token=machine.token(), span=span)
    return Symbol(op="index", operands=(annotation(machine, scope, base), key), span=span)


def _quoted(machine: Machine, scope: Scope, node: cst.SimpleString | cst.ConcatenatedString) -> Value:
    text = node.evaluated_value
    if isinstance(text, str) and len(text) < _LONGEST and text.count("[") < _LONGEST // 10:
        parsed = scope.parsed.expression(text, node)
        if parsed is not None:
            # Python does not evaluate it: it has no effects.
            effects = len(machine.effects)
            value = annotation(machine, scope, parsed)
            del machine.effects[effects:]
            return value
    return machine.evaluate(scope, node)


def _element(machine: Machine, scope: Scope, node: cst.BaseElement, span: Span) -> Value:
    value = annotation(machine, scope, node.value)
    return unpacked(value, span) if isinstance(node, cst.StarredElement) else value


def unpacked(value: Value, span: Span) -> Value:
    """`*types` in a subscript, as `Unpack[types]`."""
    return Symbol(op="index", operands=(Reference(path="typing.Unpack", span=span), value), span=span)


def inside(machine: Machine, scope: Scope, node: cst.FunctionDef | cst.ClassDef | cst.TypeAlias) -> Scope:
    """The scope of the annotations of a definition: with its type parameters (`def f[T]`), where it has some."""
    parameters = node.type_parameters
    if parameters is None:
        return scope
    made = Scope(kind="function", module=scope.module, parsed=scope.parsed, prefix=scope.prefix, parent=scope)
    for one in parameters.params:
        made.own()[identifier(one.param.name.value)] = _variable(machine, made, one)
    return made


def variables(scope: Scope, around: Scope, span: Span) -> tuple[Value, ...]:
    """The type parameters that `inside` has put into a scope, as the base class `Generic[…]` that they stand for."""
    if scope is around or not scope.names:
        return ()
    key = Items(kind="tuple", items=tuple(scope.names.values()), token=0, span=span)
    return (Symbol(op="index", operands=(Reference(path="typing.Generic", span=span), key), span=span),)


def _variable(machine: Machine, scope: Scope, node: cst.TypeParam) -> Record:
    span = scope.parsed.span(node.param.name)
    arguments = [_argument(None, Known(value=identifier(node.param.name.value), span=span))]
    bound = node.param.bound if isinstance(node.param, cst.TypeVar) else None
    if isinstance(bound, cst.Tuple):
        elements: Sequence[cst.BaseElement] = bound.elements
        arguments += [_argument(None, annotation(machine, scope, one.value)) for one in elements]
    elif bound is not None:
        arguments.append(_argument("bound", annotation(machine, scope, bound)))
    if isinstance(node.default, cst.BaseExpression):
        arguments.append(_argument("default", annotation(machine, scope, node.default)))
    arguments.append(_argument("infer_variance", Known(value=True, span=span)))
    path = _KINDS[type(node.param)]
    function = Reference(path=path, span=span)
    return Record(path=path, function=function, arguments=tuple(arguments), token=machine.token(), span=span)


def _argument(name: str | None, value: Value) -> Argument:
    return Argument(name=name, value=value, span=value.span)


def alias(machine: Machine, scope: Scope, node: cst.TypeAlias) -> Value:
    """`type X[T] = …` as `Symbol("alias", (its path, its type parameters, what it stands for))`."""
    span, around = scope.parsed.span(node), inside(machine, scope, node)
    path = Known(value=f"{scope.module}.{scope.prefix}{identifier(node.name.value)}", span=span)
    own = () if around is scope else tuple(around.names.values())
    parameters = Items(kind="tuple", items=own, token=machine.token(), span=span)
    return Symbol(op="alias", operands=(path, parameters, annotation(machine, around, node.value)), span=span)
