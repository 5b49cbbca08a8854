"""A pipeline that was built, as a body: what was added to it, under ids of its own, wired, guarded and ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from heapq import heapify, heappop, heappush
from pathlib import Path

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.objects import nested, recorded
from icefloe_runtimes.objects.address import Addresses
from icefloe_runtimes.objects.built import Built
from icefloe_runtimes.objects.conditions import condition
from icefloe_runtimes.objects.definition import definition
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.gates import gated
from icefloe_runtimes.objects.members import Member, Test, member, named
from icefloe_runtimes.objects.recorded import Added, Branch, Nested, Recorded, each
from icefloe_runtimes.objects.steps import can_raise, conditions_of, step
from icefloe_runtimes.objects.values import Constants, fields, kind
from icefloe_runtimes.objects.wiring import Giver, Offer, Wired, reads, wire
from icefloe_schema.plan import Body, FromParameter, MapRun, Parameter, Result, Step, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes bodies of pipelines; `outside` are names that a run gives, with their values."""

    addresses: Addresses = field(default_factory=Addresses)
    outside: Mapping[str, object] = field(default_factory=dict[str, object])

    def whole(self, pipeline: Recorded) -> Built:
        """Make a pipeline that stands for itself: its context becomes parameters."""
        return self._built(pipeline, Constants(), tuple(self.outside))

    def within(self, pipeline: Recorded, given: Mapping[str, object]) -> Built:
        """Make a pipeline that a function has built out of what it was given; its context is in it as constants."""
        constants = Constants(given, keeps=True)
        context = {
            name: constants.value(value, f"the context's {name!r} of pipeline {pipeline.name!r}")
            for name, value in pipeline.context.items()
        }
        found = self._built(pipeline, constants, tuple(given), context)
        strange = [one.name for one in found.parameters if one.name not in given]
        if strange:
            raise BuildError(f"nothing that pipeline {pipeline.name!r} is built of gives {strange[0]!r}")
        return found

    def _built(
        self,
        pipeline: Recorded,
        constants: Constants,
        outside: Iterable[str],
        context: Mapping[str, Value] | None = None,
        *,
        is_open: bool = False,
    ) -> Built:
        own = {name: FromParameter(name=name) for name in pipeline.context} if context is None else context
        members, folders = self._members(pipeline)
        members = named(members, pipeline.name)
        offered = _offer(pipeline.name, members, own, frozenset(outside), is_open=is_open)
        members, offered = _tested(members, offered, pipeline.name)
        wired = [wire(one, offered, constants) for one in members]
        made = [
            step(one, found, offered, self.addresses, native=pipeline.native)
            for one, found in zip(members, wired, strict=True)
        ]
        checks = frozenset(one.id for one in members if not one.declares and can_raise(one))
        steps = _ordered(gated(made, checks), pipeline.name)
        parameters = (
            [] if context is not None else [_parameter(*one, pipeline.name) for one in pipeline.context.items()]
        )
        parameters += self._external(wired, {one.name for one in parameters})
        declared = {(one.id, name) for one in members if one.declares for name in one.outputs}
        body = Body(
            name=pipeline.name,
            parameters=tuple(parameters),
            steps=steps,
            results=_results(made, declared, offered),
        )
        return Built(
            name=pipeline.name,
            body=body,
            given=_given(members),
            folders=tuple(dict.fromkeys(folders)),
            kept=constants.kept,
        )

    def _members(self, pipeline: Recorded) -> tuple[tuple[Member, ...], list[Path]]:
        """What was added, in order; a step of a branch that is there already gets the branch's condition."""
        found: list[Member] = []
        folders: list[Path] = []
        for part in pipeline.parts:
            for one in self._parts(part, folders):
                place = next(
                    (n for n, other in enumerate(found) if one.conditions and other.subject is one.subject), -1
                )
                if place < 0:
                    found.append(one)
                else:
                    found[place] = replace(found[place], conditions=(*found[place].conditions, *one.conditions))
        return tuple(found), folders

    def _parts(self, part: Added | Nested | Branch, folders: list[Path]) -> list[Member]:
        if isinstance(part, Added):
            return [self._added(part.function, part.options, folders)]
        if isinstance(part, Nested):
            inside = self._built(part.pipeline, Constants(), nested.asked(part.options), is_open=True)
            folders += inside.folders
            return [member(nested.inner(inside, part.options))]
        found: list[Member] = []
        for side, holds in ((part.then, True), (part.otherwise, False)):
            for one in each(side):
                inner = recorded.flow(one)
                test = (part.condition, holds)
                below = [self._added(one, {}, folders)] if inner is None else self._parts(inner, folders)
                found += [
                    replace(made, conditions=tuple((test, *way) for way in made.conditions or ((),))) for made in below
                ]
        return found

    def _added(self, function: object, options: Mapping[str, object], folders: list[Path]) -> Member:
        of = definition(function, self.addresses)
        if of.address.folder is not None:
            folders.append(of.address.folder)
        name, given = options.get("name"), options.get("params")
        return member(of, str(name or ""), fields(given))

    def _external(self, wired: Sequence[Wired], taken: set[str]) -> list[Parameter]:
        """The parameters that steps need from outside, each once, of the type of what the run gives for it."""
        found: dict[str, Parameter] = {}
        for one in wired:
            for parameter in one.external:
                if parameter.name not in taken:
                    type_ = parameter.type or kind(self.outside.get(parameter.name))
                    found.setdefault(parameter.name, replace(parameter, type=type_))
        return list(found.values())


def _offer(
    pipeline: str, members: Sequence[Member], context: Mapping[str, Value], outside: frozenset[str], *, is_open: bool
) -> Offer:
    outputs: dict[str, list[Giver]] = {}
    for one in members:
        for name in one.outputs:
            outputs.setdefault(name, []).append(Giver(step=one.id, name=name, tests=one.tests))
    for name, givers in outputs.items():
        if len(givers) > 1 and not all(giver.tests for giver in givers):
            both = " and ".join(repr(giver.step) for giver in givers[:2])
            if not any(one.conditions for one in members):
                raise BuildError(f"in pipeline {pipeline!r} steps {both} both make {name!r}: give one another name")
    return Offer(pipeline=pipeline, outputs=outputs, context=context, outside=outside, open=is_open)


def _tested(members: Sequence[Member], offered: Offer, pipeline: str) -> tuple[tuple[Member, ...], Offer]:
    """The members with the tests of their branches, and what they offer under them."""
    if not any(one.conditions for one in members):
        return tuple(members), offered
    outputs = conditions_of({one.id: one for one in members})
    known: dict[int, Value] = {}
    found: list[Member] = []
    for one in members:
        if len(one.conditions) > 1:
            raise BuildError(f"step {one.id!r} stands in two branches: add a step of its own to each")
        tests: list[Test] = []
        for function, holds in one.conditions[0] if one.conditions else ():
            if id(function) not in known:
                known[id(function)] = condition(function, offered, outputs)
            tests.append(Test(value=known[id(function)], holds=holds))
        found.append(replace(one, tests=tuple(tests)))
    again = _offer(pipeline, found, offered.context, offered.outside, is_open=offered.open)
    return tuple(found), again


def _parameter(name: str, value: object, pipeline: str) -> Parameter:
    said = Constants().value(value, f"the value of {name!r} in the context of pipeline {pipeline!r}")
    default = getattr(said, "value", None)
    return Parameter(name=name, type=kind(value), default=default)


def _ordered(steps: Sequence[Step], pipeline: str) -> tuple[Step, ...]:
    """The steps in an order in which they can run: the first added of those that are ready."""
    index = {one.id: number for number, one in enumerate(steps)}
    waits = {one.id: {edge.source for edge in incoming(one) if edge.source in index} for one in steps}
    ready = [index[name] for name, needs in waits.items() if not needs]
    heapify(ready)
    found: list[Step] = []
    while ready:
        one = steps[heappop(ready)]
        found.append(one)
        for name, needs in waits.items():
            if one.id in needs:
                needs.discard(one.id)
                if not needs:
                    heappush(ready, index[name])
    if len(found) < len(steps):
        names = ", ".join(repr(name) for name, needs in waits.items() if needs)
        raise BuildError(f"steps of pipeline {pipeline!r} wait for each other in a circle: {names}")
    return tuple(found)


def _results(steps: Sequence[Step], declared: set[tuple[str, str]], offered: Offer) -> tuple[Result, ...]:
    """The outputs that no other step reads, if they are declared."""
    values = [binding.value for one in steps for binding in one.bindings]
    values += [one.run.over for one in steps if isinstance(one.run, MapRun)]
    read = {pair for value in values for pair in reads(value)}
    found: dict[str, Result] = {}
    for one in steps:
        for output in one.outputs:
            value = offered.output(output.name, "")
            if (one.id, output.name) in declared and (one.id, output.name) not in read and value is not None:
                found.setdefault(output.name, Result(name=output.name, value=value))
    return tuple(found.values())


def _given(members: Sequence[Member]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for one in members:
        for name in one.outputs:
            found.setdefault(name, (one.id, name))
        if len(one.outputs) == 1:
            found.setdefault(one.name, (one.id, one.outputs[0]))
    return found
