"""The types of expressions, where the types of names are known."""

from collections.abc import Sequence
from typing import TypeAlias

from icefloe import body
from icefloe.body import Expression
from icefloe.infer.bodies import calls, growing, members
from icefloe.infer.bodies.assigning import bind
from icefloe.infer.bodies.joining import REPLACED, each, each_but_none, is_several, joined, new, plain
from icefloe.infer.bodies.narrowing import falsy, narrow, truthy
from icefloe.infer.bodies.state import State, escape, place_of
from icefloe.infer.bodies.walk import Typed, Walk, operated, text, unread
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    TupleType,
    Type,
    TypedDictType,
    Union,
    UnknownType,
)
from icefloe.values import Class, Known

_More: TypeAlias = (
    body.Call
    | body.Operation
    | body.Choice
    | body.Comprehension
    | body.Walrus
    | body.Await
    | body.Yield
    | body.Text
    | body.Inner
)
_BOOL = Named("builtins.bool")
_STR = Named("builtins.str")
_SLICED = frozenset({"builtins.str", "builtins.bytes", "builtins.list"})
_TESTS = frozenset({"is", "is not", "in", "not in", "not"})


def read(walk: Walk, state: State, node: Expression) -> Type:
    """The type of an expression."""
    place = place_of(node)
    if place is not None and place in state.types:
        return state.types[place]
    return _read(walk, state, node)


def _constant(walk: Walk, state: State, node: body.Constant) -> Type:
    del state
    return walk.project.infer(node.value, {})


def _local(walk: Walk, state: State, node: body.Local) -> Type:
    del walk, state
    return unread(f"`{node.name.partition('@')[0]}` is not bound here")


def _opaque(walk: Walk, state: State, node: body.Opaque) -> Type:
    del walk
    state.lose(node.reads, "an expression that is not followed may change it")
    return unread(node.why)


def _star(walk: Walk, state: State, node: body.Star) -> Type:
    return walk.of(state, node.value)


def _display(walk: Walk, state: State, node: body.Display) -> Type:
    types = [walk.of(state, item) for item in node.items]
    escape(state, node.items)
    if node.kind == "tuple":
        return _tuple(walk, node, types)
    each_one = [
        walk.item(type) if isinstance(item, body.Star) else type for item, type in zip(node.items, types, strict=True)
    ]
    return Named(f"builtins.{node.kind}", (joined(*each_one),), fresh=True)


def _tuple(walk: Walk, node: body.Display, types: Sequence[Type]) -> Type:
    items: list[Type] = []
    rest: Type | None = None
    tail: list[Type] = []
    for item, type in zip(node.items, types, strict=True):
        into = items if rest is None else tail
        if not isinstance(item, body.Star):
            into.append(type)
        elif isinstance(type, TupleType) and type.rest is None:
            into.extend((*type.items, *type.tail))
        elif rest is None:
            rest = walk.item(type)
        else:
            return TupleType((), joined(*types))
    return TupleType(tuple(items), rest, tuple(tail))


def _entries(walk: Walk, state: State, node: body.Entries) -> Type:
    keys: list[Type] = []
    values: list[Type] = []
    for key, value in node.entries:
        type = walk.of(state, value)
        if key is not None:
            keys.append(walk.of(state, key))
            values.append(type)
        elif isinstance(type, Named) and type.path == "builtins.dict" and len(type.arguments) == 2:
            keys.append(type.arguments[0])
            values.append(type.arguments[1])
        else:
            keys.append(unread("what `**` unpacks is not known"))
            values.append(unread("what `**` unpacks is not known"))
    escape(state, [value for _, value in node.entries])
    held = joined(*values)
    if is_several(held) and len(values) > 1 and any(key is None for key, _ in node.entries):
        # What is unpacked may be replaced by what stands behind it.
        held = REPLACED
    return Named("builtins.dict", (joined(*keys), held), fresh=True)


def _attribute(walk: Walk, state: State, node: body.Attribute) -> Type:
    if isinstance(node.owner, body.Constant) and isinstance(node.owner.value, Class):
        return _of_class(walk, node.owner.value, node.name)
    return each_but_none(walk.of(state, node.owner), lambda one: attribute(walk, one, node.name, node.owner))


def _of_class(walk: Walk, of: Class, name: str) -> Type:
    """`Class.name`: a member of an enumeration, or a variable of the class."""
    found = walk.symbol("attribute", Typed(NeverType(), body.Constant(of)), Typed(_STR, body.Constant(text(name))))
    if found == NONE:
        return members.attribute(walk.project, Named(members.path_of(of)), of, name) or found
    if not isinstance(found, UnknownType):
        return found
    if members.method(of, name) is None:
        told = members.attribute(walk.project, Named(members.path_of(of)), of, name)
        return found if told is None else told
    return found


def attribute(walk: Walk, type: Type, name: str, owner: Expression | None = None) -> Type:
    """The type of an attribute of a value of one type."""
    if isinstance(type, UnknownType | NeverType):
        return type
    of = walk.project.class_at(type.path) if isinstance(type, Named) else None
    if of is not None and isinstance(type, Named):
        found = members.attribute(walk.project, type, of, name)
        if found is not None:
            if isinstance(found, Union) and walk.project.is_doubtful(of, name):
                walk.doubtful.add(found)
            return found
    return walk.symbol("attribute", Typed(type, owner), Typed(_STR, body.Constant(text(name))))


def _index(walk: Walk, state: State, node: body.Index) -> Type:
    owner = walk.of(state, node.owner)
    key = Typed(walk.of(state, node.key), node.key)
    return each_but_none(owner, lambda one: _item(walk, one, key))


def _item(walk: Walk, owner: Type, key: Typed) -> Type:
    if isinstance(owner, UnknownType | NeverType):
        return owner
    constant = key.expression.value if isinstance(key.expression, body.Constant) else None
    if isinstance(owner, TypedDictType):
        name = constant.value if isinstance(constant, Known) else None
        return next((one.type for one in owner.keys if one.name == name), unread("which key is taken is not known"))
    if isinstance(key.expression, body.Slice):
        return _sliced(walk, owner, key.expression)
    return walk.symbol("index", Typed(owner), key)


def _sliced(walk: Walk, owner: Type, cut: body.Slice) -> Type:
    if isinstance(owner, LiteralType) and owner.path in _SLICED:
        return Named(owner.path)
    if isinstance(owner, Named) and owner.path in _SLICED:
        return Named(owner.path, owner.arguments, fresh=owner.path == "builtins.list")
    if isinstance(owner, TupleType):
        bounds = [_bound(one) for one in cut.bounds]
        if owner.rest is None and not owner.tail and "?" not in bounds:
            low, high, step = (one if isinstance(one, int) else None for one in bounds)
            return TupleType(owner.items[low:high:step]) if step != 0 else NeverType()
        return TupleType((), joined(*owner.items, *owner.tail, *(() if owner.rest is None else (owner.rest,))))
    key = Named("builtins.slice", (AnyType(), AnyType(), AnyType()))
    return walk.symbol("index", Typed(owner), Typed(key))


def _bound(one: Expression | None) -> int | str | None:
    if one is None:
        return None
    value = one.value.value if isinstance(one, body.Constant) and isinstance(one.value, Known) else "?"
    return value if isinstance(value, int) else "?"


def _slice(walk: Walk, state: State, node: body.Slice) -> Type:
    for one in node.bounds:
        if one is not None:
            walk.of(state, one)
    return Named("builtins.slice")


def _operation(walk: Walk, state: State, node: body.Operation) -> Type:
    if node.op in ("and", "or"):
        return _either(walk, state, node)
    types = [walk.of(state, one) for one in node.operands]
    if node.op in _TESTS:
        return _BOOL
    made = operated(walk, node.op, [Typed(*pair) for pair in zip(types, node.operands, strict=True)])
    if node.op == "|":
        made = growing.merged(types[0], made)
    return new(made) if growing.is_made_here(node) else made


def _either(walk: Walk, state: State, node: body.Operation) -> Type:
    left, right = node.operands
    first = walk.of(state, left)
    there = narrow(walk, state.copy(), left, node.op == "and")
    second = NeverType() if there is None else walk.of(there, right)
    kept = falsy(walk, first) if node.op == "and" else truthy(walk, first)
    return joined(kept, second)


def _choice(walk: Walk, state: State, node: body.Choice) -> Type:
    walk.of(state, node.test)
    then = narrow(walk, state.copy(), node.test, holds=True)
    otherwise = narrow(walk, state.copy(), node.test, holds=False)
    first = NeverType() if then is None else walk.of(then, node.then)
    second = NeverType() if otherwise is None else walk.of(otherwise, node.otherwise)
    return joined(first, second)


def _comprehension(walk: Walk, state: State, node: body.Comprehension) -> Type:
    inside: State | None = state.copy()
    for clause in node.clauses:
        if inside is None:
            break
        whole = walk.of(inside, clause.iterable)
        element = each(whole, walk.item) if not clause.is_async else unread("an asynchronous iterator")
        bind(walk, inside, clause.target, element)
        for test in clause.tests:
            if inside is not None:
                walk.of(inside, test)
                inside = narrow(walk, inside, test, holds=True)
    first = NeverType() if inside is None else plain(walk.of(inside, node.element))
    if node.kind == "generator":
        return Named("collections.abc.Generator", (first, Named("types.NoneType"), Named("types.NoneType")))
    if node.kind == "dict" and node.value is not None:
        second = NeverType() if inside is None else plain(walk.of(inside, node.value))
        return Named("builtins.dict", (first, second), fresh=True)
    if inside is not None:
        escape(state, [node.element])
    return Named(f"builtins.{node.kind}", (first,), fresh=True)


def _walrus(walk: Walk, state: State, node: body.Walrus) -> Type:
    type = walk.of(state, node.value)
    bind(walk, state, body.Local(node.name), type)
    return type


def _await(walk: Walk, state: State, node: body.Await) -> Type:
    return walk.project.operations.awaited(walk.of(state, node.value))


def _yield(walk: Walk, state: State, node: body.Yield) -> Type:
    type = Named("types.NoneType") if node.value is None else walk.of(state, node.value)
    if node.value is not None:
        escape(state, [node.value])
    walk.yields.append(each(type, walk.item) if node.whole else type)
    if node.whole and isinstance(type, Named) and type.path == "collections.abc.Generator":
        return type.arguments[2] if len(type.arguments) == 3 else unread("what the generator returns")
    return unread("what is sent into a generator is not known")


def _text(walk: Walk, state: State, node: body.Text) -> Type:
    for one in node.parts:
        walk.of(state, one)
    return _STR


def _inner(walk: Walk, state: State, node: body.Inner) -> Type:
    for name in node.reads:
        state.give_away(name)
    result = calls.inner(walk, state, node, ())
    unknown = tuple(unread("a parameter of a lambda is not followed") for _ in node.names)
    return CallableType(unknown if node.value is not None else None, result)


def _call(walk: Walk, state: State, node: body.Call) -> Type:
    made = calls.call(walk, state, node)
    return new(made) if growing.is_made_here(node) else made


def _read(walk: Walk, state: State, node: Expression) -> Type:
    match node:
        case body.Constant():
            return _constant(walk, state, node)
        case body.Local():
            return _local(walk, state, node)
        case body.Opaque():
            return _opaque(walk, state, node)
        case body.Star():
            return _star(walk, state, node)
        case body.Display():
            return _display(walk, state, node)
        case body.Entries():
            return _entries(walk, state, node)
        case body.Attribute():
            return _attribute(walk, state, node)
        case body.Index():
            return _index(walk, state, node)
        case body.Slice():
            return _slice(walk, state, node)
        case _:
            return _read_more(walk, state, node)


def _read_more(walk: Walk, state: State, node: _More) -> Type:
    match node:
        case body.Call():
            return _call(walk, state, node)
        case body.Operation():
            return _operation(walk, state, node)
        case body.Choice():
            return _choice(walk, state, node)
        case body.Comprehension():
            return _comprehension(walk, state, node)
        case body.Walrus():
            return _walrus(walk, state, node)
        case body.Await():
            return _await(walk, state, node)
        case body.Yield():
            return _yield(walk, state, node)
        case body.Text():
            return _text(walk, state, node)
        case body.Inner():
            return _inner(walk, state, node)
