"""From a trace to graphs: every pipeline that a file builds with the builder words."""

from collections.abc import Sequence

from icefloe import reach
from icefloe.builder import contexts, gates, headers, pipelines, wiring
from icefloe.builder.drafts import Draft, draft, told_apart
from icefloe.builder.layers import decorated
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader, Reading
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph, Parameter, PythonRun, Result, Step
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Known, Record, Unknown
from icefloe_schema import plan


def read(trace: Trace, reader: Reader, vocabulary: Vocabulary, dialect: str) -> Reading:
    """All pipelines of a file: at module level, in functions that it calls, in functions that nobody calls."""
    traces = reach.traces(trace, reader, (vocabulary.package,))
    effects = reach.effects(traces)
    findings: list[Finding] = []
    graphs: list[Graph] = []
    for pipeline in pipelines.made(effects, vocabulary, traces):
        version = reader.version(dialect) if vocabulary.versioned else ""
        notes = Notes(dialect=dialect, version=version)
        graphs.append(_graph(pipeline, trace, effects, reader, vocabulary, dialect, notes))
        findings.extend(notes.all())
    return Reading(graphs=tuple(graphs), findings=tuple(findings))


def _graph(
    pipeline: Record,
    trace: Trace,
    effects: Sequence[Effect],
    reader: Reader,
    vocabulary: Vocabulary,
    dialect: str,
    notes: Notes,
) -> Graph:
    headers.check_options(pipeline, notes)
    title = headers.name(pipeline, vocabulary, notes)
    context = contexts.parameters(pipeline, effects, reader, notes)
    drafts: list[tuple[Draft, Span]] = []
    for added in pipelines.steps(pipeline, effects, vocabulary, notes):
        found = decorated(added.value, vocabulary)
        one = draft(found, reader, notes) if found is not None and not isinstance(found, Unknown) else None
        if one is not None:
            drafts.append((one, added.span))
        elif found is None or isinstance(found, Unknown) or found.layer("step", "map_task", "dynamic") is None:
            _not_a_step(added, found is not None and not isinstance(found, Unknown), notes)
    steps, external = wired(_told_apart(drafts), context, reader, notes)
    header = headers.header(pipeline, title, dialect, trace, vocabulary, notes)
    return Graph(
        name=title,
        dialect=dialect,
        span=pipeline.span,
        token=pipeline.token,
        entry=header.entry,
        steps=gates.gated(steps, notes),
        parameters=(*context, *external),
        results=results(steps),
        holes=tuple(notes.holes),
        header=header,
    )


def _not_a_step(added: pipelines.Added, is_function: bool, notes: Notes) -> None:
    if is_function:
        notes.add(
            "FLO107",
            "a function that is not a step is added",
            added.span,
            help="decorate the function with `@step`",
        )
    value = added.value
    why = "it is a function without `@step`" if is_function else ""
    notes.hole("which step is added", value if not is_function else Known(value=None, span=added.span), added.span, why)


def _told_apart(drafts: Sequence[tuple[Draft, Span]]) -> list[tuple[str, Draft, Span]]:
    """Ids for steps: steps of one name are told apart by what their factory or loop gave them."""
    found: list[tuple[str, Draft, Span]] = []
    for draft_, span in drafts:
        alike = [other for other, _ in drafts if other.name == draft_.name]
        id = draft_.name
        if len({other.token for other in alike}) > 1:
            label = _label(draft_, alike)
            id = f"{draft_.name}[{label}]" if label else draft_.name
        found.append((id, draft_ if id == draft_.name else told_apart(draft_, id), span))
    return found


def _label(one: Draft, alike: Sequence[Draft]) -> str:
    mine = wiring.captures(one.function)
    for index, text in enumerate(mine):
        texts = [wiring.captures(other.function) for other in alike]
        column = [values[index] if index < len(values) else "" for values in texts]
        if text and len(set(column)) == len(column):
            return text
    return ""


def wired(
    drafts: Sequence[tuple[str, Draft, Span]], context: Sequence[Parameter], reader: Reader, notes: Notes
) -> tuple[tuple[Step, ...], tuple[Parameter, ...]]:
    """Steps with their bindings, and the parameters that nothing in the pipeline gives."""
    offered = wiring.offer([(id, one) for id, one, _ in drafts], context)
    steps: list[Step] = []
    external: dict[str, Parameter] = {}
    for id, one, added in drafts:
        found = wiring.wire(id, one, offered, reader)
        for parameter in found.external:
            external.setdefault(parameter.name, parameter)
        for asset, span in found.unbound:
            notes.add(
                "FLO206",
                f"step `{id}` declares the input `{asset}`, but has no parameter that takes it",
                span,
                severity=Severity.WARNING,
                help=f"add a parameter `{asset.rsplit('/', 1)[-1]}`, or take the input out",
            )
        condition = one.condition
        steps.append(
            Step(
                id=id,
                name=one.name,
                span=one.function.name_span,
                added=added,
                run=PythonRun(function=one.function),
                body=one.summary,
                bindings=found.bindings,
                outputs=one.ports,
                after=found.after,
                guard=wiring.guard(condition, found.bindings) if condition is not None else None,
                policy=one.policy,
                on_failure=one.on_failure,
                group=one.group,
                labels=one.labels,
                description=one.function.docstring or "",
            )
        )
    return tuple(steps), tuple(external.values())


def results(steps: Sequence[Step]) -> tuple[Result, ...]:
    """The pipeline's results: the outputs that no other step reads, if they are declared."""
    read_ = {
        (source.step, source.name)
        for step in steps
        for binding in step.bindings
        if isinstance(source := binding.source, plan.FromOutput)
    }
    return tuple(
        Result(name=port.name, source=plan.FromOutput(step=step.id, name=port.name), span=port.span)
        for step in steps
        for port in step.outputs
        if port.declared and (step.id, port.name) not in read_
    )
