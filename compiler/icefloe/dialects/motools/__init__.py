"""The dialect of motools: steps that make and take atoms, joined by the names of the atoms."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from icefloe.dialect import Dialect, Reader, Reading, Word
from icefloe.dialects.motools.step import Draft, draft, section
from icefloe.dialects.motools.words import RUN, STEPS, WORKFLOW, Code, atom, word
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Binding, Graph, Missing, Step
from icefloe.reach import around, effects, records, text, traces, variable, why
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Function, Instance, Items, Record, Reference, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json


def read(trace: Trace, reader: Reader) -> Reading:
    """The workflows of one file."""
    found = traces(trace, reader, ("motools", "mozoo"))
    calls = records(effects(found), trace.path)
    functions = [function for one in found for function in one.functions]
    code = Code(reader=reader)
    graphs = [_graph(code, record, calls, trace, functions) for record in calls if word(record) == WORKFLOW]
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(graphs=tuple(graphs), findings=(*extra, *code.findings, *_foreign(code, calls)))


def _graph(code: Code, record: Record, calls: tuple[Record, ...], trace: Trace, functions: list[Function]) -> Graph:
    """The graph of one workflow."""
    code.holes.clear()
    code.refuse(record)
    function = around(record.span, functions)
    owner = function.qualname if function is not None else variable(record.token, trace)
    name = code.text(record, "name", "the name of the workflow") or owner
    configured, sections = _config(code, record, calls)
    drafts = tuple(_drafts(code, record, sections, configured))
    given = {one: (type_name, place) for one, type_name, _, place in code.atoms(record, "input_atom_types")}
    return Graph(
        name=name,
        dialect="motools",
        span=record.span,
        entry=f"{trace.module}:{owner}",
        steps=tuple(_step(code, drafts, position, given) for position in range(len(drafts))),
        holes=tuple(dict.fromkeys(code.holes)),
        header=plan.Plan(name=name, dialect="motools", cache=True),
    )


def _drafts(code: Code, record: Record, sections: dict[str, Json], configured: bool) -> Iterator[Draft]:
    """The steps of a workflow, not yet joined."""
    steps = code.value(record, "steps")
    if not isinstance(steps, Items):
        code.hole("the list of steps", why(steps), record.span if steps is None else steps.span)
        return
    for value in steps.items:
        found = draft(code, value, sections, configured)
        if found is not None:
            yield found


def _config(code: Code, record: Record, calls: tuple[Record, ...]) -> tuple[bool, dict[str, Json]]:
    """The configuration that a `run_workflow` of this workflow gives, by step, if it is one that can be read."""
    for call in calls:
        if word(call) != RUN or not _same(code.value(call, "workflow"), record):
            continue
        config = code.value(call, "config")
        entries: tuple[tuple[str, Value], ...]
        match config:
            case Instance():
                entries = config.attributes
            case Table():
                entries = tuple((text(key) or "", value) for key, value in config.entries)
            case _:
                continue
        return True, {name: section(code, value, name) for name, value in entries}
    return False, {}


def _same(value: Value | None, record: Record) -> bool:
    return isinstance(value, Record) and value.token == record.token


def _step(code: Code, drafts: tuple[Draft, ...], position: int, given: dict[str, tuple[str, Span]]) -> Step:
    """A step, with its atoms joined to those that make them."""
    one = drafts[position]
    return Step(
        id=one.name,
        name=one.name,
        span=one.span,
        added=one.added,
        run=one.run,
        body=one.body,
        bindings=tuple(_bindings(code, drafts, position, given)),
        outputs=one.ports,
        description=(one.body.function.docstring or "").strip(),
    )


def _bindings(
    code: Code, drafts: tuple[Draft, ...], position: int, given: dict[str, tuple[str, Span]]
) -> Iterator[Binding]:
    """Where the atoms of a step come from: an earlier step (the nearest), the run, or else a later step."""
    one = drafts[position]
    for name, type_name, left, right in one.inputs:
        base = Binding(
            parameter=name,
            source=Missing(asset=name, declared=True),
            type=atom(type_name),
            span=right,
            asset_span=left,
            joined="declaration",
        )
        order = [*reversed(drafts[:position]), *drafts[position:]]
        makers = [(maker, port) for maker in order for port in maker.ports if port.name == name]
        early = [pair for pair in makers if pair[0] in drafts[:position]]
        if early or (makers and name not in given):
            maker, port = (early or makers)[0]
            source = plan.FromOutput(step=maker.name, name=name)
            yield replace(base, source=source, source_span=port.span)
        elif name in given:
            gives, place = given[name]
            if gives != type_name:
                code.findings.append(_unlike(one.name, name, type_name, gives, right, place))
            yield replace(base, source=plan.FromAtom(name=name, type=type_name), source_span=place)
        else:
            yield base


def _unlike(step: str, name: str, takes: str, gives: str, span: Span, place: Span) -> Finding:
    """A finding about an input of the workflow that has another type than the step that takes it."""
    return Finding(
        code="FLO143",
        message=f"step `{step}` takes `{name}` as `{takes}`, but the workflow is given a `{gives}`",
        span=span,
        label=f"takes `{takes}`",
        related=(Note(message=f"is given `{gives}`", span=place),),
        help="correct the one that is wrong",
    )


def _foreign(code: Code, calls: tuple[Record, ...]) -> Iterator[Finding]:
    """Runs of workflows that are not part of the project."""
    for call in calls:
        if word(call) != RUN:
            continue
        workflow = code.value(call, "workflow")
        if isinstance(workflow, Reference):
            message = f"workflow `{workflow.path}` is not part of the project: its steps are not read"
        elif isinstance(workflow, Record) and word(workflow) == WORKFLOW:
            continue
        else:
            message = f"which workflow is run here cannot be known: {why(workflow)}"
        yield Finding(
            code="FLO145",
            message=message,
            span=call.span if workflow is None else workflow.span,
            severity=Severity.WARNING,
            label="not read",
            help="compile the project that defines the workflow, or define it here",
        )


DIALECT = Dialect(
    name="motools",
    packages=("motools", "mozoo"),
    words=MappingProxyType({f"motools.workflow.{name}": Word() for name in (WORKFLOW, RUN, *STEPS)}),
    read=read,
)
