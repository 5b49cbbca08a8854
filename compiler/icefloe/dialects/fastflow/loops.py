"""Feedback: the steps between the two ends of an edge that leads back are repeated, as often as it says at most."""

from collections.abc import Mapping, Sequence

from icefloe.dialects.fastflow.asking import asked, negated, told
from icefloe.dialects.fastflow.branches import Branches
from icefloe.dialects.fastflow.conditions import Condition, Conditions
from icefloe.dialects.fastflow.drawing import Drawing, Edge
from icefloe.dialects.fastflow.nesting import Loop as Loop
from icefloe.dialects.fastflow.nesting import nest
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import reaches
from icefloe.findings import Note, Severity
from icefloe.graph import Step
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_BOUND = "max_iterations"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """An edge that leads back, between the steps of an executor, with its bound."""

    edge: Edge
    members: frozenset[str]
    maximum: int


def loops(
    back: Sequence[Edge],
    steps: Sequence[Step],
    needed: Mapping[str, set[str]],
    whole: Conditions,
    decided: Branches,
    drawn: Drawing,
    findings: Findings,
) -> tuple[Loop, ...]:
    """The loops of a drawing, the innermost first; what cannot be one is a finding."""
    bounded: list[_Back] = []
    for edge in back:
        maximum = _bound(edge, steps, drawn, findings)
        if maximum is not None:
            members = frozenset(
                name for name in needed if reaches(needed, name, edge.target) and reaches(needed, edge.source, name)
            )
            bounded.append(_Back(edge=edge, members=members, maximum=maximum))
    found: list[Loop] = []
    for one in sorted(bounded, key=lambda one: len(one.members)):
        if not _apart(one, found, findings):
            continue
        edge = one.edge
        inner = whole.inside(whole.steps[edge.source], whole.steps[edge.target])
        test = told(whole.through(inner, decided.way(edge)), whole, decided.tests)
        if test is None:
            message = f"nothing says when the loop {edge.title} ends: it always takes all of its {one.maximum} rounds"
            help_ = f"draw it as one of several ways out of `{edge.source}`, and let the handler name the way"
            findings.say("FLO129", message, edge.span, help=help_)
        until = plan.FromLiteral(value=False) if test is None else negated(test)
        found.append(
            Loop(
                source=edge.source, target=edge.target, span=edge.span, members=one.members, maximum=one.maximum,
                until=until, display={"source": edge.source, **edge.display},
            )
        )  # fmt: skip
    return tuple(found)


def _bound(edge: Edge, steps: Sequence[Step], drawn: Drawing, findings: Findings) -> int | None:
    """How many rounds a loop takes at most; None, with a finding, if it is only drawn."""
    known = {step.id for step in steps}
    missing = [name for name in dict.fromkeys((edge.source, edge.target)) if name not in known]
    ends = [drawn.node(edge.source), drawn.node(edge.target)]
    bounds = [edge.bound, *(node.bound for node in ends if node is not None)]
    maximum = next((bound for bound in bounds if bound is not None), None)
    if not steps:
        message = f"the edge {edge.title} leads back: it is drawn, and not run"
        findings.say("FLO117", message, edge.span, help="loops of a drawing that nothing executes are pictures only")
    elif missing:
        message = f"the edge {edge.title} leads back, but no step runs `{missing[0]}`: it is drawn, and not run"
        findings.say("FLO117", message, edge.span, help=f"add an `ExecutionStep` for `{missing[0]}`, and a bound")
    elif maximum is None:
        message = f"the edge {edge.title} leads back, and nothing bounds the loop: it is drawn, and not run"
        findings.say("FLO117", message, edge.span, help=f'say how often at most: `data={{"{_BOUND}": 5}}`')
    return None if missing else maximum


def _apart(one: _Back, found: Sequence[Loop], findings: Findings) -> bool:
    """Whether a loop holds, or is apart from, each of those before it."""
    for other in found:
        if not one.members & other.members:
            continue
        if other.members < one.members and other.target != one.edge.target:
            continue
        message = f"the loops {one.edge.title} and `{other.source}` → `{other.target}` overlap: this one is not run"
        note = Note(message="the other loop", span=other.span)
        help_ = "let one of them be wholly inside the other, with a beginning of its own"
        findings.say("FLO253", message, one.edge.span, severity=Severity.ERROR, related=(note,), help=help_)
        return False
    return True


def given(name: str, found: Sequence[Loop], whole: Conditions) -> Condition:
    """What is still to be asked before a step runs, inside the innermost loop that it is in."""
    loop = next((one for one in found if name in one.members), None)
    return whole.steps[name] if loop is None else whole.inside(whole.steps[name], whole.steps[loop.target])


def nested(steps: tuple[Step, ...], found: Sequence[Loop], whole: Conditions, decided: Branches) -> tuple[Step, ...]:
    """The steps with those of each loop as the body of one step."""
    for position, loop in enumerate(found):
        around = next((one for one in found[position + 1 :] if loop.members < one.members), None)
        condition = whole.steps[loop.target]
        if around is not None:
            condition = whole.inside(condition, whole.steps[around.target])
        steps = nest(steps, loop, asked(condition, whole, decided.tests))
    return steps
