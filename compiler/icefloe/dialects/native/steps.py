"""One call of a step, or one loop of them, as a step of the graph."""

from collections.abc import Sequence

from icefloe.builder.mapping import mapped
from icefloe.builder.notes import Notes
from icefloe.dialect import Reader
from icefloe.dialects.native.arguments import Given, collecting, formals, given
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.exchange import give
from icefloe.dialects.native.guards import guard
from icefloe.dialects.native.regions import Region, conditions
from icefloe.dialects.native.sources import NoSource, Sources
from icefloe.graph import (
    Binding,
    Graph,
    MapRun,
    Missing,
    Parameter,
    PlanRun,
    PythonRun,
    Result,
    Source,
    Step,
    sources,
    upstream,
)
from icefloe.source import Span
from icefloe.trace import Each
from icefloe.types import UnknownType
from icefloe.values import Argument, Items, Known, Table, Value
from icefloe.values import Parameter as Formal
from icefloe_schema import plan


class Maker:
    """Makes the steps of one pipeline function out of its calls and loops."""

    def __init__(self, found: Sources, reader: Reader, notes: Notes) -> None:
        self.sources = found
        self.reader = reader
        self.notes = notes

    def fill(self, region: Region) -> None:
        """Make the steps of the calls in a region, and in the loops in it."""
        for part in region.parts:
            if isinstance(part, Call):
                region.steps.append(self._step(part, region))
            else:
                self._over(part)
                self.fill(part)

    def graph(self, region: Region) -> tuple[Step, ...]:
        """The steps of a region in order; what comes in and goes out of the loops in it is settled by now."""
        made = {step.id: step for step in region.steps}
        return tuple(made[part.id] if isinstance(part, Call) else self._map(part) for part in region.parts)

    # --- calls -----------------------------------------------------------------------------------------------------

    def _step(self, call: Call, here: Region) -> Step:
        test = guard(call.id, conditions(call.path, here), here, self.sources, self.notes)
        bindings = self._bindings(call, here)
        if call.graph is not None:
            return Step(
                id=call.id,
                name=call.name,
                span=call.graph.span,
                added=call.record.span,
                run=PlanRun(body=call.graph),
                bindings=bindings,
                outputs=call.ports,
                guard=test,
                group=call.group,
                description=call.function.docstring or "",
            )
        one = call.draft
        assert one is not None  # noqa: S101 - a call is of a pipeline or of a step
        if one.dynamic:
            why = "`@dynamic` is not compiled in a pipeline function yet"
            self.notes.hole(f"step `{call.id}`", call.record, call.record.span, why)
        made = Step(
            id=call.id,
            name=one.name,
            span=one.function.name_span,
            added=call.record.span,
            run=PythonRun(function=one.function),
            body=one.summary,
            bindings=bindings,
            outputs=one.ports,
            guard=test,
            policy=one.policy,
            on_failure=one.on_failure,
            group=one.group or call.group,
            labels=one.labels,
            description=one.function.docstring or "",
        )
        return made if one.map is None else mapped(made, one.map, "native")

    def _bindings(self, call: Call, here: Region) -> tuple[Binding, ...]:
        """Where each parameter of the called function gets its value from."""
        found = given(call.record, call.function)
        for argument in found.unknown:
            why = "how many arguments it unpacks is only known in a run"
            self.notes.hole(f"what `{call.id}` is given", argument.value, argument.span, why)
        for argument in found.misfits:
            self._misfit(call, argument, found)
        made = [self._binding(call, formal, found.plain.get(formal.name), here) for formal in formals(call.function)]
        return (*made, *self._collected(call, found, here))

    def _misfit(self, call: Call, argument: Argument, found: Given) -> None:
        what = "takes fewer arguments"
        if argument.name is not None:
            twice = argument.name in found.plain
            what = f"is given `{argument.name}` twice" if twice else f"has no parameter `{argument.name}`"
        called = "pipeline" if call.graph is not None else "step"
        self.notes.add("FLO207", f"{called} `{call.name}` {what}", argument.span, help="call it as its signature says")

    def _binding(self, call: Call, formal: Formal, argument: Argument | None, here: Region) -> Binding:
        source: Source = plan.FromDefault()
        if argument is not None:
            source = self._source(call, formal.name, argument.value, argument.span, here)
        elif formal.default is None:
            source = Missing(asset=formal.name, declared=False)
        span = argument.span if argument is not None else None
        unannotated = UnknownType(f"`{formal.name}` has no annotation")
        return Binding(
            parameter=formal.name,
            source=source,
            type=self.reader.types.parameter(formal) if formal.annotation is not None else unannotated,
            span=formal.span,
            source_span=self._place(source) or span,
            asset_span=span or call.record.span,
            joined="default" if isinstance(source, plan.FromDefault) else "call",
        )

    def _collected(self, call: Call, found: Given, here: Region) -> list[Binding]:
        """What `*args` and `**kwargs` of the called function take."""
        made: list[Binding] = []
        args, kwargs = collecting(call.function, "args"), collecting(call.function, "kwargs")
        if args is not None and found.rest:
            values = tuple(argument.value for argument in found.rest)
            span = found.rest[0].span
            made.append(self._several(call, args, Items(kind="tuple", items=values, token=0, span=span), here))
        if kwargs is not None and found.others:
            span = found.others[0].span
            pairs = tuple((Known(value=one.name, span=one.span), one.value) for one in found.others)
            made.append(self._several(call, kwargs, Table(entries=pairs, token=0, span=span), here))
        return made

    def _several(self, call: Call, formal: Formal, value: Value, here: Region) -> Binding:
        return Binding(
            parameter=formal.name,
            source=self._source(call, formal.name, value, value.span, here),
            type=UnknownType(f"`{formal.name}` collects several arguments"),
            span=formal.span,
            source_span=value.span,
            asset_span=value.span,
            joined="call",
        )

    def _place(self, source: Source) -> Span | None:
        if isinstance(source, plan.FromParameter):
            return next((p.span for p in self.sources.parameters if p.name == source.name), None)
        return None

    def _source(self, call: Call, name: str, value: Value, span: Span, here: Region) -> Source:
        try:
            return self.sources.of(value, here)
        except NoSource as reason:
            what = f"the argument `{name}` of `{call.id}`"
            self.notes.hole(what, reason.value, span, f"{reason.why}; put it in a step")
            # The hole says it: nothing is missing besides.
            return plan.FromDefault()

    # --- loops -----------------------------------------------------------------------------------------------------

    def _over(self, inner: Region) -> None:
        """What a loop goes through, as its surroundings see it; and under which conditions."""
        assert inner.parent is not None  # noqa: S101
        own = conditions(inner.path[:-1], inner.parent)
        inner.guard = guard(inner.id, own, inner.parent, self.sources, self.notes)
        loop = inner.loop
        if not isinstance(loop, Each):
            assert loop is not None  # noqa: S101
            self.notes.hole(f"how often `{inner.id}` runs", loop.test, loop.span, "a `while` loop has no known bound")
            return
        try:
            inner.over = self.sources.of(loop.iterable, inner.parent)
        except NoSource as reason:
            self.notes.hole("what is looped over", reason.value, loop.span, f"{reason.why}; put it in a step")

    def _map(self, inner: Region) -> Step:
        """The step of a loop."""
        assert inner.parent is not None  # noqa: S101
        steps = self.graph(inner)
        _ends(inner, steps)
        first = steps[0]
        body = Graph(
            name=inner.id,
            dialect="native",
            span=first.added,
            steps=steps,
            parameters=tuple(Parameter(name=one.name, type=one.type, span=one.span) for one in inner.handed),
            results=tuple(Result(name=one.port.name, source=one.source, span=one.port.span) for one in inner.gave),
        )
        bindings = tuple(
            Binding(
                parameter=one.name,
                source=one.source,
                type=one.type,
                span=one.span,
                asset_span=one.span,
                joined="call",
            )
            for one in inner.handed
        )
        over: Source = inner.over if inner.over is not None else plan.FromLiteral(value=None)
        return Step(
            id=inner.id,
            name=inner.id,
            span=steps[-1].span,
            added=first.added,
            run=MapRun(over=over, item="item", body=body),
            bindings=bindings,
            outputs=tuple(one.port for one in inner.gave),
            guard=inner.guard,
        )


def _ends(inner: Region, steps: Sequence[Step]) -> None:
    """A body also gives what its last steps make: those of whose outputs nothing else in it reads any."""
    read = {one.source.step for one in inner.gave if isinstance(one.source, plan.FromOutput)}
    for step in steps:
        read.update(name for source in sources(step) for name in upstream(source))
    for step in steps:
        for port in step.outputs if step.id not in read else ():
            give(inner, plan.FromOutput(step=step.id, name=port.name), port.span)
