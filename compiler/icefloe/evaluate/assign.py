"""Assignment: to names, attributes, items and nested targets."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import attribute, iteration, operators, scopes
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.syntax.text import identifier
from icefloe.values import Items, Known, Symbol, Table, Unknown, Value


def target(machine: Machine, scope: Scope, node: cst.BaseExpression, value: Value) -> None:
    """Assign `value` to whatever `node` is."""
    match node:
        case cst.Name():
            machine.provenance.named(value, identifier(node.value))
            scopes.bind(scope, identifier(node.value), value)
        case cst.Attribute():
            machine.provenance.named(value, identifier(node.attr.value))
            owner = machine.evaluate(scope, node.value)
            attribute.put_attribute(machine, owner, identifier(node.attr.value), value, scope.parsed.span(node))
        case cst.Subscript():
            owner, key = owner_and_key(machine, scope, node)
            if isinstance(key, slice):
                from icefloe.evaluate import slices

                slices.put(machine, owner, key, value, scope.parsed.span(node))
            else:
                attribute.put_item(machine, owner, key, value, scope.parsed.span(node))
        case cst.Tuple() | cst.List():
            _unpack(machine, scope, node, value)
        case _:
            return


def place(machine: Machine, scope: Scope, node: cst.BaseExpression) -> tuple[Value, Callable[[Value], None]]:
    """What stands at a target of `+=`, and how to store there; the target's own parts are evaluated once."""
    span = scope.parsed.span(node)
    if isinstance(node, cst.Attribute):
        owner = machine.evaluate(scope, node.value)
        name = identifier(node.attr.value)
        old = attribute.get(machine, owner, name, span)
        return old, lambda new: attribute.put_attribute(machine, machine.current(owner), name, new, span)
    if isinstance(node, cst.Subscript):
        owner, key = owner_and_key(machine, scope, node)
        if isinstance(key, slice):
            unknown = Unknown(why="a slice that is changed in place is not followed", span=span)
            from icefloe.evaluate import slices

            return unknown, lambda new: slices.put(machine, owner, unknown, new, span)
        old = attribute.item(machine, owner, key, span)
        return old, lambda new: attribute.put_item(machine, owner, key, new, span)
    return machine.evaluate(scope, node), lambda new: target(machine, scope, node, new)


def owner_and_key(machine: Machine, scope: Scope, node: cst.Subscript) -> tuple[Value, slice | Value]:
    """The two sides of `owner[key]`, in the order in which Python evaluates them."""
    owner = machine.evaluate(scope, node.value)
    only = node.slice[0].slice if len(node.slice) == 1 else None
    if isinstance(only, cst.Slice):
        from icefloe.evaluate import slices

        return owner, slices.bounds(machine, scope, only)
    return owner, _key(machine, scope, node)


def _key(machine: Machine, scope: Scope, node: cst.Subscript) -> Value:
    if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index) and not _has_comma(node):
        return machine.evaluate(scope, node.slice[0].slice.value)
    keys: list[Value] = []
    for element in node.slice:
        index = element.slice
        parts: list[cst.BaseExpression | None] = [index.value] if isinstance(index, cst.Index) else []
        if isinstance(index, cst.Slice):
            parts = [index.lower, index.upper, index.step]
        keys += [machine.evaluate(scope, part) for part in parts if part is not None]
    if all(isinstance(element.slice, cst.Index) for element in node.slice):
        return Items(kind="tuple", items=tuple(keys), token=machine.token(), span=scope.parsed.span(node))
    return Unknown(why="a slice", span=scope.parsed.span(node))


def _has_comma(node: cst.Subscript) -> bool:
    return isinstance(node.slice[0].comma, cst.Comma)


def _unpack(machine: Machine, scope: Scope, node: cst.Tuple | cst.List, value: Value) -> None:
    span = scope.parsed.span(node)
    count = len(node.elements)
    star = next((i for i, e in enumerate(node.elements) if isinstance(e, cst.StarredElement)), None)
    parts = _parts(machine, value, count, star, span)
    for element, part in zip(node.elements, parts, strict=True):
        target(machine, scope, element.value, part)


def _parts(machine: Machine, value: Value, count: int, star: int | None, span: Span) -> list[Value]:
    now = machine.current(value)
    found = iteration.elements(machine, now)
    if found is None and isinstance(now, Items | Table | Known):
        return [Unknown(why="the order of what is unpacked is only known when it runs", span=span)] * count
    if found is not None:
        items = list(found)
        if star is None and len(items) == count:
            return items
        if star is not None and len(items) >= count - 1:
            after = count - 1 - star
            middle = items[star : len(items) - after]
            rest = Items(kind="list", items=tuple(middle), token=machine.token(), span=span)
            return [*items[:star], rest, *items[len(items) - after :]] if after else [*items[:star], rest]
        return [Unknown(why=f"{len(items)} values are unpacked into {count} names", span=span)] * count
    if isinstance(now, Unknown):
        return [now] * count
    at = [index if star is None or index < star else index - count for index in range(count)]
    parts: list[Value] = [Symbol(op="index", operands=(now, Known(value=i, span=span)), span=span) for i in at]
    if star is not None:
        # `first, *rest, last = value`: rest is what lies between.
        cut = operators.slice_of(star, star - count + 1 or None, machine.token(), span)
        parts[star] = Symbol(op="index", operands=(now, cut), span=span)
    return parts
