"""Steps that build a pipeline: the template of what they build, where their code shows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.builder import mapping
from icefloe.builder.drafts import Draft
from icefloe.builder.expressions import Unreadable
from icefloe.builder.insides import Inside, constant, each_of
from icefloe.builder.notes import Notes
from icefloe.builder.wiring import Slot
from icefloe.findings import Severity
from icefloe.graph import Binding, DynamicRun, Graph, MapRun, Missing, Parameter, Port, Result, Source, Step
from icefloe.trace import Each, Path
from icefloe.types import UnknownType, causes
from icefloe.values import Known
from icefloe_schema import plan


def dynamic(step: Step, draft: Draft, template: Graph | Unreadable, notes: Notes) -> Step:
    """A step as one that builds a pipeline, with the template of it; without one, a note says why."""
    if isinstance(template, Unreadable):
        message = f"what `{step.id}` builds is only known in a run: {template.why}"
        notes.add("FLO177", message, draft.function.name_span, severity=Severity.NOTE, help="the plan has its function")
        found = {}
    else:
        found = {port.name: port for inner in template.steps for port in inner.outputs}
    missing: list[Port] = []
    outputs: list[Port] = []
    for port in step.outputs:
        maker = _maker(port.name, found) if port.declared else None
        unknown = UnknownType("it is made by a pipeline that is built in a run", causes.RUN_TIME)
        type = maker.type if maker is not None and maker.name == port.name else unknown
        outputs.append(replace(port, type=type, position=None, key=""))
        if port.declared and maker is None and found:
            missing.append(port)
    for port in missing:
        made = ", ".join(f"`{name}`" for name in found)
        message = f"`{step.id}` declares the output `{port.name}`, but no step that it builds makes it"
        notes.add("FLO175", message, port.span, severity=Severity.WARNING, help=f"they make {made}")
    graph = None if isinstance(template, Unreadable) else template
    return replace(step, run=DynamicRun(function=draft.function, template=graph), body=None, outputs=tuple(outputs))


def _maker(name: str, found: Mapping[str, Port]) -> Port | None:
    """The output that is that name, or whose pattern it fits."""
    if name in found:
        return found[name]
    for pattern, port in found.items():
        parts = re.split(r"\{\w+\}", pattern)
        if len(parts) > 1 and re.fullmatch(".*".join(re.escape(part) for part in parts), name):
            return port
    return None


def template(
    graph: Graph, paths: Mapping[str, Path], inside: Inside, slots: Sequence[Slot], defaults: Mapping[str, object]
) -> Graph:
    """The graph of a body whose loops are not known, with its loops as maps.

    `paths` says where each step was added; `slots` and `defaults` are the parameters of the function.
    """
    for hole in graph.holes:
        raise Unreadable(hole.why, Known(value=None, span=hole.span))
    context = {p.name: inside.source(p.default, ()) for p in graph.parameters if p.default is not None}
    outer = {slot.name for slot in slots}
    for parameter in graph.parameters:
        if parameter.origin == "external" and parameter.name not in outer:
            raise Unreadable(f"nothing that it builds gives `{parameter.name}`", Known(value=None, span=parameter.span))
    for name in outer & context.keys():
        if context[name] != plan.FromParameter(name=name):
            raise Unreadable(f"`{name}` is two things in it", Known(value=None, span=graph.span))
    guarded = [_prepared(step, context) for step in graph.steps]
    steps = _folded([(each_of(paths.get(step.id, ())), step) for step in guarded], paths, inside, graph.dialect)
    return replace(
        graph,
        entry="",
        header=None,
        steps=tuple(steps),
        parameters=tuple(
            Parameter(name=slot.name, type=slot.type, span=slot.span, default=given)
            for slot in slots
            for given in [_default(defaults.get(slot.name))]
        ),
        results=tuple(_result(result, steps) for result in graph.results),
    )


def _default(value: object) -> Known | None:
    return value if isinstance(value, Known) and constant(value) else None


def _prepared(step: Step, context: Mapping[str, plan.Value]) -> Step:
    """A step with the values of the inner context in place."""
    for binding in step.bindings:
        if isinstance(binding.source, Missing):
            why = f"nothing that it builds gives `{binding.source.asset}`"
            raise Unreadable(why, Known(value=None, span=binding.span))
    bindings = tuple(replace(b, source=_filled(b.source, context)) for b in step.bindings)
    return replace(step, bindings=bindings)


def _filled(source: Source, context: Mapping[str, plan.Value]) -> Source:
    if isinstance(source, plan.FromParameter) and source.name in context:
        return context[source.name]
    if isinstance(source, plan.FromExpression):
        filled = (_filled(operand, context) for operand in source.operands)
        return replace(source, operands=tuple(one for one in filled if not isinstance(one, Missing)))
    return source


def _folded(
    found: Sequence[tuple[tuple[Each, ...], Step]], paths: Mapping[str, Path], inside: Inside, dialect: str
) -> list[Step]:
    """Steps in loops gathered into maps, one for each loop."""
    made: list[Step] = []
    group: list[tuple[tuple[Each, ...], Step]] = []

    def close() -> None:
        if group:
            each = group[0][0][0]
            inner = _folded([(loops[1:], step) for loops, step in group], paths, inside, dialect)
            made.append(_map(each, inner, paths[group[0][1].id], inside, dialect))
            group.clear()

    for loops, step in found:
        if not loops or (group and group[0][0][0] != loops[0]):
            close()
        if loops:
            group.append((loops, step))
        else:
            made.append(step)
    close()
    return made


def _map(each: Each, inner: Sequence[Step], path: Path, inside: Inside, dialect: str) -> Step:
    """One loop as a map over what it goes through."""
    around = path[: path.index(each)]
    item, over = inside.item(each), inside.source(each.iterable, around)
    own = {step.id for step in inner}
    handed: dict[str, plan.Value] = {}
    body = tuple(_inner(step, item, own, handed) for step in inner)
    last = body[-1]
    id = "+".join(step.id for step in body)
    unknown = UnknownType("it is handed on to the body", causes.RUN_TIME)
    bindings = tuple(Binding(parameter=n, source=s, type=unknown, span=each.span) for n, s in handed.items())
    return Step(
        id=id,
        name=id,
        span=last.span,
        added=last.added,
        run=MapRun(
            over=over,
            item=item,
            body=Graph(
                name=id,
                dialect=dialect,
                span=each.span,
                steps=body,
                parameters=tuple(Parameter(name=b.parameter, type=b.type, span=b.span) for b in bindings),
                results=tuple(
                    Result(name=port.name, source=plan.FromOutput(step=step.id, name=port.name), span=port.span)
                    for step in body
                    for port in step.outputs
                ),
            ),
        ),
        bindings=bindings,
        outputs=tuple(mapping.listed(port) for step in body for port in step.outputs),
    )


def _inner(step: Step, item: str, own: set[str], handed: dict[str, plan.Value]) -> Step:
    """A step inside a map: what comes from outside comes in as a parameter of the body."""

    def of(source: object) -> plan.Value:
        match source:
            case plan.FromExpression():
                return replace(source, operands=tuple(of(operand) for operand in source.operands))
            case plan.FromItem(name=name) if name == item:
                return source
            case plan.FromOutput(step=producer) if producer in own:
                return source
            case plan.FromOutput(name=name) | plan.FromParameter(name=name) | plan.FromItem(name=name):
                if handed.setdefault(name, source) != source:
                    raise Unreadable(f"`{name}` is two things in a loop", Known(value=None, span=step.span))
                return plan.FromParameter(name=name)
            case plan.FromLiteral() | plan.FromDefault() | plan.FromContext() | plan.FromAtom():
                return source
            case _:
                raise Unreadable("nothing that it builds gives a value", Known(value=None, span=step.span))

    guard = step.guard
    if guard is not None and isinstance(guard.test, plan.FromExpression | plan.FromOutput | plan.FromParameter):
        guard = replace(guard, test=of(guard.test))
    if guard is not None:
        guard = replace(guard, bindings=tuple(replace(b, source=of(b.source)) for b in guard.bindings))
    return replace(
        step,
        bindings=tuple(replace(b, source=of(b.source)) for b in step.bindings),
        guard=guard,
        after=tuple(order for order in step.after if order.step in own),
    )


def _result(result: Result, steps: Sequence[Step]) -> Result:
    """A result that a map now gives."""
    source = result.source
    if not isinstance(source, plan.FromOutput):
        return result
    ids = {step.id for step in steps}
    if source.step in ids:
        return result
    holder = next((step for step in steps if any(port.name == source.name for port in step.outputs)), None)
    return result if holder is None else replace(result, source=replace(source, step=holder.id))
