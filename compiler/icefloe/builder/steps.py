"""Members of a pipeline as steps of its graph: each parameter with its source, each step with its guard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from icefloe.builder import guards, mapping, offers, ports, wiring
from icefloe.builder.conditions import Conditions
from icefloe.builder.drafts import Draft
from icefloe.builder.expressions import Unreadable
from icefloe.builder.insides import Inside
from icefloe.builder.members import Member
from icefloe.builder.nesting import Nested
from icefloe.builder.notes import Notes
from icefloe.builder.offers import Giver, Offer
from icefloe.builder.site import Site
from icefloe.builder.wiring import Taker, Wired
from icefloe.findings import Severity
from icefloe.fixes import AddParameter, Fix
from icefloe.graph import Graph, MapRun, Parameter, PlanRun, Port, PythonRun, Result, Step, upstream
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What surrounds the steps of a pipeline: its context, and the names that are given to it from outside.

    `record` is the identity of the context's record; an `open` pipeline takes from outside what nobody in it gives.
    `template` reads what a dynamic step builds; `inside` is set while that is done.
    """

    site: Site
    context: tuple[Parameter, ...] = ()
    record: int = 0
    outside: frozenset[str] = frozenset()
    open: bool = False
    template: Callable[[Draft, Notes], Graph | Unreadable]
    inside: Inside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Steps with their bindings, the parameters that nothing in the pipeline gives, and its results."""

    steps: tuple[Step, ...]
    external: tuple[Parameter, ...]
    results: tuple[Result, ...]


def wired(members: Sequence[Member], world: World, notes: Notes) -> Joined:
    """The steps of a pipeline, wired."""
    keys = _keys(members)
    plain = [Giver(step=one.id, name=port.name, port=port) for one in members for port in _outputs(one)]
    first = offers.offer(plain, world.context)
    conditions = Conditions(
        offered=first,
        steps=_by_step(members, plain),
        keys=keys,
        reader=world.site.reader,
        context=world.record,
    )
    tests = {index: _tests(one, conditions, world, notes) for index, one in enumerate(members)}
    guards.unread(conditions, notes)
    tested = [
        Giver(step=one.id, name=port.name, port=port, tests=way.taken if (way := tests[index]) is not None else ())
        for index, one in enumerate(members)
        for port in _outputs(one)
    ]
    offered = offers.offer(tested, world.context, outside=world.outside, open=world.open)
    entries = {name: source for name in _names(keys) if isinstance(source := conditions.entry(name), plan.FromOutput)}
    steps: list[Step] = []
    external: dict[str, Parameter] = {}
    for index, one in enumerate(members):
        found = wiring.wire(taker(one, world.site), offered)
        for parameter in found.external:
            external.setdefault(parameter.name, parameter)
        _unbound(one, found, notes)
        guard = guards.guard(one, tests[index], found.bindings, offered, entries, world.site.reader, notes)
        steps.append(_finished(replace(_step(one, found), guard=guard), one, world, notes))
    _original(members, steps, offered, notes)
    return Joined(steps=tuple(steps), external=tuple(external.values()), results=results(steps, offered))


def _tests(one: Member, conditions: Conditions, world: World, notes: Notes) -> guards.Tests | None:
    """The tests of the branches that a step stands in, or of the body that adds it."""
    found = guards.tests(one, conditions, notes)
    return guards.inside(one, world.inside) if found is None and world.inside is not None else found


def _names(keys: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for names in keys.values() for name in names}))


def _outputs(one: Member) -> tuple[Port, ...]:
    """What others see of a member's outputs: of a map they are lists."""
    mapped = isinstance(one.of, Draft) and one.of.map is not None
    return tuple(mapping.listed(port) for port in one.ports) if mapped else one.ports


def _by_step(members: Sequence[Member], givers: Sequence[Giver]) -> dict[str, tuple[Giver, ...]]:
    own: dict[str, dict[str, Giver]] = {}
    for giver in givers:
        own.setdefault(giver.step, {}).setdefault(giver.name, giver)
    found: dict[str, dict[tuple[str, str], Giver]] = {}
    for one in members:
        for name in (one.name, one.id):
            found.setdefault(name, {}).update({(one.id, key): giver for key, giver in own.get(one.id, {}).items()})
    return {name: tuple(named.values()) for name, named in found.items()}


def _keys(members: Sequence[Member]) -> dict[str, frozenset[str]]:
    """The keys of the dictionary that the only output of a step certainly is, by the step's id."""
    found: dict[str, frozenset[str]] = {}
    for one in members:
        if not isinstance(one.of, Draft) or len(one.ports) != 1 or one.of.map is not None:
            continue
        tables = [ports.entries(back.value) for back in one.of.summary.returns]
        whole = [frozenset(table) for table in tables if table is not None]
        if whole and len(whole) == len(tables):
            found[one.id] = frozenset(key for key in whole[0] if all(key in keys for keys in whole))
    return found


def taker(one: Member, site: Site) -> Taker:
    """A member as something that takes values."""
    given = dict(one.given)
    if isinstance(one.of, Draft):
        slots, rest = (
            wiring.slots(one.of.function, site.reader, one.of.hidden),
            wiring.rest(one.of.function, site.reader),
        )
        return Taker(id=one.id, slots=slots, inputs=one.of.inputs, given=given, mapped={}, rest=rest)
    return Taker(id=one.id, slots=one.of.slots, inputs=one.of.inputs, given=given, mapped=one.of.mapped, lenient=True)


def _unbound(one: Member, found: Wired, notes: Notes) -> None:
    if isinstance(one.of, Nested) and one.of.body.holes:
        return  # what it takes is not known
    for asset, span in found.unbound:
        notes.add(
            "FLO206",
            f"step `{one.id}` declares the input `{asset}`, but has no parameter that takes it",
            span,
            severity=Severity.WARNING,
            help=f"add a parameter `{asset.rsplit('/', 1)[-1]}`, or take the input out",
            fix=_taking(one, asset.rsplit("/", 1)[-1]),
        )


def _step(one: Member, found: Wired) -> Step:
    """A member as an ordinary step."""
    of = one.of
    if not isinstance(of, Draft):
        return Step(
            id=one.id,
            name=one.name,
            span=of.span,
            added=one.added,
            run=PlanRun(body=of.body),
            bindings=found.bindings,
            outputs=one.ports,
            after=found.after,
            policy=of.policy,
        )
    return Step(
        id=one.id,
        name=one.name,
        span=of.function.name_span,
        added=one.added,
        run=PythonRun(function=of.function),
        body=of.summary,
        bindings=found.bindings,
        outputs=one.ports,
        after=found.after,
        policy=of.policy,
        on_failure=of.on_failure,
        group=of.group,
        labels=of.labels,
        hints=of.hints,
        description=of.function.docstring or "",
    )


def _finished(step: Step, one: Member, world: World, notes: Notes) -> Step:
    """A step as what its decorator makes of it: a map, or a function that builds a pipeline."""
    of = one.of
    if not isinstance(of, Draft):
        return step
    if of.map is not None:
        notes.original("FLO520", of.layer.span, step=one.id)
        if of.map.timeout is not None:
            notes.original("FLO521", of.layer.span, step=one.id)
        notes.original("FLO570", of.layer.span, detail="`map_task`")
        item = next((b.parameter for b in step.bindings if b.joined in {"declaration", "position"}), "")
        return mapping.mapped(step, of.map, world.site.dialect, item)
    if of.dynamic:
        notes.original("FLO522", of.layer.span, step=one.id)
        notes.original("FLO570", of.layer.span, detail="`dynamic`")
        from icefloe.builder import dynamics

        return dynamics.dynamic(step, of, world.template(of, notes), notes)
    return step


def _taking(one: Member, name: str) -> Fix | None:
    """The parameter that takes a declared input, where the function is one of the project."""
    if not isinstance(one.of, Draft) or not name.isidentifier():
        return None
    span = one.of.function.name_span
    return Fix(message=f"add the parameter `{name}`", changes=(AddParameter(span=span, name=name),))


def _original(members: Sequence[Member], steps: Sequence[Step], offered: Offer, notes: Notes) -> None:
    """Note what the original would do otherwise with names, order and conditions."""
    read = frozenset(
        producer for step in steps for binding in step.bindings for producer in upstream_of(binding.source)
    )
    guards.original(members, read, notes)
    index = {one.id: position for position, one in enumerate(members)}
    for position, (one, step) in enumerate(zip(members, steps, strict=True)):
        if one.id != one.name:
            notes.original("FLO526", one.added, step=one.id)
            notes.original("FLO527", one.added, step=one.id)
        for binding in step.bindings:
            if isinstance(binding.source, plan.FromExpression) and binding.source.op == "choice":
                notes.original("FLO519", binding.span, step=one.id)
            late = any(index.get(producer, -1) > position for producer in upstream_of(binding.source))
            if late and binding.joined == "name":
                notes.original("FLO532", binding.span, step=one.id)
        for asset, span in one.of.inputs:
            if asset in offered.parameters and offered.output(asset, one.id) is not None:
                notes.original("FLO533", span, step=one.id)


def upstream_of(source: object) -> tuple[str, ...]:
    """The steps whose outputs a source reads."""
    return tuple(upstream(source)) if isinstance(source, plan.FromOutput | plan.FromExpression) else ()


def results(steps: Sequence[Step], offered: Offer) -> tuple[Result, ...]:
    """The pipeline's results: the outputs that no other step reads, if they are declared.

    What one of two branches gives is one result.
    """
    read = {pair for step in steps for binding in step.bindings for pair in _read(binding.source)}
    read |= {pair for step in steps if isinstance(step.run, MapRun) for pair in _read(step.run.over)}
    found: dict[str, Result] = {}
    for step in steps:
        for port in step.outputs:
            given = offered.output(port.name, "")
            if port.declared and (step.id, port.name) not in read and given is not None:
                found.setdefault(port.name, Result(name=port.name, source=given[0], span=port.span))
    return tuple(found.values())


def _read(source: object) -> tuple[tuple[str, str], ...]:
    """The outputs that a source reads."""
    if isinstance(source, plan.FromOutput):
        return ((source.step, source.name),)
    if isinstance(source, plan.FromExpression):
        return tuple(pair for operand in source.operands for pair in _read(operand))
    return ()
