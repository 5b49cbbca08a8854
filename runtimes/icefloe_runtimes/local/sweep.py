"""Sweeps: a pipeline run once for each of several sets of values, and the table of what came of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step.narrow import fields, items
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import escape
from icefloe_schema.plan import (
    Binding,
    Body,
    FromExpression,
    FromItem,
    FromLiteral,
    FromParameter,
    MapRun,
    Plan,
    PlanRun,
    Step,
)
from icefloe_schema.records import dataclass

SWEEP, POINT = "sweep", "point"
_WIDEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One point of a sweep: its values, how it went, how long it took, and its figures."""

    values: Mapping[str, object]
    status: str
    duration_seconds: float
    figures: Mapping[str, str]


def swept(plan: Plan, points: Sequence[Mapping[str, object]], given: Collection[str] = ()) -> Plan:
    """The plan of a sweep: a map over the points around the plan. `given` are parameters that have a value otherwise.

    Raises `literals.EncodeError` for values that a plan cannot hold.
    """
    names = list(dict.fromkeys(name for point in points for name in point))
    steps, parameters = plan.steps, plan.parameters
    inner = Body(parameters=parameters, steps=steps, results=plan.results, name=plan.name, groups=plan.groups)
    bindings = [Binding(parameter=name, value=_of_point(name)) for name in names]
    for one in plan.parameters:
        passed = one.origin not in ("frozen", "optional") or one.name in given
        if one.name not in names and passed:
            bindings.append(Binding(parameter=one.name, value=FromParameter(name=one.name)))
    around = Step(id=plan.name, run=PlanRun(body=inner), bindings=tuple(bindings))
    over = FromLiteral(value=[literals.encode(dict(point)) for point in points])
    step = Step(id=SWEEP, run=MapRun(over=over, item=POINT, body=Body(steps=(around,), name=plan.name)))
    left = tuple(one for one in plan.parameters if one.name not in names)
    return replace(plan, parameters=left, parameter_sets=(), steps=(step,), results=(), groups=())


def addressed(name: str, closures: Mapping[str, str]) -> Mapping[str, str]:
    """The digests of the code of a pipeline's steps, by the addresses that these have in a sweep of it."""
    before = f"{SWEEP}/body/{escape(name)}/body/"
    # Modules stand beside the steps, and are called by their paths.
    return {
        address if address.startswith("module:") else f"{before}{address}": one for address, one in closures.items()
    }


def rows(plan: Plan, results: Mapping[str, StepResult]) -> tuple[Row, ...]:
    """What came of each point of the first map over literal sets that the plan has; none if it has none."""
    for step in plan.steps:
        points = _points(step)
        if points:
            return tuple(_row(step, number, point, results) for number, point in enumerate(points))
    return ()


def unknown(plan: Plan, results: Mapping[str, StepResult]) -> tuple[StepResult, ...]:
    """The steps of a sweep, and that of itself, that were taken from earlier runs: only these know what was in them."""
    sweeps = {step.id for step in plan.steps if _points(step)}
    around = {one.inside for one in results.values()}
    own = [one for one in results.values() if one.taken_from and not one.cached and one.name not in around]
    return tuple(one for one in own if one.name in sweeps or one.inside in sweeps)


def points(plan: Plan) -> Sequence[Mapping[str, object]]:
    """The points of the first map over literal sets that a plan has; none if it has none."""
    return next((found for step in plan.steps if (found := _points(step))), ())


def told(point: Mapping[str, object], names: Sequence[str]) -> tuple[str, ...]:
    """The cells of a point for the columns of its values."""
    own = _flat(point)
    return tuple(_cell(own.get(name)) for name in names)


def columns(found: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the values that differ between the points, and of all their figures."""
    flat = [_flat(row.values) for row in found]
    names = list(dict.fromkeys(name for one in flat for name in one))
    differing = [name for name in names if len({repr(one.get(name)) for one in flat}) > 1]
    return tuple(differing), tuple(dict.fromkeys(name for row in found for name in row.figures))


def cells(found: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The table of a sweep: a row of headings, then one for each point."""
    values, figures = columns(found)
    yield (*values, *figures, "state", "took")
    for row in found:
        yield (
            *told(row.values, values),
            *(row.figures.get(name, "") for name in figures),
            row.status,
            seconds(row.duration_seconds),
        )


def _of_point(name: str) -> FromExpression:
    return FromExpression(op="index", operands=(FromItem(name=POINT), FromLiteral(value=literals.encode(name))))


def _points(step: Step) -> list[Mapping[str, object]]:
    if not isinstance(step.run, MapRun) or not isinstance(step.run.over, FromLiteral):
        return []
    decoded = [literals.decode(one) for one in cast(Sequence[Json], items(step.run.over.value) or ())]
    return [fields(one) for one in decoded] if all(isinstance(one, Mapping) for one in decoded) else []


def _row(step: Step, number: int, point: Mapping[str, object], results: Mapping[str, StepResult]) -> Row:
    before = f"{step.id}/{number}/"
    own = [one for name, one in results.items() if name.startswith(before)]
    # Of a nested plan the steps in it tell more than the step around them.
    around = {one.inside for one in own}
    wrong = [one for one in own if one.status not in ("succeeded", "skipped")]
    worst = next((one for one in wrong if one.error and one.name not in around), wrong[0] if wrong else None)
    status = "succeeded" if own else "not run"
    if worst is not None:
        status = f"{worst.status}: {worst.error.brief}" if worst.error else worst.status
    return Row(
        values=point,
        status=status,
        duration_seconds=sum(one.duration_seconds for one in own if one.inside == step.id),
        figures={name: text for one in _telling(step, before, own) for name, text in one.shows.items()},
    )


def _telling(step: Step, before: str, own: Sequence[StepResult]) -> Iterator[StepResult]:
    """The results of a point that have the figures which a run of it would have: none of elements or of rounds."""
    body = step.run.body.steps if isinstance(step.run, MapRun) else ()
    nested = {f"{before}{one.id}" for one in body if isinstance(one.run, PlanRun)}
    yield from (one for one in own if one.inside == step.id or one.inside in nested)


def _flat(value: Mapping[str, object], head: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, one in value.items():
        at = f"{head}{name}"
        inner = fields(one)
        found |= _flat(inner, f"{at}.") if inner else {at: one}
    return found


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
