"""`run --sweep`: the points of a sweep out of what a call says, and the table of what came of it."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, cast

import click

from icefloe.cli.talk import Refusal

if TYPE_CHECKING:
    from icefloe_runtimes.local.results import RunResult
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
    try:
        made = sweep.swept(plan, points, list(given))
    except EncodeError as error:
        raise Refusal(f"--sweep: {error}") from error
    taken = {name for point in points for name in point}
    return made, {name: value for name, value in given.items() if name not in taken}


def table(plan: "Plan", result: "RunResult") -> Iterator[str]:
    """Give the lines of the table of a sweep, none for a run that is no sweep."""
    from icefloe_runtimes.local import summary, sweep

    found = sweep.rows(plan, result.step_results)
    if not found:
        return
    yield ""
    yield from summary.table(list(sweep.cells(found))[: _SHOWN + 1])
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN:,} more rows, which --report-json has"


def _axis(plan: "Plan", said: str) -> list[list[tuple[str, object]]]:
    """The values along one axis, each as what it sets."""
    name, equals, text = said.partition("=")
    if not equals:
        return [_of_set(plan, one.strip()) for one in said.split(",") if one.strip()]
    if not name or not text:
        raise click.UsageError(f"--sweep takes NAME=V1,V2,… or SET1,SET2, not {said!r}")
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

    point |= with_value(plan, {**given, **point}, name, value)
