"""Statements: what is known after each, and what is given back on the way."""

from collections.abc import Callable

from icefloe import body
from icefloe.body import Block, Statement
from icefloe.infer.bodies import assigning
from icefloe.infer.bodies.assigning import bind
from icefloe.infer.bodies.joining import each, given_back, joined, plain
from icefloe.infer.bodies.narrowing import narrow
from icefloe.infer.bodies.state import State, join
from icefloe.infer.bodies.walk import Back, Loop, Typed, Walk, unread
from icefloe.source import Span
from icefloe.types import NONE, Named, NeverType, TupleType, Type, UnknownType
from icefloe.values import Known, Reference

_ROUNDS = 5
_SPAN = Span(path="", line=1, column=1, end_line=1, end_column=1)
_LOOPS_THAT_CHANGE = "the rounds of a loop give it ever more types"


def block(walk: Walk, state: State | None, lines: Block) -> State | None:
    """Run statements in order; None where none of them leads to the end."""
    for line in lines:
        if state is None:
            return None
        walk.project.spend()
        for watched in walk.watching:
            watched.append(state.copy())
        state = _run(walk, state, line)
    if state is not None:
        for watched in walk.watching:
            watched.append(state.copy())
    return state


def _evaluate(walk: Walk, state: State, line: body.Evaluate) -> State | None:
    type = walk.of(state, line.value)
    return None if isinstance(type, NeverType) and _ends(line.value) else state


def _ends(value: body.Expression) -> bool:
    inner = value.value if isinstance(value, body.Await) else value
    return isinstance(inner, body.Call)


def _give(walk: Walk, state: State, line: body.Give) -> State | None:
    type = NONE if line.value is None else _certain(walk, given_back(walk.of(state, line.value)))
    walk.backs.append(Back(type, line.span, _keys(walk, state, line.value), line.items))
    return None


def _certain(walk: Walk, type: Type) -> Type:
    """What is returned, without what depends on which methods of an object were called before."""
    if type in walk.doubtful:
        return unread("which of several methods has set it is not known")
    if isinstance(type, TupleType) and type.rest is None and not type.tail:
        return TupleType(tuple(_certain(walk, one) for one in type.items))
    return type


def _keys(walk: Walk, state: State, value: body.Expression | None) -> tuple[tuple[str, Type], ...] | None:
    """The entries of a dictionary that is written out with texts as keys."""
    if not isinstance(value, body.Entries):
        return None
    found: dict[str, Type] = {}
    for key, one in value.entries:
        name = key.value.value if isinstance(key, body.Constant) and isinstance(key.value, Known) else None
        if not isinstance(name, str):
            return None
        found[name] = _certain(walk, given_back(walk.of(state, one)))
    return tuple(found.items())


def _leave(walk: Walk, state: State, line: body.Leave) -> State | None:
    for one in line.values:
        walk.of(state, one)
    if line.how != "raise" and walk.loops:
        into = walk.loops[-1].breaks if line.how == "break" else walk.loops[-1].continues
        into.append(state)
    return None


def _assert(walk: Walk, state: State, line: body.Assert) -> State | None:
    walk.of(state, line.test)
    return narrow(walk, state, line.test, holds=True)


def _branch(walk: Walk, state: State, line: body.Branch) -> State | None:
    walk.of(state, line.test)
    then = narrow(walk, state.copy(), line.test, holds=True)
    otherwise = narrow(walk, state.copy(), line.test, holds=False)
    return join([block(walk, then, line.then), block(walk, otherwise, line.otherwise)])


def _rounds(walk: Walk, state: State, one_round: Callable[[State], State | None]) -> tuple[State, Loop]:
    """Go through a loop's rounds until nothing new is learned; gives what is known before each, and the ways out."""
    head, loop = _plain(state), Loop()
    backs, yields = len(walk.backs), len(walk.yields)
    for count in range(_ROUNDS):
        del walk.backs[backs:], walk.yields[yields:]
        loop = Loop()
        walk.loops.append(loop)
        end = one_round(head.copy())
        walk.loops.pop()
        again = _plain(join([head, end, *loop.continues]) or head)
        if again.types == head.types and again.owned == head.owned:
            return head, loop
        if count >= _ROUNDS - 2:
            changed = [place for place, type in again.types.items() if head.types.get(place) != type]
            again.lose(changed, _LOOPS_THAT_CHANGE)
        head = again
    return head, loop


def _plain(state: State) -> State:
    return State(
        {place: plain(type) for place, type in state.types.items()},
        set(state.owned),
        dict(state.declared),
        {},
        dict(state.functions),
    )


def _for(walk: Walk, state: State, line: body.For) -> State | None:
    whole = walk.of(state, line.iterable)
    element = unread("an asynchronous iterator") if line.is_async else each(whole, walk.item)

    def one_round(head: State) -> State | None:
        bind(walk, head, line.target, element)
        return block(walk, head, line.body)

    head, loop = _rounds(walk, state, one_round)
    return join([block(walk, head, line.otherwise), *loop.breaks])


def _while(walk: Walk, state: State, line: body.While) -> State | None:

    def one_round(head: State) -> State | None:
        walk.of(head, line.test)
        return block(walk, narrow(walk, head, line.test, holds=True), line.body)

    head, loop = _rounds(walk, state, one_round)
    after = narrow(walk, head.copy(), line.test, holds=False)
    return join([block(walk, after, line.otherwise), *loop.breaks])


def _try(walk: Walk, state: State, line: body.Try) -> State | None:
    watched: list[State] = [state.copy()]
    walk.watching.append(watched)
    end = block(walk, state.copy(), line.body)
    walk.watching.pop()
    ends = [block(walk, end, line.otherwise)]
    raised = join(watched)
    for handler in line.handlers:
        inside = (raised or state).copy()
        if handler.name is not None:
            inside.put(handler.name, _exception(walk, handler.type))
        ends.append(block(walk, inside, handler.body))
    after = join(ends)
    if not line.final:
        return after
    if after is not None:
        return block(walk, after, line.final)
    block(walk, raised, line.final)
    return None


def _exception(walk: Walk, kind: body.Expression | None) -> Type:
    """The type of what an `except` catches."""
    kinds = kind.items if isinstance(kind, body.Display) else (kind,)
    types = [walk.project.annotation(one.value) if isinstance(one, body.Constant) else unread("it") for one in kinds]
    return joined(*types)


def _with(walk: Walk, state: State, line: body.With) -> State | None:
    manager = walk.of(state, line.value)
    if line.target is not None:
        entered = unread("an asynchronous manager") if line.is_async else each(manager, lambda one: _entered(walk, one))
        bind(walk, state, line.target, entered)
    if not _may_swallow(line.value, manager):
        return block(walk, state, line.body)
    watched: list[State] = [state.copy()]
    walk.watching.append(watched)
    end = block(walk, state, line.body)
    walk.watching.pop()
    return join([end, *watched])


def _entered(walk: Walk, manager: Type) -> Type:
    if isinstance(manager, UnknownType | NeverType):
        return manager
    if isinstance(manager, Named) and manager.path == "contextlib.AbstractContextManager" and manager.arguments:
        return manager.arguments[0]
    call = body.Call(body.Attribute(body.Local("$manager"), "__enter__"), (), walk.body.function.span)
    if isinstance(manager, Named) and walk.project.class_at(manager.path) is not None:
        return walk.of(State({"$manager": manager}), call)
    found = walk.symbol("entered", Typed(manager))
    if not isinstance(found, UnknownType):
        return found
    return manager if isinstance(manager, Named) and manager.path.startswith(("io.", "typing.")) else found


def _may_swallow(value: body.Expression, manager: Type) -> bool:
    """Whether leaving a `with` block may end an exception, so that what follows happens all the same."""
    del manager
    function = value.function if isinstance(value, body.Call) else None
    known = function.value if isinstance(function, body.Constant) else None
    return isinstance(known, Reference) and known.path in ("contextlib.suppress", "pytest.raises")


def _match(walk: Walk, state: State, line: body.Match) -> State | None:
    subject = walk.of(state, line.subject)
    place = line.subject if isinstance(line.subject, body.Local | body.Attribute) else body.Local("$subject")
    if isinstance(place, body.Local) and place.name == "$subject":
        state.put("$subject", subject)
    rest: State | None = state
    ends: list[State | None] = []
    for case in line.cases:
        if rest is None:
            break
        test = _asks(case, place)
        inside = rest.copy() if test is None else narrow(walk, rest.copy(), test, holds=True)
        if inside is not None:
            for name in case.binds:
                inside.put(name, unread("a pattern binds it"))
            if case.whole is not None:
                inside.put(case.whole, walk.of(inside, place))
            if case.guard is not None:
                walk.of(inside, case.guard)
                inside = narrow(walk, inside, case.guard, holds=True)
        ends.append(block(walk, inside, case.body))
        if case.guard is None and (case.always or (test is not None and case.exact)):
            rest = None if test is None else narrow(walk, rest, test, holds=False)
        elif test is None and not case.always:
            rest.lose([place.name] if isinstance(place, body.Local) else [], "a pattern tells more than is followed")
    return join([*ends, rest])


def _asks(case: body.Case, subject: body.Local | body.Attribute) -> body.Expression | None:
    """The test that a pattern stands for, if it is one."""
    if case.of:
        kind = case.of[0] if len(case.of) == 1 else body.Display("tuple", case.of)
        function = body.Constant(Reference(path="builtins.isinstance", span=_SPAN))
        return body.Call(function, (body.Given(None, subject), body.Given(None, kind)), _SPAN)
    tests = [body.Operation("==", (subject, body.Constant(value))) for value in case.values]
    found: body.Expression | None = None
    for test in tests:
        found = test if found is None else body.Operation("or", (found, test))
    return found


def _forget(walk: Walk, state: State, line: body.Forget) -> State | None:
    del walk
    state.lose(line.names, line.why)
    return state


def _run(walk: Walk, state: State, line: Statement) -> State | None:
    match line:
        case body.Assign():
            return assigning.assign(walk, state, line)
        case body.Augment():
            return assigning.augment(walk, state, line)
        case body.Evaluate():
            return _evaluate(walk, state, line)
        case body.Give():
            return _give(walk, state, line)
        case body.Leave():
            return _leave(walk, state, line)
        case body.Assert():
            return _assert(walk, state, line)
        case body.Forget():
            return _forget(walk, state, line)
        case _:
            return _run_blocks(walk, state, line)


def _run_blocks(
    walk: Walk, state: State, line: body.Branch | body.For | body.While | body.Try | body.With | body.Match
) -> State | None:
    match line:
        case body.Branch():
            return _branch(walk, state, line)
        case body.For():
            return _for(walk, state, line)
        case body.While():
            return _while(walk, state, line)
        case body.Try():
            return _try(walk, state, line)
        case body.With():
            return _with(walk, state, line)
        case body.Match():
            return _match(walk, state, line)
