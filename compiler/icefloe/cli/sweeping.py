"""`run --sweep`: the points of a sweep out of what a call says, and the table of what came of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, cast

from icefloe.cli.talk import Refusal, misused

if TYPE_CHECKING:
    from icefloe_runtimes.local.request import Request
    from icefloe_runtimes.local.results import RunResult
    from icefloe_runtimes.local.stepresult import StepResult
    from icefloe_schema.plan import Plan

#: Nobody reads a table of more rows, and a plan holds every point.
_MOST, _SHOWN = 10_000, 200


def swept(plan: "Plan", said: tuple[str, ...], given: Mapping[str, object]) -> "tuple[Plan, dict[str, object]]":
    """Give the plan of the sweep that a call asks for (every combination of the values, or one run a set), and the
    values that are left for its parameters."""
    from icefloe_runtimes.local import sweep
    from icefloe_schema.literals import EncodeError

    axes = [_axis(plan, one) for one in said]
    count = 1
    for axis in axes:
        count *= len(axis)
    if count > _MOST:
        raise Refusal(f"--sweep: {count:,} combinations are more than the {_MOST:,} that one run may have")
    points: list[dict[str, object]] = []
    for combination in product(*axes):
        point: dict[str, object] = {}
        for change in combination:
            for path, value in change:
                _put(plan, point, path, value, given)
        points.append(point)
    points = [_whole(plan, point, given, points) for point in points]
    try:
        made = sweep.swept(plan, points, list(given))
    except EncodeError as error:
        raise Refusal(f"--sweep: {error}") from error
    taken = {name for point in points for name in point}
    return made, {name: value for name, value in given.items() if name not in taken}


def table(plan: "Plan", result: "RunResult") -> Iterator[str]:
    """Give the lines of the table of a sweep, none for a run that is no sweep."""
    from icefloe_runtimes.local import summary, sweep

    found = sweep.rows(plan, results_of(plan, result))
    if not found:
        return
    yield ""
    yield from summary.table(list(sweep.cells(found))[: _SHOWN + 1])
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN:,} more rows, which --report-json has"


def plan_of(run: "RunResult") -> "Plan | None":
    """Give the plan that the folder of a run keeps; `None` where it cannot be read."""
    from icefloe_runtimes.local.record import PLAN
    from icefloe_schema import codec
    from icefloe_schema.errors import SchemaError

    try:
        return codec.loads((run.folder / PLAN).read_text("utf-8"))
    except (OSError, SchemaError):
        return None


def data(plan: "Plan", result: "RunResult") -> dict[str, object]:
    """Give a run as plain data; that of a sweep has what came of its points, too."""
    from icefloe_runtimes.local import sweep

    said = result.to_dict()
    found = sweep.rows(plan, results_of(plan, result))
    if found:
        said["sweep"] = [
            {
                "values": {name: _plain(value) for name, value in row.values.items()},
                "figures": dict(row.figures),
                "state": row.status,
                "duration_seconds": row.duration_seconds,
            }
            for row in found
        ]
    return said


def _plain(value: object) -> object:
    from icefloe_schema import literals

    return literals.encode(value) if not isinstance(value, float) else value


def results_of(plan: "Plan", result: "RunResult") -> "Mapping[str, StepResult]":
    """Give how all steps went; of points that were taken over as a whole, how they went in the runs they are from."""
    from icefloe_runtimes.local.record import load_run
    from icefloe_runtimes.local.sweep import unknown
    from icefloe_runtimes.step.errors import UsageError

    found = dict(result.step_results)
    earlier: dict[str, Mapping[str, StepResult]] = {}
    asked: set[str] = set()
    while left := [one for one in unknown(plan, found) if one.name not in asked]:
        for one in left:
            asked.add(one.name)
            if one.taken_from not in earlier:
                try:
                    earlier[one.taken_from] = load_run(one.taken_from, workspace=result.folder.parents[1]).step_results
                except UsageError:  # it was cleared away
                    earlier[one.taken_from] = {}
            there = earlier[one.taken_from].items()
            found |= {name: inner for name, inner in there if name.startswith(f"{one.name}/")}
    return found


def dry_lines(plan: "Plan", swept_plan: "Plan", request: "Request") -> Iterator[str]:
    """Give the lines on the points of a sweep of a plan: how many steps of each would run, and which; `request` asks
    for a run of the plan itself without the values of a point."""
    from icefloe_runtimes.local import sweep
    from icefloe_runtimes.local.amounts import seconds
    from icefloe_runtimes.local.dryrun import dry_run
    from icefloe_runtimes.local.summary import table as lined

    points = sweep.points(swept_plan)
    names, _ = sweep.columns(sweep.rows(swept_plan, {}))
    rows, running, count, saved = list[tuple[str, ...]](), 0, 0, 0.0
    for point in points[:_SHOWN]:
        found = dry_run(replace(request, parameters={**request.parameters, **point}))
        steps = [one.step for one in found if one.action == "run"]
        running, count = running + len(steps), count + len(found)
        saved += sum(one.saved_seconds for one in found)
        rows.append((*sweep.told(point, names), "would run" if steps else "is cached", ", ".join(steps)))
    yield f"{plan.name}: nothing was run"
    yield from lined([(*names, "", "steps"), *rows])
    if len(points) > _SHOWN:
        yield f"  and {len(points) - _SHOWN:,} more points, which were not looked at"
    more = f"; {seconds(saved)} would be saved" if saved else ""
    yield f"{running} of {count} steps would run at {len(rows)} points{more}"


def _whole(
    plan: "Plan", point: Mapping[str, object], given: Mapping[str, object], points: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """A point with a value for every parameter that some point sets."""
    from icefloe_schema import literals

    found = dict(point)
    for one in plan.parameters:
        if one.name not in found and any(one.name in other for other in points):
            if one.name not in given and one.required:
                raise Refusal(f"--sweep: no value for {one.name!r} where {dict(point)} is run: give it with -p")
            found[one.name] = given[one.name] if one.name in given else literals.decode(one.default)
    return found


def _axis(plan: "Plan", said: str) -> list[list[tuple[str, object]]]:
    """The values along one axis, each as what it sets."""
    name, equals, text = said.partition("=")
    if not equals:
        return [_of_set(plan, one.strip()) for one in said.split(",") if one.strip()]
    if not name or not text:
        misused(f"--sweep takes NAME=V1,V2,… or SET1,SET2, not {said!r}")
    _check(plan, name)
    return [[(name, value)] for value in _several(text)]


def _of_set(plan: "Plan", name: str) -> list[tuple[str, object]]:
    from icefloe.cli.given import values_of_set

    return list(values_of_set(plan, name, "--sweep").items())


def _several(text: str) -> list[object]:
    """The values that are listed: JSON's list, or texts between commas."""
    if text.startswith("["):
        try:
            read = cast("object", json.loads(text))
        except ValueError as error:
            raise Refusal(f"--sweep: {text} is not JSON: {error}") from error
        if isinstance(read, list) and read:
            return cast("list[object]", read)
    return [one.strip() for one in text.split(",")]


def _check(plan: "Plan", name: str) -> None:
    from icefloe_runtimes.step.names import meant

    known = {one.name: one for one in plan.parameters}
    head = name if name in known else name.partition(".")[0]
    if head not in known:
        raise Refusal(f"--sweep {name}: the plan has no parameter {name!r}{meant(name, known)}")
    if known[head].origin == "frozen":
        raise Refusal(
            f"--sweep {name}: it was folded when the plan was compiled, so that each value is another plan: "
            f"run it with -D {name}=VALUE for each"
        )


def _put(plan: "Plan", point: dict[str, object], name: str, value: object, given: Mapping[str, object]) -> None:
    """Set a parameter, or one field of it, in a point."""
    from icefloe.cli.given import with_value
    from icefloe_runtimes.step.errors import UsageError

    try:
        point |= with_value(plan, {**given, **point}, name, value)
    except UsageError as error:
        raise Refusal(f"--sweep {name}: {error}") from error
