"""A function's code as `icefloe.body` has it."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import libcst as cst

from icefloe import body
from icefloe.evaluate import definitions, imports
from icefloe.evaluate.body_expressions import Lowering, names_of
from icefloe.evaluate.expression import operator_of
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Definition, Scope
from icefloe.evaluate.summary import says_nothing
from icefloe.syntax.addresses import declared_global
from icefloe.syntax.bindings import bound_by, local_names, parameters
from icefloe.syntax.text import identifier
from icefloe.values import Function, Known, Record, Reference

_DEEPEST = 30
Method: TypeAlias = Literal["", "object", "class", "static"]


def of(machine: Machine, function: Function) -> body.Body | None:
    """The code of a function; None where it nests deeper than anybody writes."""
    definition = machine.definitions[function.token]
    node = definition.node
    assert isinstance(node, cst.FunctionDef | cst.Lambda)
    around = definition.scope
    names, outside = names_of(node)
    scope = Scope(kind="function", module=around.module, parsed=around.parsed, parent=around)
    low = Lowering(machine, scope, function, names, outside, _rebound(around.root()))
    low.captured = dict(function.captured)
    if isinstance(node, cst.Lambda):
        value = low.expression(node.body)
        return body.Body(function=function, block=(body.Give(value, around.parsed.span(node.body)),))
    try:
        block = _block(low, node.body.body, 0)
    except _TooDeep:
        return None
    decorators = tuple(_path(machine, around, one.decorator) for one in node.decorators)
    me, method = _method(definition, decorators)
    return body.Body(
        function=function,
        block=block,
        decorators=decorators,
        me=me,
        method=method,
        placeholder=says_nothing(node.body),
    )


class _TooDeep(Exception):  # noqa: N818 - it is a signal inside this file, not an error that anybody sees
    """The statements nest too deep."""


def _path(machine: Machine, scope: Scope, node: cst.BaseExpression) -> str:
    value = machine.evaluate(scope, node.func if isinstance(node, cst.Call) else node)
    return value.path if isinstance(value, Reference | Record) else ""


def _method(definition: Definition, decorators: Sequence[str]) -> tuple[str, Method]:
    """Of which class a function is a method, and how."""
    if definition.scope.kind != "class":
        return "", ""
    assert isinstance(definition.node, cst.FunctionDef)
    name = f"{definition.scope.module}.{definition.scope.prefix.removesuffix('.')}"
    if "builtins.staticmethod" in decorators:
        return name, "static"
    by_name = definition.node.name.value in {"__new__", "__init_subclass__", "__class_getitem__"}
    return name, "class" if by_name or "builtins.classmethod" in decorators else "object"


def _rebound(scope: Scope) -> frozenset[str]:
    """The names of a module that functions rebind (`global`)."""
    if "global" not in scope.parsed.source.text:
        return frozenset()
    bodies = (node.body for node in scope.parsed.functions.values())
    return frozenset(name for node in bodies for name in declared_global(node))


def _block(low: Lowering, lines: Sequence[cst.CSTNode], depth: int) -> body.Block:
    if depth > _DEEPEST:
        raise _TooDeep
    found: list[body.Statement] = []
    for line in lines:
        if isinstance(line, cst.SimpleStatementLine):
            found.extend(_block(low, line.body, depth))
            continue
        handler = _HANDLERS.get(type(line))
        if handler is not None:
            found.extend(handler(low, line, depth))
    return tuple(found)


def _evaluate(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Expr)
    value = low.expression(node.value)
    return () if isinstance(value, body.Constant) else (body.Evaluate(value),)


def _assign(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Assign)
    value = low.expression(node.value)
    return (body.Assign(tuple(low.target(one.target) for one in node.targets), value),)


def _annotated(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.AnnAssign)
    value = low.expression(node.value) if node.value is not None else None
    return (body.Assign((low.target(node.target),), value, low.annotation(node.annotation.annotation)),)


def _augmented(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.AugAssign)
    return (body.Augment(low.target(node.target), operator_of(node.operator), low.expression(node.value)),)


def _return(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Return)
    if node.value is None:
        return (body.Give(None, low.scope.parsed.span(node)),)
    items = node.value.elements if isinstance(node.value, cst.Tuple) else ()
    places = () if any(isinstance(one, cst.StarredElement) for one in items) else items
    spans = tuple(low.scope.parsed.span(one.value) for one in places)
    return (body.Give(low.expression(node.value), low.scope.parsed.span(node.value), spans),)


def _raise(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Raise)
    return (body.Leave("raise", (low.expression(node.exc),) if node.exc is not None else ()),)


def _assert(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Assert)
    return (body.Assert(low.expression(node.test)),)


def _leave(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    return (body.Leave("break" if isinstance(node, cst.Break) else "continue"),)


def _delete(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Del)
    target = low.target(node.target)
    if isinstance(target, body.Index):
        remove = body.Attribute(target.owner, "__delitem__")
        span = low.scope.parsed.span(node.target)
        return (body.Evaluate(body.Call(remove, (body.Given(None, target.key),), span)),)
    return (body.Forget((target.name,), "it is deleted"),) if isinstance(target, body.Local) else ()


def _if(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.If)
    then = _block(low, node.body.body, depth + 1)
    otherwise: body.Block = ()
    if isinstance(node.orelse, cst.If):
        otherwise = _if(low, node.orelse, depth + 1)
    elif node.orelse is not None:
        otherwise = _block(low, node.orelse.body.body, depth + 1)
    return (body.Branch(low.expression(node.test), then, otherwise),)


def _rest(low: Lowering, node: cst.Else | cst.Finally | None, depth: int) -> body.Block:
    return () if node is None else _block(low, node.body.body, depth + 1)


def _for(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.For)
    lines = _block(low, node.body.body, depth + 1)
    rest = _rest(low, node.orelse, depth)
    return (body.For(low.target(node.target), low.expression(node.iter), lines, rest, node.asynchronous is not None),)


def _while(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.While)
    return (
        body.While(low.expression(node.test), _block(low, node.body.body, depth + 1), _rest(low, node.orelse, depth)),
    )


def _try(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.Try | cst.TryStar)
    handlers: list[body.Handler] = []
    for one in node.handlers:
        name = one.name.name if one.name is not None else None
        bound = low.target(name) if name is not None else None
        kind = low.expression(one.type) if one.type is not None else None
        known = kind if isinstance(node, cst.Try) else body.Opaque("a group of exceptions")
        handlers.append(
            body.Handler(
                known, bound.name if isinstance(bound, body.Local) else None, _block(low, one.body.body, depth + 1)
            )
        )
    return (
        body.Try(
            _block(low, node.body.body, depth + 1),
            tuple(handlers),
            _rest(low, node.orelse, depth),
            _rest(low, node.finalbody, depth),
        ),
    )


def _with(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.With)
    found = _block(low, node.body.body, depth + 1)
    for item in reversed(node.items):
        target = low.target(item.asname.name) if item.asname is not None else None
        found = (body.With(low.expression(item.item), target, found, node.asynchronous is not None),)
    return found


def _match(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    assert isinstance(node, cst.Match)
    cases = tuple(_case(low, one, depth) for one in node.cases)
    return (body.Match(low.expression(node.subject), cases),)


def _case(low: Lowering, node: cst.MatchCase, depth: int) -> body.Case:
    pattern: cst.CSTNode | None = node.pattern
    whole: str | None = None
    if isinstance(pattern, cst.MatchAs):
        bound = low.target(pattern.name) if pattern.name is not None else None
        whole = bound.name if isinstance(bound, body.Local) else None
        pattern = pattern.pattern
    choices = [one.pattern for one in pattern.patterns] if isinstance(pattern, cst.MatchOr) else [pattern]
    constants = [_equals(low, one) for one in choices if one is not None]
    classes = [one for one in choices if isinstance(one, cst.MatchClass)]
    exact = all(not (one.patterns or one.kwds) for one in classes)
    names = tuple(
        low.names[name]
        for one in (_nodes(pattern) if pattern else ())
        for name, _ in bound_by(one)
        if name in low.names
    )
    return body.Case(
        binds=names,
        whole=whole,
        always=pattern is None,
        values=tuple(one for one in constants if one is not None) if None not in constants else (),
        of=tuple(low.expression(one.cls) for one in classes) if len(classes) == len(choices) else (),
        exact=exact,
        guard=low.expression(node.guard) if node.guard is not None else None,
        body=_block(low, node.body.body, depth + 1),
    )


def _nodes(node: cst.CSTNode) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    pending = [node]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(current.children)
    return found


def _equals(low: Lowering, node: cst.CSTNode) -> Known | None:
    """The constant that a pattern asks for."""
    if not isinstance(node, cst.MatchValue | cst.MatchSingleton):
        return None
    value = low.expression(node.value)
    return value.value if isinstance(value, body.Constant) and isinstance(value.value, Known) else None


def _import(low: Lowering, node: cst.CSTNode, _: int) -> body.Block:
    assert isinstance(node, cst.Import | cst.ImportFrom)
    if isinstance(node, cst.Import):
        imports.plain(low.machine, low.scope, node)
    else:
        imports.from_module(low.machine, low.scope, node)
    found: list[body.Statement] = []
    for name, _imported in bound_by(node):
        value = low.scope.names.get(name)
        if name in low.names and value is not None:
            found.append(body.Assign((body.Local(low.names[name]),), body.Constant(value)))
    return tuple(found)


def _definition(low: Lowering, node: cst.CSTNode, depth: int) -> body.Block:
    """A function or class inside: what it is is not followed, and what it changes not either."""
    assert isinstance(node, cst.FunctionDef | cst.ClassDef)
    name = low.names.get(identifier(node.name.value))
    changed: tuple[str, ...] = ()
    if isinstance(node, cst.FunctionDef):
        changed = tuple(low.names[one] for one in local_names(node).outside if one in low.names)
    reads = low.reads(node)
    made: list[body.Statement] = [body.Evaluate(body.Inner((), None, reads))]
    if name is not None:
        made.append(body.Assign((body.Local(name),), _inside(low, node, reads, depth)))
    if changed:
        made.append(body.Forget(changed, "a function inside changes it"))
    return tuple(made)


def _inside(low: Lowering, node: cst.FunctionDef | cst.ClassDef, reads: tuple[str, ...], depth: int) -> body.Inner:
    """A function inside with its code, where nothing is special about it."""
    names = tuple(parameters(node.params)) if isinstance(node, cst.FunctionDef) else ()
    is_odd = isinstance(node, cst.ClassDef) or node.decorators or node.asynchronous is not None
    if (
        is_odd
        or not isinstance(node, cst.FunctionDef)
        or any(isinstance(n, cst.Yield) for n in definitions.own(node.body))
    ):
        return body.Inner(names, None, reads)
    plain = len(names) == len(node.params.params) and all(one.default is None for one in node.params.params)
    local = local_names(node)
    if not plain or local.outside:
        return body.Inner(names, None, reads)
    renamed, before = low.inside((*names, *(one for one, imported in local.names.items() if not imported)))
    block = _block(low, node.body.body, depth + 1)
    low.names = before
    returns = low.annotation(node.returns.annotation) if node.returns is not None else None
    return body.Inner(renamed[: len(names)], None, reads, block, returns)


_HANDLERS: dict[type[cst.CSTNode], Callable[[Lowering, cst.CSTNode, int], body.Block]] = {
    cst.Expr: _evaluate,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Break: _leave,
    cst.Continue: _leave,
    cst.Del: _delete,
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: _match,
    cst.Import: _import,
    cst.ImportFrom: _import,
    cst.FunctionDef: _definition,
    cst.ClassDef: _definition,
}
