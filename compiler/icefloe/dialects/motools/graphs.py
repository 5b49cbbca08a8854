"""The graph of one workflow, with what the places that run it give."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.builder.notes import Notes
from icefloe.constants import literal_of
from icefloe.dialect import Reader
from icefloe.dialects.motools.choices import chosen
from icefloe.dialects.motools.code import AtomType, Code
from icefloe.dialects.motools.config import Stage, sections, swept
from icefloe.dialects.motools.configured import Asked, Configured, configured
from icefloe.dialects.motools.draft import Draft, draft, of_written
from icefloe.dialects.motools.flows import Flow
from icefloe.dialects.motools.runs import Run, check_run, hints, parallel
from icefloe.dialects.motools.secrets import secrets
from icefloe.dialects.motools.shipped import WITHOUT_TASK
from icefloe.dialects.motools.stages import Names
from icefloe.dialects.motools.sweeps import sweep
from icefloe.dialects.motools.wiring import Wiring, steps
from icefloe.dialects.motools.written import of_shipped
from icefloe.findings import Finding, Severity
from icefloe.graph import Binding, Graph, Step
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Class, Items, Known, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

# The steps of motools have an order: an output may take the place of an earlier one, which is said here.
TOLD = frozenset({"FLO202"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One graph that was read, and the findings that are of it alone."""

    graph: Graph
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a graph belongs: its span, its entry, and the token that names it."""

    span: Span
    entry: str
    title: str
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One workflow, read: its steps before they are configured."""

    code: Code
    flow: Flow
    name: str
    drafts: tuple[Draft, ...]
    given: tuple[AtomType, ...]
    place: Place

    def asked(self) -> Asked:
        """What its configuration is read for."""
        bodies = {one.name: one.summary.function for one in self.drafts if one.summary is not None}
        stages = tuple(
            Stage(name=one.name, span=one.span, of=one.config, function=bodies.get(one.name)) for one in self.drafts
        )
        code = self.code
        return Asked(
            reader=code.reader, workflow=self.flow.config, steps=stages, effects=code.effects, span=self.place.span
        )

    @property
    def told(self) -> frozenset[str]:
        """The rules whose matter is said here: where two steps have one name, each seems to wait for itself."""
        names = [one.name for one in self.drafts]
        return TOLD if len(set(names)) == len(names) else TOLD | {"FLO102"}

    def joined(self, found: Configured, bindings: Mapping[str, Binding]) -> tuple[Step, ...]:
        """Its steps, joined and configured."""
        wiring = Wiring(code=self.code, drafts=self.drafts, given=self.given, table=self.flow.atoms)
        return steps(wiring, bindings, secrets(self.drafts, found))


def whole(reader: Reader, effects: tuple[Effect, ...], flow: Flow, place: Place) -> Whole:
    """Read the parts of a workflow."""
    notes = Notes(dialect="motools", version=reader.version("motools"))
    code = Code(reader=reader, effects=effects, notes=notes)
    if flow.record is not None:
        code.refuse(flow.record)
        code.complete(flow.record)
    name = code.words(flow.name, flow.span, "the name of the workflow") or place.title
    given = code.atoms(flow.atoms, "`input_atom_types`")
    return Whole(code=code, flow=flow, name=name, drafts=_drafts(code, flow), given=given, place=place)


def _drafts(code: Code, flow: Flow) -> tuple[Draft, ...]:
    """The steps of a workflow, not yet joined."""
    if flow.shipped is not None:
        shipped = [of_written(code, of_shipped(step, flow.span)) for step in flow.shipped.steps]
        return tuple(one for one in shipped if one is not None)
    found = chosen(flow.steps, lambda owner, name: _section(code, flow, owner, name))
    if not isinstance(found, Items):
        code.hole("the list of steps", found, flow.span if found is None else found.span)
        return ()
    return tuple(one for one in (draft(code, value) for value in found.items) if one is not None)


def _section(code: Code, flow: Flow, owner: Value, name: str) -> Value | None:
    """One section of a configuration; None where it is not known, `Known(None)` where it is not given."""
    fields = [field.name for field in flow.config.fields] if isinstance(flow.config, Class) else []
    stages = tuple(Stage(name=one, span=flow.span) for one in dict.fromkeys((name, *fields)))
    found = sections(code.reader, workflow=flow.config, steps=stages, given=owner, span=flow.span, effects=code.effects)
    return found.values.get(name, Known(value=None, span=flow.span) if found.values else None)


def graph(one: Whole, found: Sequence[Run]) -> Read:
    """The graph of a workflow and of the calls of `run_workflow` that run it."""
    code = one.code
    config = configured(one.asked(), found)
    made = one.joined(config, config.bindings)
    names = Names(steps=made, whole=not code.notes.holes)
    for run in found:
        check_run(code, run, one.given, names)
    if one.flow.shipped is not None:
        _not_read(code, one)
    header = plan.Plan(
        name=one.name,
        dialect="motools",
        cache=not (found and all(code.flag(run.record, "no_cache") for run in found)),
        parameter_sets=config.sets,
        hints=hints(code, tuple(found)),
        files=config.files,
    )
    return _read(one, made, config, header)


def _read(one: Whole, made: tuple[Step, ...], config: Configured, header: plan.Plan) -> Read:
    notes = one.code.notes
    read = Graph(
        name=one.name,
        dialect="motools",
        span=one.place.span,
        entry=one.place.entry,
        steps=made,
        parameters=config.parameters,
        holes=tuple(dict.fromkeys((*notes.holes, *config.holes))),
        token=one.place.token,
        header=header,
        files=config.files,
        told=one.told,
    )
    return Read(graph=read, findings=(*notes.all(), *config.findings))


def _not_read(code: Code, one: Whole) -> None:
    """Say that the steps of a workflow that motools ships are a table of the dialect, and their code is not read."""
    shipped = one.flow.shipped
    if shipped is not None:
        code.found(
            "FLO145",
            f"workflow `{shipped.name}` is not part of the project: its steps are those of {shipped.source}, and their "
            "code is not read",
            one.flow.span,
            severity=Severity.WARNING,
            label="not read",
            help="a run needs motools itself, in a version that has these steps",
        )
    if shipped == WITHOUT_TASK:
        code.found(
            "FLO273",
            "this configuration has no section `prepare_task`: the workflow is read as the zoo had it, without",
            one.flow.span,
            severity=Severity.NOTE,
            help='for `motools.workflows`, which has it, add the section: `prepare_task={"task_loader": …}`',
        )


def sweep_graph(one: Whole, run: Run) -> Read:
    """The pipeline of one `run_sweep`: one step that runs the workflow for each point of the grid."""
    code = one.code
    asked = one.asked()
    found = asked.sections(run.config, run.record.span)
    grid = swept(found, run.grid, run.record.span)
    config = Configured(
        values=found.complete,
        parameters=found.parameters,
        findings=(*found.findings, *grid.findings),
        holes=(*found.holes, *grid.holes),
        files=found.files,
    )
    inner = one.joined(config, found.bindings)
    check_run(code, run, one.given, Names(steps=inner))
    if one.flow.shipped is not None:
        _not_read(code, one)
    body = Graph(
        name=one.name,
        dialect="motools",
        span=one.place.span,
        steps=inner,
        holes=tuple(dict.fromkeys(code.notes.holes)),
        told=one.told,
    )
    over = None if grid.points is None else [literal_of(point.config) for point in grid.points]
    if over is None and not grid.holes and not grid.findings:
        code.hole("the grid of the sweep", run.grid, run.record.span)
    made = sweep(body, over or [], parallel(run), run.record.span)
    header = plan.Plan(name=one.name, dialect="motools", cache=True, hints=hints(code, (run,)), files=config.files)
    return _read(replace(one, name=f"{one.name}-sweep"), (made,), replace(config, parameters=()), header)
