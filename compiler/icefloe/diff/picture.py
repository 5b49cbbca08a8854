"""Both sides of a pipeline as one plan to be drawn, and what is marked in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal, TypeAlias

from icefloe.diff.renaming import sources, translated
from icefloe.diff.runs import insides
from icefloe_schema.difference import PipelineDifference
from icefloe_schema.plan import (
    Body,
    Branch,
    Case,
    DynamicRun,
    LoopRun,
    MapRun,
    ParallelRun,
    Plan,
    PlanRun,
    Run,
    Step,
    SwitchRun,
)
from icefloe_schema.records import dataclass

Look: TypeAlias = Literal["added", "removed", "changed"]
#: Outermost steps beyond which only those that changed are drawn, with their neighbours.
MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A plan that holds the steps of both sides, and the old plan by the new names of its steps.

    `looks` says by path (`compare/left/fit`) which steps came, went or changed, and in what.
    """

    plan: Plan
    old: Plan
    looks: Mapping[str, tuple[Look, str]] = field(default_factory=dict[str, tuple[Look, str]])


def picture(old: Plan, new: Plan, difference: PipelineDifference) -> Picture:
    """What to draw of a pipeline that is on both sides."""
    names = {
        group.was: group.steps[-1] for group in difference.groups if group.was and group.was[-1] != group.steps[-1]
    }
    before = _renamed(old, names)
    steps = tuple(_merged(before.steps, new.steps))
    looks = dict(_looks(difference))
    return Picture(plan=_near(replace(new, steps=steps), looks), old=before, looks=looks)


def _looks(difference: PipelineDifference) -> Iterator[tuple[str, tuple[Look, str]]]:
    """The marks of the steps, those around a step that changed too."""
    outer: dict[str, tuple[Look, str]] = {}
    found: dict[str, tuple[Look, str]] = {}
    for group in difference.groups:
        for length in range(1, len(group.steps)):
            outer["/".join(group.steps[:length])] = ("changed", "")
        kinds = [(change.kind, change.how) for change in group.changes]
        if not group.steps:
            continue
        look: Look = "added" if ("step", "added") in kinds else "removed" if ("step", "removed") in kinds else "changed"
        words = [f"was {group.was[-1]}"] if group.was and group.was[-1] != group.steps[-1] else []
        words += [kind for kind in dict.fromkeys(kind for kind, _ in kinds) if kind != "step"]
        found["/".join(group.steps)] = (look, ", ".join(words))
    yield from (outer | found).items()


def _renamed(old: Plan, names: Mapping[tuple[str, ...], str]) -> Plan:
    """The old plan with the new names of its outermost steps."""
    own = {way[0]: name for way, name in names.items() if len(way) == 1}
    steps = tuple(replace(step, id=own.get(step.id, step.id)) for step in translated(old.steps, own))
    return replace(old, steps=steps)


def _merged(old: Sequence[Step], new: Sequence[Step]) -> Iterator[Step]:
    """The steps of the new side, then those that are only on the old one."""
    before = {step.id: step for step in old}
    for step in new:
        yield _with_bodies(before[step.id], step) if step.id in before else step
    known = {step.id for step in new}
    yield from (step for step in old if step.id not in known)


def _with_bodies(old: Step, new: Step) -> Step:
    """A step whose bodies hold the steps of both sides."""
    before = {one.key: one.body for one in insides(old)} if old.run.tag == new.run.tag else {}
    made = {
        one.key: replace(one.body, steps=tuple(_merged(before[one.key].steps, one.body.steps)))
        for one in insides(new)
        if one.key in before
    }
    return replace(new, run=_put(new.run, [made.get(one.key, one.body) for one in insides(new)])) if made else new


def _put(run: Run, bodies: Sequence[Body]) -> Run:
    """What a step runs, with other bodies in it, in the order in which it has them."""
    match run:
        case PlanRun() | MapRun() | LoopRun():
            return replace(run, body=bodies[0])
        case ParallelRun(branches=branches):
            made = zip(branches, bodies, strict=False)
            return replace(run, branches=tuple(Branch(name=one.name, body=body) for one, body in made))
        case SwitchRun(cases=cases, default=default):
            taken = tuple(Case(value=one.value, body=body) for one, body in zip(cases, bodies, strict=False))
            return replace(run, cases=taken, default=None if default is None else bodies[len(cases)])
        case DynamicRun() if run.template is not None:
            return replace(run, template=bodies[0])
        case _:
            return run


def _near(plan: Plan, looks: Mapping[str, tuple[Look, str]]) -> Plan:
    """Of a large plan the steps that changed and their neighbours."""
    if len(plan.steps) <= MOST:
        return plan
    taken = {step.id: {*step.after, *sources((*step.bindings, step.guard, step.run))} for step in plan.steps}
    marked = {path.partition("/")[0] for path in looks} & taken.keys()
    kept = marked.union(*(taken[name] for name in marked)) | {
        name for name, others in taken.items() if not others.isdisjoint(marked)
    }
    return replace(plan, steps=tuple(step for step in plan.steps if step.id in kept))
