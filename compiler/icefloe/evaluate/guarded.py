"""`try` and `with`: blocks that something else is done around."""

from collections.abc import Sequence

import libcst as cst

from icefloe.evaluate import assign, branch, definitions, early, generating
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Exit, Scope
from icefloe.source import Span
from icefloe.syntax.bindings import dotted
from icefloe.trace import With
from icefloe.values import Argument, Function, Instance, Items, Known, Unknown, Value

_RAISE = frozenset({"raise"})
_ALL = frozenset({"", "Exception", "BaseException"})


def with_block(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    """A `with` statement."""
    assert isinstance(node, cst.With)
    depth = len(machine.path)
    entered: list[Value] = []
    for item in node.items:
        span = scope.parsed.span(item.item)
        manager = machine.evaluate(scope, item.item)
        machine.path.append(With(value=manager))
        value = _enter(machine, manager, span)
        entered.append(manager)
        if item.asname is not None:
            assign.target(machine, scope, item.asname.name, value)
    outcome = machine.execute(scope, node.body.body)
    for manager in reversed(entered):
        _leave(machine, manager)
    del machine.path[depth : depth + len(node.items)]
    return outcome


def _enter(machine: Machine, manager: Value, span: Span) -> Value:
    """What `as` gives: for a manager that is not seen into the manager itself."""
    if isinstance(manager, Items):
        found = generating.enter(machine, manager)
        return Unknown(why="what entering it gives is only known when it runs", span=span) if found is None else found
    if not isinstance(manager, Instance):
        return manager
    found = definitions.member(machine, manager.of, "__enter__")
    if not isinstance(found, Function):
        return Unknown(why=f"what entering `{manager.of.name}` gives is only known when it runs", span=span)
    return machine.call(found, (definitions.positional(manager),), span)


def _leave(machine: Machine, manager: Value) -> None:
    if isinstance(manager, Items):
        generating.leave(machine, manager)
    if not isinstance(manager, Instance):
        return
    found = definitions.member(machine, manager.of, "__exit__")
    if isinstance(found, Function):
        none = Argument(name=None, value=Known(value=None, span=manager.span), span=manager.span)
        machine.call(found, (definitions.positional(machine.current(manager)), none, none, none), manager.span)


def try_block(machine: Machine, scope: Scope, node: cst.CSTNode) -> str:
    """A `try` statement. What it does not see raising is taken to succeed."""
    assert isinstance(node, cst.Try | cst.TryStar)
    mark, base = len(machine.exits), len(machine.path)
    span = scope.parsed.span(node)
    frame = _frame(scope)
    before = len(frame.returned)
    machine.trying += bool(node.handlers)
    outcome = machine.execute(scope, node.body.body)
    machine.trying -= bool(node.handlers)
    if node.handlers:
        outcome = _caught(machine, scope, node, (mark, base), outcome)
    elif outcome == "next" and node.orelse is not None:
        outcome = machine.execute(scope, node.orelse.body.body)
    if node.finalbody is None:
        return outcome
    final = _finally(machine, scope, node.finalbody, (mark, base, span), before, outcome)
    return outcome if final == "next" else final


def _frame(scope: Scope) -> Scope:
    """The function or module that a `return` ends."""
    while scope.kind not in {"function", "module"} and scope.parent is not None:
        scope = scope.parent
    return scope


def _caught(machine: Machine, scope: Scope, node: cst.Try | cst.TryStar, place: tuple[int, int], outcome: str) -> str:
    """What follows a body: its `else` where nothing was raised, a handler where something was."""
    mark, base = place
    span = scope.parsed.span(node)
    raised = early.taken(machine, mark, _RAISE)

    def normally() -> str:
        if outcome == "next" and node.orelse is not None:
            return machine.execute(scope, node.orelse.body.body)
        return outcome

    if not raised and outcome != "raise":
        for handler in node.handlers:
            _unused(machine, scope, handler)
        return normally()
    if not raised:
        return _handled(machine, scope, node, span)
    if outcome == "raise":
        early.leave(machine, "raise")
        raised += early.taken(machine, mark, _RAISE)

    def after_raise() -> str:
        at, path = len(machine.exits), list(machine.path)
        machine.exits.extend(raised)
        early.join(machine, at, base, _RAISE, early.GONE, span)
        machine.path[:] = path
        return _handled(machine, scope, node, span)

    if outcome in {"raise", early.GONE}:
        machine.path[base:] = early.past(machine, mark, base, span)
        return after_raise()
    kept = machine.snapshot()
    test = early.any_of(raised, base, span)

    def after_none() -> str:
        machine.restore(kept)
        return normally()

    machine.path[base:] = []
    return branch.both(machine, test, after_raise, after_none, span)


def _handled(machine: Machine, scope: Scope, node: cst.Try | cst.TryStar, span: Span) -> str:
    """The handler that takes what was raised; which one is not known unless there is one that takes anything."""
    handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    first = handlers[0]
    takes = dotted(first.type) if first.type is not None else ""
    if len(handlers) == 1 or takes in _ALL:
        return _handler(machine, scope, first)
    return _one_of(machine, scope, handlers, span)


def _one_of(
    machine: Machine, scope: Scope, handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler], span: Span
) -> str:
    if len(handlers) == 1:
        return _handler(machine, scope, handlers[0])
    test = Unknown(why="which `except` takes what is raised is only known when it runs", span=span)
    return branch.both(
        machine,
        test,
        lambda: _handler(machine, scope, handlers[0]),
        lambda: _one_of(machine, scope, handlers[1:], span),
        span,
    )


def _handler(machine: Machine, scope: Scope, node: cst.ExceptHandler | cst.ExceptStarHandler) -> str:
    if node.name is not None:
        unknown = Unknown(why="what was raised is only known when it runs", span=scope.parsed.span(node))
        assign.target(machine, scope, node.name.name, unknown)
    return machine.execute(scope, node.body.body)


def _unused(machine: Machine, scope: Scope, node: cst.ExceptHandler | cst.ExceptStarHandler) -> None:
    """A handler of a body that is taken to succeed only binds names that are still unbound."""
    before = machine.snapshot()
    bound = dict(scope.names)
    frame = _frame(scope)
    effects, returned, exits = len(machine.effects), len(frame.returned), len(machine.exits)
    path = list(machine.path)
    machine.execute(scope, node.body.body)
    new = {name: value for name, value in scope.names.items() if name not in bound}
    rebound = any(name in bound and value is not bound[name] for name, value in scope.names.items())
    does = rebound or len(frame.returned) > returned or any(e.kind == "call" for e in machine.effects[effects:])
    machine.restore(before)
    del machine.effects[effects:]
    del frame.returned[returned:]
    del machine.exits[exits:]
    machine.path[:] = path
    scope.own().update(new)
    if does:
        span = scope.parsed.span(node)
        unknown = Unknown(why="what an `except` does is only known when what it guards fails", span=span)
        machine.emit("handler", unknown, unknown, span)


def _finally(
    machine: Machine, scope: Scope, node: cst.Finally, place: tuple[int, int, Span], before: int, outcome: str
) -> str:
    """The block that is run on every way out; one that ends itself ends all of them."""
    mark, base, span = place
    pending = machine.exits[mark:]
    if not pending:
        frame = _frame(scope)
        returned = len(frame.returned)
        final = machine.execute(scope, node.body.body)
        if final != "next":
            del frame.returned[before:returned]
        return final
    path = machine.path[base:]
    early.meet(machine, mark, base, outcome, span)
    frame = _frame(scope)
    returned = len(frame.returned)
    final = machine.execute(scope, node.body.body)
    if final != "next":
        del frame.returned[before:returned]
        return final
    state = machine.snapshot()
    machine.exits[mark:mark] = [Exit(kind=e.kind, path=e.path, state=state, start=e.start) for e in pending]
    machine.path[base:] = path
    return "next"
