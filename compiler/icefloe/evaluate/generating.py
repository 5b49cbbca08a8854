"""Generator functions: where every `yield` is known, a call gives an iterator over what they give."""

from collections.abc import Callable

from icefloe.evaluate import iteration, lost
from icefloe.evaluate.comprehension import names_of
from icefloe.evaluate.machine import Machine, Raised
from icefloe.evaluate.state import Lazy, Snapshot, Yields
from icefloe.source import Span
from icefloe.values import Function, Instance, Items, Table, Value

_SOURCES = 200


def given(machine: Machine, value: Value) -> None:
    """A `yield` was reached."""
    if machine.yields:
        inner = machine.yields[-1]
        inner.lost = inner.lost or len(machine.path) != inner.depth
        inner.values.append(value)
        inner.ends.append(len(machine.effects))


def given_from(machine: Machine, value: Value) -> None:
    """A `yield from` was reached."""
    found = iteration.elements(machine, value)
    if machine.yields:
        machine.yields[-1].lost = machine.yields[-1].lost or found is None
    for one in found or ():
        given(machine, one)


def iterator(
    machine: Machine, function: Function, bound: dict[str, Value], run: Callable[[], Value], span: Span
) -> Value | None:
    """The iterator that a call of a generator function gives; None, and nothing done, where it is not known.

    The body is run at once, so it must change nothing but its own; its calls wait in the iterator until it is gone
    through.
    """
    before, mark, depth = machine.snapshot(), len(machine.effects), len(machine.path)
    exits, functions = len(machine.exits), len(machine.functions)
    definition = machine.definitions[function.token]
    names = tuple((scope, name, scope.names.get(name)) for scope, name in names_of(definition.scope, definition.node))
    reads = [value for _, _, value in names if value is not None]
    found = lost.reachable(machine, [*bound.values(), *reads])
    sources = [one for one in found if isinstance(one, Items | Table | Instance)]
    yields = apart(machine, run)
    changed = len(machine.exits) > exits or len(machine.path) != depth or _changed(machine, before)
    iterated = any(iteration.is_iterator(machine, one) for one in sources)
    if yields.lost or changed or iterated or len(sources) > _SOURCES:
        machine.restore(before)
        del machine.effects[mark:], machine.exits[exits:], machine.functions[functions:], machine.path[depth:]
        return None
    ends = [mark, *yields.ends]
    rest = iteration.cut(machine, ends[-1])
    effects = tuple(iteration.cut(machine, start) for start in reversed(ends[:-1]))[::-1]
    return iteration.lazy(machine, "iterator", tuple(yields.values), sources, span, (*effects, rest), names)


def apart(machine: Machine, run: Callable[[], Value]) -> Yields:
    """Run a generator's body; what it gives goes to no other generator that is being run."""
    yields = Yields(len(machine.path))
    machine.yields.append(yields)
    try:
        run()
    except Raised:
        yields.lost = True
    finally:
        machine.yields.pop()
    return yields


def _changed(machine: Machine, before: Snapshot) -> bool:
    """Whether something else is not as it was."""
    for token, value in machine.heap.items():
        if token <= before.tokens and before.heap.get(token, machine.origins.get(token)) is not value:
            return True
    if any(key[0] <= before.tokens and before.attributes.get(key) is not v for key, v in machine.attributes.items()):
        return True
    return any(scope.names != names for scope, names in before.scopes)


def enter(machine: Machine, manager: Items) -> Value | None:
    """What entering a context manager gives that is written as a generator; None where that is not known."""
    now = machine.current(manager)
    if not isinstance(now, Items) or len(now.items) != 1 or not iteration.is_iterator(machine, manager):
        return None
    lazy: Lazy = machine.lazy[manager.token]
    if len(lazy.effects) != 2:
        return None
    machine.again(lazy.effects[0])
    return machine.current(now.items[0])


def leave(machine: Machine, manager: Items) -> None:
    """What such a context manager does at the end."""
    lazy = machine.lazy.get(manager.token)
    if lazy is not None and len(lazy.effects) == 2:
        machine.again(lazy.effects[1])
        machine.mutate(manager, Items(kind="list", items=(), token=manager.token, span=manager.span))
