"""One call of a step, or one loop of them, as a step of the graph."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from icefloe.builder import options
from icefloe.builder.drafts import Draft
from icefloe.builder.dynamics import dynamic
from icefloe.builder.expressions import Unreadable
from icefloe.builder.mapping import mapped
from icefloe.builder.notes import Notes
from icefloe.dialect import Reader
from icefloe.dialects.native.arguments import Given, collecting, formals, given
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.exchange import adapted
from icefloe.dialects.native.guards import both, guard
from icefloe.dialects.native.loops import Loops, looped
from icefloe.dialects.native.pieces import NoSource
from icefloe.dialects.native.regions import Region, conditions
from icefloe.dialects.native.sources import Sources
from icefloe.graph import (
    Binding,
    Graph,
    Missing,
    PlanRun,
    PythonRun,
    Source,
    Step,
)
from icefloe.source import Span
from icefloe.types import Type, UnknownType, causes
from icefloe.values import Argument, Items, Known, Table, Value
from icefloe.values import Parameter as Formal
from icefloe_schema import plan

# What a function that builds a pipeline builds, or why its code does not show it.
Template: TypeAlias = Callable[[Draft, Notes], Graph | Unreadable]


class Maker:
    """Makes the steps of one pipeline function out of its calls and loops."""

    def __init__(self, found: Sources, reader: Reader, notes: Notes, template: Template) -> None:
        self.template = template
        self.sources = found
        self.reader = reader
        self.notes = notes
        self.loops = Loops(found, notes)

    def fill(self, region: Region) -> None:
        """Make the steps of the calls in a region, and in the loops in it."""
        for part in region.parts:
            if isinstance(part, Call):
                region.steps.append(self._step(part, region))
            else:
                self.loops.enter(part)
                self.fill(part)
                self.loops.leave(part)

    def graph(self, region: Region) -> tuple[Step, ...]:
        """The steps of a region in order; what comes in and goes out of the loops in it is settled by now."""
        made = {step.id: step for step in region.steps}
        return tuple(
            made[part.id] if isinstance(part, Call) else looped(part, self.graph(part)) for part in region.parts
        )

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
        if one.condition is not None:
            test = both(call, one.condition, test, bindings, here, self.sources, self.reader, self.notes)
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
        if one.dynamic:
            return dynamic(made, one, self.template(one, self.notes), self.notes)
        return made if one.map is None else mapped(made, one.map, "native")

    def _bindings(self, call: Call, here: Region) -> tuple[Binding, ...]:
        """Where each parameter of the called function gets its value from."""
        found = given(call.record, call.function)
        for argument in found.unknown:
            why = "how many arguments it unpacks is only known in a run"
            self.notes.hole(f"what `{call.id}` is given", argument.value, argument.span, why, help="name the arguments")
        for argument in found.misfits:
            self._misfit(call, argument, found)
        whole = not found.unknown
        made = [self._binding(call, one, found.plain.get(one.name), here, whole) for one in formals(call.function)]
        meant = {_meant(call, argument, found) for argument in found.misfits}
        made = [replace(one, source=_told(one.source)) if one.parameter in meant else one for one in made]
        return (*made, *self._collected(call, found, here))

    def _misfit(self, call: Call, argument: Argument, found: Given) -> None:
        what = "takes fewer arguments"
        if argument.name is not None:
            twice = argument.name in found.plain
            what = f"is given `{argument.name}` twice" if twice else f"has no parameter `{argument.name}`"
            meant = _meant(call, argument, found)
            what += f"; did you mean `{meant}`?" if meant else ""
        called = "pipeline" if call.graph is not None else "step"
        names = ", ".join(f"`{formal.name}`" for formal in formals(call.function))
        help = f"it takes {names}" if names else "it takes nothing"
        self.notes.add("FLO207", f"{called} `{call.name}` {what}", argument.span, help=help)

    def _binding(self, call: Call, formal: Formal, argument: Argument | None, here: Region, whole: bool) -> Binding:
        source: Source = plan.FromDefault()
        if argument is not None:
            source = self._source(call, formal.name, argument.value, argument.span, here)
        elif formal.default is None and whole:
            source = Missing(asset=formal.name, declared=False)
        span = argument.span if argument is not None else None
        type: Type = UnknownType(f"`{formal.name}` has no annotation", causes.NO_PARAMETER)
        if formal.annotation is not None:
            type = self.reader.types.parameter(formal)
        return Binding(
            parameter=formal.name,
            source=source,
            type=type,
            span=formal.span,
            source_span=self._place(source) or span,
            asset_span=span or call.record.span,
            joined="default" if isinstance(source, plan.FromDefault) else "call",
            adapt=adapted(source, type, here),
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
            type=UnknownType(f"`{formal.name}` collects several arguments", causes.NO_PARAMETER),
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
            self.notes.hole(what, reason.value, span, reason.why, help=reason.help)
            # The hole says it: nothing is missing besides.
            return plan.FromDefault()


def _meant(call: Call, argument: Argument, found: Given) -> str:
    """The parameter that an argument of another name may have meant, or an empty text."""
    open_ = tuple(formal.name for formal in formals(call.function) if formal.name not in found.plain)
    return options.nearest(argument.name, open_) if argument.name and argument.name not in found.plain else ""


def _told(source: Source) -> Source:
    """A source that is missing, where it has been said already why."""
    return replace(source, told=True) if isinstance(source, Missing) else source
