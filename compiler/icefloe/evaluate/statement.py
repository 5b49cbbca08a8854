"""Statements: one small function a kind of node, in a table. Each says how it ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import libcst as cst

from icefloe.evaluate import (
    annotations,
    assign,
    attribute,
    branch,
    definitions,
    imports,
    iteration,
    loop,
    lost,
    operators,
    scopes,
)
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.expression import operator_of
from icefloe.evaluate.machine import Machine, Raised, truth
from icefloe.evaluate.state import Returned, Scope
from icefloe.syntax.bindings import dotted
from icefloe.syntax.bindings import imports as imported_by
from icefloe.syntax.text import identifier
from icefloe.trace import If
from icefloe.values import Field, Function, Items, Known, Table, Unknown, Value


def block(machine: Machine, scope: Scope, body: Sequence[cst.CSTNode]) -> str:
    """Run statements in order until one does not end with `next`."""
    for node in body:
        outcome = _statement(machine, scope, node)
        if outcome != "next":
            return outcome
    return "next"


def statements(node: cst.BaseSuite) -> Sequence[cst.CSTNode]:
    """The statements of an indented block, or of the rest of a line."""
    return node.body


def _statement(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    if isinstance(node, cst.SimpleStatementLine):
        return block(machine, scope, node.body)
    machine.budget.spend(scope.parsed.span(node))
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return "next"
    live, stack, depth = len(machine.live), len(machine.stack), machine.depth
    try:
        return handler(machine, scope, node)
    except Raised as end:
        del machine.live[live:], machine.stack[stack:]
        machine.depth = depth
        return end.outcome


def _expression(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Expr)
    machine.evaluate(scope, node.value)
    return "next"


def _assign(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Assign)
    value = machine.evaluate(scope, node.value)
    for target in node.targets:
        assign.target(machine, scope, target.target, value)
    return "next"


def _annotated(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.AnnAssign)
    if node.value is not None:
        is_alias = dotted(node.annotation.annotation).rpartition(".")[2] == "TypeAlias"
        read = annotations.annotation if is_alias else Machine.evaluate
        assign.target(machine, scope, node.target, read(machine, scope, node.value))
    return "next"


def _augmented(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.AugAssign)
    old, store = assign.place(machine, scope, node.target)
    added = machine.evaluate(scope, node.value)
    op, span = operator_of(node.operator), scope.parsed.span(node)
    new = operators.binary(op, old, added, machine.token(), span)
    if (isinstance(old, Items) and old.kind != "tuple") or isinstance(old, Table):
        # In place: every other name of the same object sees it.
        now = _in_place(machine, op, old, added, new)
        machine.mutate(old, now)
        new = old
    elif not isinstance(old, Known | Items):
        lost.lose(machine, [old], f"`{op}=` may have changed it", span, deep=False)
    store(new)
    return "next"


def _in_place(machine: Machine, op: str, old: Items | Table, added: Value, new: Value) -> Value:
    """The content that an object has after `old op= added`."""
    if isinstance(old, Items) and ((old.kind, op) in {("list", "+"), ("set", "|")}):
        more = iteration.elements(machine, added, old.kind == "list")
        if more is not None and len(old.items) + len(more) <= ITEMS:
            items = tuple(iteration.distinct((*old.items, *more))) if old.kind == "set" else (*old.items, *more)
            return Items(kind=old.kind, items=items, token=old.token, span=old.span)
    elif isinstance(old, Items) and isinstance(new, Items):
        return Items(kind=old.kind, items=new.items, token=old.token, span=old.span)
    elif isinstance(old, Table) and isinstance(new, Table):
        return Table(entries=new.entries, token=old.token, span=old.span)
    return Unknown(why=f"what `{op}=` makes of it is not followed", span=added.span)


def _if(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.If)
    test = machine.evaluate(scope, node.test)

    def then() -> str:
        return machine.execute(scope, statements(node.body))

    def otherwise() -> str:
        if node.orelse is None:
            return "next"
        if isinstance(node.orelse, cst.If):
            return _if(machine, scope, node.orelse)
        return machine.execute(scope, statements(node.orelse.body))

    decided = truth(test)
    if decided is False and imports.is_for_types(node.test):
        outcome = otherwise()
        imports.for_types(machine, scope, statements(node.body))
        return outcome
    if decided is not None:
        return then() if decided else otherwise()
    return branch.both(machine, test, then, otherwise, scope.parsed.span(node.test))


def _return(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Return)
    span = scope.parsed.span(node)
    value: Value = Known(value=None, span=span)
    if node.value is not None:
        value = machine.evaluate(scope, node.value)
        span = scope.parsed.span(node.value)
    around = scope
    while around.kind not in {"function", "module"} and around.parent is not None:
        around = around.parent
    around.returned.append(Returned(value=machine.frozen(value), path=tuple(machine.path), span=span))
    return "return"


def _raise(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Raise)
    span = scope.parsed.span(node)
    value: Value = Unknown(why="it is what was raised before", span=span)
    if node.exc is not None:
        mark = len(machine.effects)
        value = machine.evaluate(scope, node.exc)
        # Making the exception is part of raising it.
        if machine.effects[mark:] and machine.effects[-1].value is value:
            machine.effects.pop()
    machine.emit("raise", value, value, span)
    return "raise"


def _assert(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    """An `assert` is taken to hold where that is not known, but for a `try` around it that may catch it."""
    assert isinstance(node, cst.Assert)
    span = scope.parsed.span(node)
    test = machine.evaluate(scope, node.test)

    def fails() -> str:
        machine.emit("raise", test, test, span)
        return "raise"

    decided = truth(test)
    if decided is not None:
        return "next" if decided else fails()
    if machine.trying:
        return branch.both(machine, test, lambda: "next", fails, span)
    machine.path.append(If(test=machine.frozen(test), taken=False))
    fails()
    machine.path.pop()
    return "next"


def _break(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    return "break"


def _continue(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    return "continue"


def _function(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.FunctionDef)
    decorators = [(machine.evaluate(scope, d.decorator), d) for d in node.decorators]
    value: Value = definitions.function(machine, scope, node)
    name = identifier(node.name.value)
    value = definitions.overloaded(scopes.here(scope, name), definitions.decorate(machine, value, decorators, scope))
    scopes.bind(scope, name, value)
    return "next"


def _class(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.ClassDef)
    around = annotations.inside(machine, scope, node)
    head = definitions.header(machine, around, node)
    prefix = f"{scope.prefix}{node.name.value}."
    body = Scope(kind="class", module=scope.module, parsed=scope.parsed, prefix=prefix, parent=around)
    machine.live.append(body)
    outcome = machine.execute(body, statements(node.body))
    machine.live.pop()
    if outcome != "next":
        return outcome
    fields = tuple(_fields(machine, body, node))
    generic = annotations.variables(around, scope, scope.parsed.span(node.name))
    head = replace(head, bases=(*head.bases, *generic))
    value: Value = definitions.class_value(machine, scope, node, head, body, fields)
    for decorator in reversed(head.decorators):
        # What other decorators give is taken to be the class; only a function of the project is followed.
        if isinstance(decorator, Function):
            value = machine.call(decorator, (definitions.positional(value),), scope.parsed.span(node))
    scopes.bind(scope, identifier(node.name.value), value)
    return "next"


def _fields(machine: Machine, body: Scope, node: cst.ClassDef) -> list[Field]:
    """The annotated names of a class body."""
    lines = [line for line in statements(node.body) if isinstance(line, cst.SimpleStatementLine)]
    parts = [part for line in lines for part in line.body if isinstance(part, cst.AnnAssign)]
    return [
        Field(
            name=part.target.value,
            annotation=annotations.annotation(machine, body, part.annotation.annotation),
            default=body.names.get(part.target.value) if part.value is not None else None,
            span=body.parsed.span(part.target),
        )
        for part in parts
        if isinstance(part.target, cst.Name)
    ]


def _import(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Import)
    imports.plain(machine, scope, node)
    return "next"


def _import_from(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.ImportFrom)
    imports.from_module(machine, scope, node)
    if any(isinstance(scope.names.get(bound), Unknown) for bound, _ in imported_by(node)):
        from icefloe.evaluate import lacking

        lacking.lacking(machine, scope, node)
    return "next"


def _outer(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    if isinstance(node, cst.Global):
        scope.outer.update({item.name.value: "global" for item in node.names})
    elif isinstance(node, cst.Nonlocal):
        scope.outer.update({item.name.value: "nonlocal" for item in node.names})
    return "next"


def _delete(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Del)
    _deleted(machine, scope, node.target)
    return "next"


def _deleted(machine: Machine, scope: Scope, target: cst.BaseExpression) -> None:
    """`del` of one target, or of several."""
    span = scope.parsed.span(target)
    match target:
        case cst.Name():
            scopes.unbind(scope, identifier(target.value))
        case cst.Tuple() | cst.List():
            for element in target.elements:
                _deleted(machine, scope, element.value)
        case cst.Attribute():
            owner = machine.evaluate(scope, target.value)
            attribute.remove(machine, owner, identifier(target.attr.value), span)
        case cst.Subscript():
            from icefloe.evaluate import slices

            slices.remove(machine, *assign.owner_and_key(machine, scope, target), span)
        case _:
            pass


def _match(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Match)
    return branch.match(machine, scope, node)


def _alias(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.TypeAlias)
    scopes.bind(scope, identifier(node.name.value), annotations.alias(machine, scope, node))
    return "next"


def _with(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    from icefloe.evaluate import guarded

    return guarded.with_block(machine, scope, node)


def _try(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    from icefloe.evaluate import guarded

    return guarded.try_block(machine, scope, node)


_HANDLERS: dict[type[cst.CSTNode], Callable[[Machine, Scope, cst.CSTNode], str]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.If: _if,
    cst.For: loop.for_loop,
    cst.While: loop.while_loop,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.Global: _outer,
    cst.Nonlocal: _outer,
    cst.Del: _delete,
    cst.Match: _match,
    cst.TypeAlias: _alias,
}
