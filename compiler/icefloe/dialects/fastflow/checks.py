"""Whether the handlers of an executor read what they are given."""

from collections.abc import Iterator, Sequence

from icefloe.dialects.fastflow.drawing import Drawing
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.making import Made
from icefloe.dialects.fastflow.reads import Read
from icefloe.dialects.fastflow.said import Findings, near
from icefloe.findings import Note, Severity
from icefloe.graph import LoopRun, PythonRun, Step
from icefloe_schema import plan


def check(one: Executor, steps: Sequence[Step], drawing: Drawing | None, findings: Findings) -> None:
    """Report what a handler reads of its inputs and does not get, as the steps stand in the graph."""
    if not one.whole:
        return
    given = {step.id: _inputs(step) for step in _all(steps)}
    everything = {made.step.id for made in one.made}
    for made in one.made:
        for read in made.reads.inputs:
            # An edge that leads back and is not run is told of already; a handler may serve several steps.
            shared = any(read.key in given.get(other.step.id, ()) and _same(made, other) for other in one.made)
            fine = read.default is not None and (shared or _is_drawn(read.key, made.step.id, drawing))
            if not fine and read.key not in given.get(made.step.id, frozenset()):
                _missing(made, read, given.get(made.step.id, frozenset()), everything, findings)


def _same(one: Made, other: Made) -> bool:
    """Whether two steps have the same handler."""
    first, second = one.step.run, other.step.run
    return isinstance(first, PythonRun) and isinstance(second, PythonRun) and first.function == second.function


def _is_drawn(source: str, target: str, drawing: Drawing | None) -> bool:
    """Whether an edge leads from one step to another."""
    edges = () if drawing is None else drawing.edges
    return any(edge.source == source and edge.target == target for edge in edges)


def _all(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps, those in the bodies of loops included."""
    for step in steps:
        yield step
        if isinstance(step.run, LoopRun):
            yield from _all(step.run.body.steps)


def _inputs(step: Step) -> frozenset[str]:
    """The names of the inputs that a handler gets."""
    return frozenset(one.parameter for one in step.bindings if not isinstance(one.source, plan.FromContext))


def _missing(made: Made, read: Read, given: frozenset[str], everything: set[str], findings: Findings) -> None:
    """One key that a handler does not get."""
    name = made.step.id
    message = f"the handler of step `{name}` reads `{read.key}` of its inputs, but the step does not depend on it"
    if read.key in everything:
        help_ = f'add `depends_on=["{read.key}"]` to step `{name}`'
    else:
        help_ = near(read.key, given or everything) or "its inputs are the results of the steps that it depends on"
        message = f"the handler of step `{name}` reads `{read.key}` of its inputs, which is no step"
    fails = read.default is None
    note = Note(message=f"step `{name}`", span=made.step.added)
    findings.say(
        "FLO126",
        message,
        read.span,
        severity=Severity.ERROR if fails and read.certain else Severity.WARNING,
        related=(note,),
        label="a KeyError" if fails else "it always takes what is there in its place",
        help=help_,
    )
