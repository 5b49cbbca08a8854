"""What can be said of a function without running it."""

import libcst as cst

from icefloe.deeds import Doings
from icefloe.evaluate.definitions import own
from icefloe.evaluate.state import Definition
from icefloe.trace import Called, Name, Return, Summary, Trace
from icefloe.values import Function, Items, Known, Record, Symbol, Value


def of(
    function: Function, definition: Definition, applied: Trace, does: Doings, undefined: tuple[Name, ...]
) -> Summary:
    """The summary of a function whose body has been evaluated as `applied`."""
    node = definition.node
    assert isinstance(node, cst.FunctionDef | cst.Lambda)
    body = list(own(node.body))
    kinds = {type(one) for one in body}
    records = [e.value for e in applied.effects if e.kind == "call" and isinstance(e.value, Record)]
    return Summary(
        function=function,
        returns=tuple(
            Return(value=e.value, arity=_arity(e.value), span=e.span) for e in applied.effects if e.kind == "return"
        ),
        can_raise=cst.Raise in kinds or cst.Assert in kinds,
        calls=tuple(dict.fromkeys(r.path for r in records)),
        globals=tuple(
            Name(name=item.name.value, span=definition.scope.parsed.span(item.name))
            for n in (body if cst.Global in kinds else ())
            if isinstance(n, cst.Global)
            for item in n.names
        ),
        environment=_environment(applied),
        undefined=undefined,
        decorated=_decorated(applied),
        placeholder=isinstance(node, cst.FunctionDef) and says_nothing(node.body),
        does=does,
    )


def says_nothing(body: cst.BaseSuite) -> bool:
    """Whether a body is `...` or `raise`, perhaps after a docstring."""
    lines = [
        part for line in body.body for part in (line.body if isinstance(line, cst.SimpleStatementLine) else [line])
    ]
    told = [part for part in lines if not (isinstance(part, cst.Expr) and isinstance(part.value, _TEXTS))]
    return len(told) == 1 and (
        isinstance(told[0], cst.Raise) or (isinstance(told[0], cst.Expr) and isinstance(told[0].value, cst.Ellipsis))
    )


_TEXTS = (cst.SimpleString, cst.ConcatenatedString)


def _arity(value: Value) -> int | None:
    return len(value.items) if isinstance(value, Items) and value.kind == "tuple" else None


def _decorated(applied: Trace) -> tuple[Called, ...]:
    found: dict[int, Called] = {}
    for effect in applied.effects:
        if effect.kind != "call" or not isinstance(effect.target, Record):
            continue
        inner: Value = effect.target
        while isinstance(inner, Record) and (argument := inner.argument("", 0)) is not None:
            inner = argument.value
        if isinstance(inner, Function):
            found.setdefault(inner.token, Called(decorator=effect.target.path, name=inner.name, span=effect.span))
    return tuple(found.values())


def _environment(applied: Trace) -> tuple[Name, ...]:
    found: dict[str, Name] = {}
    pending: list[Value] = [e.value for e in applied.effects]
    pending += [getattr(step, "test", e.value) for e in applied.effects for step in e.path]
    seen = 0
    while pending and seen < 10_000:
        value = pending.pop()
        seen += 1
        if isinstance(value, Symbol):
            name = value.operands[0] if value.operands else None
            if value.op == "environment" and isinstance(name, Known):
                found.setdefault(str(name.value), Name(name=str(name.value), span=value.span))
            pending.extend(value.operands)
        elif isinstance(value, Record):
            pending.extend(a.value for a in value.arguments)
    return tuple(found[name] for name in sorted(found))
