"""One step of a workflow before it is joined to the others."""

from icefloe.dialects.motools.code import AtomType, Code
from icefloe.dialects.motools.made import body
from icefloe.dialects.motools.ports import ports
from icefloe.dialects.motools.reads import environment, undeclared
from icefloe.dialects.motools.work import Work, work
from icefloe.dialects.motools.written import Written, written
from icefloe.findings import Severity
from icefloe.fixes import Fix, MakeAsync
from icefloe.graph import Port
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.values import Function, Reference, Value
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A step that is read, and not joined yet. `optional` are atoms that it takes where something makes them."""

    name: str
    span: Span
    added: Span
    work: Work
    summary: Summary | None
    inputs: tuple[AtomType, ...]
    optional: tuple[AtomType, ...]
    ports: tuple[Port, ...]
    config: Value | None
    secrets: tuple[str, ...]


def draft(code: Code, value: Value) -> Draft | None:
    """Read one element of `steps`; None, and a finding or a hole, if what it runs is not known."""
    found = written(code, value)
    return None if found is None else of_written(code, found)


def of_written(code: Code, step: Written) -> Draft | None:
    """The step that is written at one place."""
    name = code.words(step.name, step.span, "the name of a step")
    if name is None:
        return None
    inputs = _inputs(code, step, name)
    done = _shipped(step) or work(code, step, name)
    if done is None:
        return None
    function = done.function
    summary = code.reader.summary(function) if isinstance(function, Function) else None
    made = body(code, done)
    undeclared(code, name, done, made, inputs)
    if isinstance(function, Reference):
        _outside(code, step, name, function)
    elif not function.is_async:
        fix = Fix(message="make it `async`", changes=(MakeAsync(span=function.name_span),))
        code.notes.original("FLO580", function.name_span, step=name, fix=fix)
    if step.is_of_the_page:
        code.notes.original("FLO584", step.span)
    return Draft(
        name=name,
        span=step.span if step.name is None else step.name.span,
        added=step.span,
        work=done,
        summary=summary,
        inputs=inputs,
        optional=_shipped_atoms(step, step.shipped.optional) if step.shipped is not None else (),
        ports=ports(code, step, name, done, made, summary),
        config=step.config,
        secrets=environment(made),
    )


def _inputs(code: Code, step: Written, name: str) -> tuple[AtomType, ...]:
    if step.shipped is not None and step.inputs is None:
        return _shipped_atoms(step, step.shipped.inputs)
    return code.atoms(step.inputs, f"the inputs of step `{name}`")


def _shipped_atoms(step: Written, atoms: tuple[tuple[str, str], ...]) -> tuple[AtomType, ...]:
    return tuple(AtomType(name=one, type=kind, span=step.span, type_span=step.span) for one, kind in atoms)


def _shipped(step: Written) -> Work | None:
    """What a step that motools ships runs, with the names of atoms that its workflow fixes."""
    if step.shipped is None or not isinstance(step.code, Reference):
        return None
    bound: dict[str, Json] = dict(step.shipped.bound)
    return Work(function=step.code, bound=bound)


def _outside(code: Code, step: Written, name: str, function: Reference) -> None:
    """Say that the code of a step is not read; a workflow that motools ships says so once for all its steps."""
    if step.shipped is None:
        code.found(
            "FLO145",
            f"`{function.path}`, which step `{name}` runs, is not part of the project: its code is not read",
            step.code_span,
            severity=Severity.WARNING,
            label="not read",
            help="a run needs the package that it comes from",
        )
