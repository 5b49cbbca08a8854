"""Loops as steps.

A `for` is a map, if its rounds know nothing of each other; one that hands something from round to round, or may end by
`break`, is a loop, and so is a `while` with a bound.
"""

from collections.abc import Sequence

from icefloe.builder.notes import Notes
from icefloe.dialects.native import origins
from icefloe.dialects.native.exchange import give, hand, type_of
from icefloe.dialects.native.guards import all_of, any_of, guard
from icefloe.dialects.native.pieces import NoSource
from icefloe.dialects.native.regions import Handed, Region, conditions
from icefloe.dialects.native.rounds import MOST, decided, ending, parts
from icefloe.dialects.native.sources import Sources
from icefloe.graph import Binding, Graph, Guard, LoopRun, MapRun, Parameter, Result, Step, sources, upstream
from icefloe.source import Span
from icefloe.trace import Each, While
from icefloe.values import Function, Known, Value
from icefloe_schema import plan

_COUNT = "let a `while` count its rounds: `while … and rounds < 10: …; rounds += 1`"
_INDEX = "index"


class Loops:
    """Finds out what loops go through and what ends them, as their surroundings see it."""

    def __init__(self, found: Sources, notes: Notes) -> None:
        self.sources = found
        self.notes = notes

    def enter(self, inner: Region) -> None:
        """Read what stands in the head of a loop, and under which conditions the loop stands."""
        assert inner.parent is not None  # noqa: S101 - every loop is in something
        own = conditions(inner.path[:-1], inner.parent)
        inner.guard = guard(inner.id, own, inner.parent, self.sources, self.notes)
        if isinstance(inner.loop, Each):
            self._over(inner.loop, inner, inner.parent)
        elif isinstance(inner.loop, While):
            self._bound(inner.loop, inner, inner.parent)

    def _over(self, loop: Each, inner: Region, around: Region) -> None:
        try:
            inner.over = self.sources.of(loop.iterable, around)
            if inner.folds:
                self._fold(loop, inner, around, inner.over)
        except NoSource as reason:
            self.notes.hole("what is looped over", reason.value, loop.span, reason.why, help=reason.help)

    def _fold(self, loop: Each, inner: Region, around: Region, over: plan.Value) -> None:
        """A `for` whose rounds know each other: it takes the elements by their index, one in each round."""
        index = plan.FromItem(name=_INDEX)
        length: plan.Value = plan.FromExpression(op="len", operands=(over,))
        if isinstance(over, plan.FromExpression) and over.op == "range" and len(over.operands) == 1:
            inner.element, count = index, hand(inner, over.operands[0], self.sources.parameters, loop.span)
        else:
            type = type_of(over, around, self.sources.parameters)
            inner.handed.append(Handed(name="items", source=over, type=type, span=loop.span))
            items = plan.FromParameter(name="items")
            inner.element = plan.FromExpression(op="index", operands=(items, index))
            count = plan.FromExpression(op="len", operands=(items,))
        done = plan.FromExpression(op="+", operands=(index, plan.FromLiteral(value=1)))
        inner.until = plan.FromExpression(op=">=", operands=(done, count))
        inner.maximum = MOST
        self._begun(inner, [length], loop.span)

    def _begun(self, inner: Region, tests: list[plan.Value], span: Span) -> None:
        """A loop that is only begun where some tests hold."""
        inner.entered = all_of(tests)
        outer = inner.guard.test if inner.guard is not None else None
        both = [inner.entered] if outer is None or isinstance(outer, Function) else [outer, inner.entered]
        inner.guard = Guard(test=all_of(both), span=span)

    def _bound(self, loop: While, inner: Region, around: Region) -> None:
        """How often a `while` runs at most, and whether it is begun at all."""
        what = f"how often `{inner.id}` runs"
        maximum = ending(loop).maximum
        if maximum is None:
            nothing = Known(value=None, span=loop.span)
            self.notes.hole(what, nothing, loop.span, "the `while` has no known bound", help=_COUNT)
            return
        inner.maximum = maximum
        first = [origins.first(self.sources.calls, part, inner) for part in parts("and", loop.test)]
        try:
            begun = [self.sources.of(part, around) for part in first if decided(part) is not True]
        except NoSource as reason:
            self.notes.hole(what, reason.value, loop.span, reason.why, help="put the test in a step")
            return
        if begun:
            self._begun(inner, begun, loop.span)

    def leave(self, inner: Region) -> None:
        """Read what ends a loop, and what its rounds hand on: both speak of what stands in it."""
        tests: list[Value] = []
        if isinstance(inner.loop, While) and inner.maximum:
            tests = [*ending(inner.loop).tests]
        elif isinstance(inner.loop, Each) and inner.folds and inner.loop.breaks is not None:
            tests = [inner.loop.breaks]
        try:
            found = [self.sources.of(test, inner) for test in tests]
            # A `break` comes before what ends a round, which may be skipped then.
            inner.until = any_of([*found, *([inner.until] if inner.until is not None else [])])
            self.sources.settle(inner)
        except NoSource as reason:
            what, span = (
                f"how often `{inner.id}` runs",
                inner.loop.span if inner.loop is not None else reason.value.span,
            )
            self.notes.hole(what, reason.value, span, reason.why, help="put the test in a step")


def looped(inner: Region, steps: tuple[Step, ...]) -> Step:
    """The step of a loop, from the steps in it."""
    _ends(inner, steps)
    body = Graph(
        name=inner.id,
        dialect="native",
        span=steps[0].added,
        steps=steps,
        parameters=tuple(Parameter(name=one.name, type=one.type, span=one.span) for one in inner.handed),
        results=tuple(Result(name=one.port.name, source=one.source, span=one.port.span) for one in inner.gave),
    )
    bindings = tuple(
        Binding(parameter=one.name, source=one.source, type=one.type, span=one.span, asset_span=one.span, joined="call")
        for one in inner.handed
    )
    return Step(
        id=inner.id,
        name=inner.id,
        span=steps[-1].span,
        added=steps[0].added,
        run=_run(inner, body),
        bindings=bindings,
        outputs=tuple(one.port for one in inner.gave),
        guard=inner.guard,
    )


def _run(inner: Region, body: Graph) -> MapRun | LoopRun:
    if not inner.is_map:
        until = inner.until if inner.until is not None else plan.FromLiteral(value=True)
        index = _INDEX if inner.folds else ""
        return LoopRun(body=body, until=until, maximum=inner.maximum, carry=tuple(inner.carries.values()), index=index)
    over = inner.over if inner.over is not None else plan.FromLiteral(value=None)
    return MapRun(over=over, item="item", body=body)


def _ends(inner: Region, steps: Sequence[Step]) -> None:
    """A body of which nothing is taken gives what its last steps make, so that a run has something to show."""
    if inner.gave:
        return
    read = {name for step in steps for source in sources(step) for name in upstream(source)}
    for step in steps:
        for port in step.outputs if step.id not in read else ():
            give(inner, plan.FromOutput(step=step.id, name=port.name), port.span)
