"""Assignments, and those that work on what is there, and what their targets get: `x = value`, `x += value`."""

from icefloe import body
from icefloe.infer.bodies import growing
from icefloe.infer.bodies.joining import given_back, joined, members, plain, remaining, settled
from icefloe.infer.bodies.state import State, escape, place_of, root_of
from icefloe.infer.bodies.walk import Typed, Walk, operated, unread
from icefloe.types import AnyType, Named, NeverType, TupleType, Type, UnknownType, is_known


def assign(walk: Walk, state: State, line: body.Assign) -> State | None:
    """The state after `target = value`, or none where what follows does not happen."""
    declared = walk.project.annotation(line.annotation) if line.annotation is not None else None
    type = walk.of(state, line.value) if line.value is not None else None
    if isinstance(type, NeverType):
        return None
    if line.value is not None and len(line.targets) > 1:
        escape(state, [line.value])
    for target in line.targets:
        _store(walk, state, target, line.value, type, declared)
    return state


def _store(
    walk: Walk, state: State, target: body.Target, value: body.Expression | None, type: Type | None, said: Type | None
) -> None:
    if isinstance(target, body.Attribute) and said is not None and root_of(target.owner) == walk.me and walk.me:
        walk.declared.setdefault(target.name, said)
    if isinstance(target, body.Local) and said is not None:
        state.declared[target.name] = said
    if type is None:
        if isinstance(target, body.Local) and said is not None:
            state.put(target.name, said)
        return
    known = said
    if known is None and isinstance(target, body.Local):
        known = state.declared.get(target.name)
    made = growing.is_made_here(value) if value is not None else False
    if not isinstance(target, body.Local) or not made:
        escape(state, [value] if value is not None else [])
    bind(walk, state, target, _narrowed(walk, plain(type) if made else type, known))
    if isinstance(target, body.Local):
        if isinstance(value, body.Inner):
            state.functions[target.name] = value
        if made and known is None:
            state.owned.add(target.name)
        if isinstance(value, body.Operation | body.Call) and _is_test(value) and not _speaks_of(value, target.name):
            state.tests[target.name] = value


def _is_test(value: body.Expression) -> bool:
    if isinstance(value, body.Call):
        function = value.function
        return isinstance(function, body.Constant) and getattr(function.value, "path", "") == "builtins.isinstance"
    return isinstance(value, body.Operation) and value.op in ("is", "is not", "==", "!=", "not", "and", "or")


def _speaks_of(value: body.Expression, name: str) -> bool:
    """Whether a test is about the name that holds its outcome."""
    match value:
        case body.Local(other):
            return other == name
        case body.Operation(_, operands):
            return any(_speaks_of(one, name) for one in operands)
        case body.Attribute(owner) | body.Index(owner):
            return _speaks_of(owner, name)
        case body.Call(_, arguments):
            return any(_speaks_of(one.value, name) for one in arguments)
        case _:
            return False


def _narrowed(walk: Walk, type: Type, declared: Type | None) -> Type:
    """The type of a name with an annotation, after something was assigned to it."""
    if declared is None:
        return type
    told = all(is_known(one) and not isinstance(one, AnyType) for one in members(type))
    fresh = any(isinstance(one, Named) and one.arguments for one in members(type))
    if told and not fresh:
        return declared if walk.project.fits(type, declared).answer == "unknown" else type
    # What is made here has the annotated type, as far as it can be of it; else it is what it is all the same.
    kept = [one for one in members(declared) if walk.project.fits(given_back(type), one).answer != "no"]
    return joined(*kept) if kept else type


def augment(walk: Walk, state: State, line: body.Augment) -> State | None:
    """The state after `target op= value`."""
    value = walk.of(state, line.value)
    if isinstance(line.target, body.Opaque | body.Parts):
        bind(walk, state, line.target, unread("it is changed in a way that is not followed"))
        return state
    before = walk.of(state, line.target)
    if isinstance(line.target, body.Local) and line.target.name in state.owned and _grows(line.op, before):
        given = ((body.Given(None, line.value), value),)
        growing.by_call(walk, state, line.target, "extend" if line.op == "+" else "update", given)
        return state
    after = operated(walk, line.op, [Typed(before, line.target), Typed(value, line.value)])
    owned = isinstance(line.target, body.Local) and line.target.name in state.owned
    known = state.declared.get(line.target.name) if isinstance(line.target, body.Local) else None
    bind(walk, state, line.target, _narrowed(walk, after, known))
    if owned and isinstance(line.target, body.Local):
        state.owned.add(line.target.name)
    return state


def _grows(op: str, type: Type) -> bool:
    kinds = {"+": "builtins.list", "|": "builtins.set"}
    return isinstance(type, Named) and (kinds.get(op) == type.path or (op == "|" and type.path == "builtins.dict"))


def bind(walk: Walk, state: State, target: body.Target, type: Type) -> None:
    """A target gets a value of a type."""
    match target:
        case body.Local(name):
            state.owned.discard(name)
            state.put(name, state.declared.get(name, type) if isinstance(type, UnknownType) else type)
        case body.Attribute(owner, name):
            if isinstance(owner, body.Local) and owner.name == walk.me:
                walk.sets.setdefault(name, []).append(remaining(settled(plain(type))))
            place = place_of(target)
            walk.of(state, owner)
            if place is not None:
                state.put(place, remaining(settled(type)))
        case body.Index():
            growing.by_item(walk, state, target, type)
            root = root_of(target)
            place = place_of(target)
            if root is not None and place is not None:
                state.forget_below(place)
        case body.Parts(targets, star):
            for position, part in enumerate(targets):
                one = joined(*(_part(walk, member, position, len(targets), star) for member in members(type)))
                bind(walk, state, part, one)
        case body.Opaque(_, reads):
            state.lose(reads, "it is changed in a way that is not followed")


def _part(walk: Walk, type: Type, position: int, count: int, star: int | None) -> Type:
    """What one of several targets gets."""
    if isinstance(type, TupleType) and type.rest is None:
        items = (*type.items, *type.tail)
        after = count - 1 - (count if star is None else star)
        if star is None:
            return items[position] if len(items) == count else unread("the values do not fit the names")
        if len(items) < count - 1:
            return unread("the values do not fit the names")
        if position < star:
            return items[position]
        if position > star:
            return items[len(items) - (count - position)]
        return Named("builtins.list", (plain(joined(*items[star : len(items) - after])),), fresh=True)
    element = walk.item(type)
    return Named("builtins.list", (plain(element),), fresh=True) if position == star else element
