"""Functions and classes as values."""

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from icefloe.evaluate import options
from icefloe.evaluate.annotations import annotation, inside
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Definition, Scope
from icefloe.syntax.bindings import defining_parts, inside_scope
from icefloe.syntax.text import identifier
from icefloe.syntax.usage import uses
from icefloe.values import Argument, Class, Field, Function, Parameter, Record, Reference, Unknown, Value
from icefloe_schema.records import dataclass

_DEPTH = 20
_CACHES = frozenset({"functools.lru_cache", "functools.lru_cache()", "functools.cache"})
_OVERLOADS = ("typing.overload", "typing_extensions.overload")
_TRANSPARENT = frozenset(
    {
        "functools.lru_cache",
        "functools.lru_cache()",
        "functools.cache",
        "functools.wraps()",
        "typing.final",
        "typing.override",
        "typing_extensions.final",
        "typing_extensions.override",
        "contextlib.contextmanager",
    }
)


def function(machine: Machine, scope: Scope, node: cst.FunctionDef | cst.Lambda) -> Function:
    """The value of a `def` or `lambda`, without its decorators."""
    is_def = isinstance(node, cst.FunctionDef)
    name = identifier(node.name.value) if isinstance(node, cst.FunctionDef) else "<lambda>"
    qualname, ordinal = scope.parsed.address(node)
    returns = node.returns if isinstance(node, cst.FunctionDef) else None
    span = scope.parsed.span(node)
    typed = scope if isinstance(node, cst.Lambda) else inside(machine, scope, node)
    made = Function(
        token=machine.token(),
        module=module_name(scope),
        qualname=qualname,
        ordinal=ordinal,
        name=name,
        parameters=_signature(machine, scope, typed, node.params),
        returns=annotation(machine, typed, returns.annotation) if returns else None,
        captured=_captured(scope, node),
        is_async=isinstance(node, cst.FunctionDef) and node.asynchronous is not None,
        is_generator=any(type(n) is cst.Yield for n in own(node.body)),
        docstring=_docstring(node) if is_def else None,
        span=span,
        name_span=scope.parsed.span(node.name) if isinstance(node, cst.FunctionDef) else span,
        returns_span=scope.parsed.span(returns.annotation) if returns else None,
    )
    machine.definitions[made.token] = Definition(node=node, scope=scope)
    machine.functions.append(made)
    if scope.parent is not None and _rebinds(machine, node):
        around = scope
        while around.parent is not None:
            machine.kept[id(around)] = around
            around = around.parent
    return made


def _rebinds(machine: Machine, node: cst.CSTNode) -> bool:
    """Whether code below a definition may change variables of the functions around it, after those have ended."""
    if node not in machine.rebinding:
        pending: list[cst.CSTNode] = [node]
        found = False
        while pending and not found:
            current = pending.pop()
            found = isinstance(current, cst.Nonlocal)
            pending.extend(current.children)
        machine.rebinding[node] = found
    return machine.rebinding[node]


def module_name(scope: Scope) -> str:
    """The module that a scope is in."""
    return scope.module


def _docstring(node: cst.FunctionDef | cst.Lambda | cst.ClassDef) -> str | None:
    text = None if isinstance(node, cst.Lambda) else node.get_docstring()
    return inspect.cleandoc(text) if isinstance(text, str) else None


def _signature(machine: Machine, scope: Scope, typed: Scope, node: cst.Parameters) -> tuple[Parameter, ...]:
    kinds: list[tuple[cst.Param, str]] = [(p, "positional") for p in node.posonly_params]
    kinds += [(p, "normal") for p in node.params]
    if isinstance(node.star_arg, cst.Param):
        kinds.append((node.star_arg, "args"))
    kinds += [(p, "keyword") for p in node.kwonly_params]
    if node.star_kwarg is not None:
        kinds.append((node.star_kwarg, "kwargs"))
    return tuple(_parameter(machine, scope, typed, parameter, kind) for parameter, kind in kinds)


def _parameter(machine: Machine, scope: Scope, typed: Scope, node: cst.Param, kind: str) -> Parameter:
    assert kind in {"positional", "normal", "keyword", "args", "kwargs"}
    return Parameter(
        name=identifier(node.name.value),
        kind=kind,  # type: ignore[arg-type]  # narrowed by the assertion above, which mypy does not read
        annotation=annotation(machine, typed, node.annotation.annotation) if node.annotation else None,
        default=machine.evaluate(scope, node.default) if node.default is not None else None,
        span=scope.parsed.span(node.name),
    )


def own(body: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """All nodes of a function's body that belong to its own scope, in source order."""
    pending = [*reversed(inside_scope(body))]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(inside_scope(node)))


def _captured(scope: Scope, node: cst.FunctionDef | cst.Lambda) -> tuple[tuple[str, Value], ...]:
    """Variables of enclosing functions that the code uses, as they are when it is defined.

    What only decorators, defaults and annotations use is no part of what it captures: they are evaluated there.
    """
    found: list[tuple[str, Value]] = []
    outer: Scope | None = scope
    while outer is not None and outer.kind not in {"function", "comprehension"}:
        outer = outer.parent
    if outer is None:
        return ()
    inside = Counter(use.name for use in uses(node) if not use.decorator)
    parts = (part for part in defining_parts(node) if not isinstance(part, cst.Decorator))
    inside.subtract(use.name for part in parts for use in uses(part))
    for name in sorted(name for name, count in inside.items() if count > 0):
        around = scope
        while around.parent is not None:
            if around.kind in {"function", "comprehension"} and name in around.names:
                found.append((name, around.names[name]))
                break
            around = around.parent
    return tuple(found)


def decorate(machine: Machine, value: Value, decorators: list[tuple[Value, cst.Decorator]], scope: Scope) -> Value:
    """Apply decorators, the innermost first; ones that keep what they decorate are left out."""
    from_inside = reversed(decorators)
    for decorator, node in from_inside:
        path = decorator.path if isinstance(decorator, Reference) else ""
        if isinstance(decorator, Record):
            path = f"{decorator.path}()"
        if path == "functools.wraps()" and isinstance(value, Function):
            for name in ("__name__", "__qualname__", "__module__"):
                unknown = Unknown(why="`functools.wraps` takes it from another function", span=value.span)
                machine.attributes[(value.token, name)] = unknown
            if isinstance(decorator, Record) and decorator.arguments:
                named = decorator.arguments[0].value
                if isinstance(named, Function):
                    machine.wraps[value.token] = named
                    _judge(machine, value, node)
        if path in _CACHES and isinstance(value, Function):
            machine.cached[value.token] = {}
        if path in _TRANSPARENT:
            continue
        span = scope.parsed.span(node.decorator)
        options.note(machine, decorator, value)
        below, value = value, machine.call(decorator, (positional(value),), span)
        if isinstance(below, Function) and isinstance(value, Function):
            value = _standing_for(machine, below, value)
    return value


def _judge(machine: Machine, wrapper: Function, node: cst.Decorator) -> None:
    """Keep in mind whether a wrapper may return something else than the function that it wraps."""
    first = node.decorator.args[0].value if isinstance(node.decorator, cst.Call) and node.decorator.args else None
    body = machine.definitions[wrapper.token].node
    named = first.value if isinstance(first, cst.Name) else ""
    from icefloe.evaluate.passing import hands_back

    if isinstance(body, cst.ClassDef) or not hands_back(body, named):
        machine.changing.add(wrapper.token)


def _standing_for(machine: Machine, below: Function, wrapper: Function) -> Function:
    """The function below a decorator that wraps it: name, signature and address are its own, a call is the wrapper's.

    Python does the same: `inspect.signature` follows `functools.wraps`, and the module has the wrapper under that name.
    """
    named = machine.wraps.get(wrapper.token)
    if named is None or named.token != below.token:
        return wrapper
    made = replace(below, token=machine.token(), is_async=wrapper.is_async)
    if wrapper.token in machine.changing:
        why = f"a decorator may change what {below.name} returns"
        made = replace(made, returns=Unknown(why=why, span=below.name_span))
    machine.definitions[made.token] = machine.definitions[below.token]
    machine.wrapped[made.token] = machine.wrapped.get(wrapper.token, wrapper)
    machine.called.add(below.token)
    return made


def overloaded(before: Value | None, value: Value) -> Value:
    """A definition after others of its name that are marked as overloads: it has their signatures."""
    if not isinstance(before, Record) or before.path not in _OVERLOADS:
        return value
    if isinstance(value, Record) and value.path in _OVERLOADS:
        return replace(value, arguments=(*before.arguments, *value.arguments))
    if isinstance(value, Function):
        signatures = tuple(one.value for one in before.arguments if isinstance(one.value, Function))
        return replace(value, overloads=signatures)
    return value


def positional(value: Value) -> Argument:
    """A positional argument."""
    return Argument(name=None, value=value, span=value.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What of a `class` is evaluated before its body."""

    decorators: tuple[Value, ...]
    bases: tuple[Value, ...]
    keywords: tuple[Argument, ...]


def header(machine: Machine, scope: Scope, node: cst.ClassDef) -> Header:
    """Decorators, bases and keywords of a `class`, in the order in which they are evaluated."""
    return Header(
        decorators=tuple(machine.evaluate(scope, d.decorator) for d in node.decorators),
        bases=tuple(machine.evaluate(scope, base.value) for base in node.bases),
        keywords=tuple(_keyword(machine, scope, keyword) for keyword in node.keywords),
    )


def class_value(
    machine: Machine, scope: Scope, node: cst.ClassDef, head: Header, body: Scope, fields: tuple[Field, ...]
) -> Class:
    """The value of a `class` whose body has been evaluated in `body`."""
    made = Class(
        token=machine.token(),
        module=module_name(scope),
        qualname=scope.prefix + node.name.value,
        name=node.name.value,
        bases=head.bases,
        decorators=head.decorators,
        fields=fields,
        methods=tuple(body.names.items()),
        keywords=head.keywords,
        span=scope.parsed.span(node),
        name_span=scope.parsed.span(node.name),
        docstring=_docstring(node),
    )
    machine.definitions[made.token] = Definition(node=node, scope=scope)
    machine.classes[id(body)] = made
    return made


def _keyword(machine: Machine, scope: Scope, node: cst.Arg) -> Argument:
    """One of `class A(Base, total=False)`."""
    name = node.keyword.value if node.keyword is not None else None
    return Argument(name=name, value=machine.evaluate(scope, node.value), span=scope.parsed.span(node.value))


def bases(machine: Machine, value: Class) -> list[Class]:
    """A class and its bases in the project, in the order in which Python looks through them."""
    return [found for found in _order(value, 0) if isinstance(found, Class)]


def _order(value: Value, depth: int) -> list[Value]:
    """Python's C3 order; bases that are not seen into stand for themselves."""
    if not isinstance(value, Class) or depth > _DEPTH:
        return [value]
    rows = [_order(base, depth + 1) for base in value.bases] + [list(value.bases)]
    made: list[Value] = [value]
    while rows := [row for row in rows if row]:
        heads = [row[0] for row in rows]
        free = (head for head in heads if not any(_among(head, row[1:]) for row in rows))
        chosen = next(free, heads[0])
        made.append(chosen)
        rows = [[one for one in row if not _equal(one, chosen)] for row in rows]
    return made


def _among(value: Value, values: list[Value]) -> bool:
    return any(_equal(value, other) for other in values)


def _equal(a: Value, b: Value) -> bool:
    if isinstance(a, Class) and isinstance(b, Class):
        return a.token == b.token
    return a is b or (isinstance(a, Reference) and isinstance(b, Reference) and a.path == b.path)


def member(machine: Machine, value: Class, name: str, after: Class | None = None) -> Value | None:
    """What a class has under a name, inherited or not; with `after`, only by what stands behind that base."""
    owners = bases(machine, value)
    if after is not None:
        owners = owners[next((i + 1 for i, o in enumerate(owners) if o.token == after.token), len(owners)) :]
    for owner in owners:
        stored = machine.attributes.get((owner.token, name))
        if stored is not None:
            return stored
        for key, found in owner.methods:
            if key == name:
                return found
    return None
