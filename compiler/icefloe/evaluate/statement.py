"""Statements: one small function a kind of node, in a table. Each says how it ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import libcst as cst

from icefloe.evaluate import assign, branch, definitions, imports, iteration, operators, scopes
from icefloe.evaluate.budget import ITERATIONS
from icefloe.evaluate.expression import operator_of
from icefloe.evaluate.machine import Machine, Returned, Scope, truth
from icefloe.syntax.bindings import stored
from icefloe.syntax.text import identifier
from icefloe.trace import Each, While, With
from icefloe.values import Field, Items, Known, Table, Unknown, Value


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
    return "next" if handler is None else handler(machine, scope, node)


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
        assign.target(machine, scope, node.target, machine.evaluate(scope, node.value))
    return "next"


def _augmented(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.AugAssign)
    old = machine.evaluate(scope, node.target)
    added = machine.evaluate(scope, node.value)
    op = operator_of(node.operator)
    new = operators.binary(op, old, added, machine.token(), scope.parsed.span(node))
    if (isinstance(old, Items) and old.kind != "tuple") or isinstance(old, Table):
        # In place: every other name of the same object sees it.
        new = _in_place(machine, old, op, added, new)
        machine.mutate(old, new)
    assign.target(machine, scope, node.target, new)
    return "next"


def _in_place(machine: Machine, old: Items | Table, op: str, added: Value, new: Value) -> Value:
    """What a list, set or dictionary has become; `new` is what the operator gives for a new object."""
    extended = (
        iteration.elements(machine, added) if isinstance(old, Items) and (old.kind, op) == ("list", "+") else None
    )
    if isinstance(old, Items) and extended is not None:
        return replace(old, items=old.items + extended)
    return replace(new, token=old.token) if isinstance(new, Items | Table) else new


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
    if decided is not None:
        return then() if decided else otherwise()
    return branch.both(machine, test, then, otherwise, scope.parsed.span(node.test))


def _for(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.For)
    iterable = machine.evaluate(scope, node.iter)
    span = scope.parsed.span(node.iter)
    found = iteration.elements(machine, iterable)
    if found is not None and len(found) > ITERATIONS:
        message = f"the loop has {len(found):,} rounds; more than {ITERATIONS:,} are not followed"
        machine.limit("FLO912", message, span, help="make it a map over a parameter")
        found, iterable = None, Unknown(why=message, span=span)
    if found is None:
        item = iteration.item_of(iterable, scope.parsed.span(node.target))

        def body() -> str:
            assign.target(machine, scope, node.target, item)
            return machine.execute(scope, statements(node.body))

        why = iterable.why if isinstance(iterable, Unknown) else "how many rounds it has is only known when it runs"
        iteration.symbolic(machine, body, Each(iterable=iterable, item=item, span=span), why)
        return _else(machine, scope, node.orelse)
    return _rounds(machine, scope, node, found)


def _rounds(machine: Machine, scope: Scope, node: cst.For, found: tuple[Value, ...]) -> str:
    for value in found:
        machine.budget.spend(value.span)
        assign.target(machine, scope, node.target, value)
        outcome = machine.execute(scope, statements(node.body))
        if outcome == "break":
            return "next"
        if outcome in {"return", "raise"}:
            return outcome
    return _else(machine, scope, node.orelse)


def _else(machine: Machine, scope: Scope, node: cst.Else | None) -> str:
    return "next" if node is None else machine.execute(scope, statements(node.body))


def _while(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.While)
    span = scope.parsed.span(node.test)
    for _ in range(ITERATIONS):
        machine.budget.spend(span)
        test = machine.evaluate(scope, node.test)
        decided = truth(test)
        if decided is False:
            return _else(machine, scope, node.orelse)
        if decided is None:
            return _unknown_while(machine, scope, node, test)
        outcome = machine.execute(scope, statements(node.body))
        if outcome == "break":
            return "next"
        if outcome in {"return", "raise"}:
            return outcome
    message = f"the loop has more than {ITERATIONS:,} rounds; the rest is not followed"
    machine.limit("FLO912", message, span, help="bound the loop, or make it a loop over a step's output")
    return "next"


def _unknown_while(machine: Machine, scope: Scope, node: cst.While, test: Value) -> str:
    span = scope.parsed.span(node.test)
    before = iteration.changes(machine)
    depth = len(machine.path)
    machine.path.append(While(test=test, span=span))
    machine.execute(scope, statements(node.body))
    del machine.path[depth:]
    iteration.forget(machine, before, "how many rounds it has is only known when it runs", None, span)
    return "next"


def _with(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.With)
    depth = len(machine.path)
    for item in node.items:
        value = machine.evaluate(scope, item.item)
        machine.path.append(With(value=value))
        if item.asname is not None:
            assign.target(machine, scope, item.asname.name, value)
    outcome = machine.execute(scope, statements(node.body))
    del machine.path[depth : depth + len(node.items)]
    return outcome


def _try(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Try | cst.TryStar)
    outcome = machine.execute(scope, statements(node.body))
    if outcome == "next" and node.orelse is not None:
        outcome = machine.execute(scope, statements(node.orelse.body))
    for handler in node.handlers:
        _handler(machine, scope, handler)
    if node.finalbody is not None:
        final = machine.execute(scope, statements(node.finalbody.body))
        outcome = outcome if final == "next" else final
    return outcome


def _handler(machine: Machine, scope: Scope, node: cst.ExceptHandler | cst.ExceptStarHandler) -> None:
    """A `try` body is taken to succeed: its handlers only bind names that are still unbound."""
    before = machine.snapshot()
    bound = dict(scope.names)
    effects, returned = len(machine.effects), len(scope.returned)
    path = list(machine.path)
    machine.execute(scope, statements(node.body))
    new = {name: value for name, value in scope.names.items() if name not in bound}
    machine.restore(before)
    del machine.effects[effects:]
    del scope.returned[returned:]
    machine.path[:] = path
    scope.names.update(new)


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
    return "raise"


def _break(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    return "break"


def _continue(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    return "continue"


def _function(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.FunctionDef)
    decorators = [(machine.evaluate(scope, d.decorator), d) for d in node.decorators]
    value: Value = definitions.function(machine, scope, node)
    scopes.bind(scope, identifier(node.name.value), definitions.decorate(machine, value, decorators, scope))
    return "next"


def _class(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.ClassDef)
    prefix = f"{scope.prefix}{node.name.value}."
    body = Scope(kind="class", module=scope.module, parsed=scope.parsed, prefix=prefix, parent=scope)
    machine.live.append(body)
    machine.execute(body, statements(node.body))
    machine.live.pop()
    fields = tuple(_fields(machine, body, node))
    scopes.bind(scope, identifier(node.name.value), definitions.class_value(machine, scope, node, body, fields))
    return "next"


def _fields(machine: Machine, body: Scope, node: cst.ClassDef) -> list[Field]:
    """The annotated names of a class body."""
    lines = [line for line in statements(node.body) if isinstance(line, cst.SimpleStatementLine)]
    parts = [part for line in lines for part in line.body if isinstance(part, cst.AnnAssign)]
    return [
        Field(
            name=part.target.value,
            annotation=definitions.annotation(machine, body, part.annotation.annotation),
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
    return "next"


def _outer(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    if isinstance(node, cst.Global):
        scope.outer.update({item.name.value: "global" for item in node.names})
    elif isinstance(node, cst.Nonlocal):
        scope.outer.update({item.name.value: "nonlocal" for item in node.names})
    return "next"


def _delete(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Del)
    for name in stored(node.target):
        scope.names.pop(name, None)
    if isinstance(node.target, cst.Subscript):
        owner = machine.evaluate(scope, node.target.value)
        if isinstance(owner, Items | Table):
            machine.mutate(owner, Unknown(why="an item was deleted", span=scope.parsed.span(node)))
    return "next"


def _match(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.Match)
    return branch.match(machine, scope, node)


def _alias(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    assert isinstance(node, cst.TypeAlias)
    scopes.bind(scope, identifier(node.name.value), machine.evaluate(scope, node.value))
    return "next"


_HANDLERS: dict[type[cst.CSTNode], Callable[[Machine, Scope, cst.CSTNode], str]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Return: _return,
    cst.Raise: _raise,
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
