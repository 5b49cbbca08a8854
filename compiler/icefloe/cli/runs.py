"""`icefloe runs`: which runs there were, and what two of them differ in."""

import json
from collections.abc import Iterator
from datetime import datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli import workspaces
from icefloe.cli.talk import put, say
from icefloe.cli.workspaces import one_run, workspace_option

if TYPE_CHECKING:
    from icefloe_runtimes.local.results import RunResult
    from icefloe_schema.plan import Plan

#: So many figures of a run stand in the list.
_FIGURES = 4
#: Of a longer text two runs are compared by its beginning and its length.
_LONGEST = 80


@click.command(short_help="List the runs that there were, or compare two.")
@click.option("--pipeline", metavar="NAME", help="The runs of this pipeline alone.")
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="So many, the latest.")
@click.option("--compare", nargs=2, metavar="A B", help="Show parameters, figures and times of two runs side by side.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workspace_option
def runs(pipeline: str | None, limit: int, compare: tuple[str, str] | None, form: str, workspace: str | None) -> None:
    """List the runs of this project, the latest first: pipeline, version, when, how it went, figures."""
    if compare:
        first, second = (one_run(run, workspace) for run in compare)
        found = dict(_compared(first, second))
        put(json.dumps(found, indent=2) + "\n" if form == "json" else "".join(_sides(found)))
        return
    listed = list(_listed(workspace, pipeline, limit))
    if form == "json":
        put(json.dumps([_facts(one) for one in listed], indent=2) + "\n")
    elif listed:
        put("".join(f"{line}\n" for line in _table(listed)))
    else:
        say(f"no runs{f' of {pipeline!r}' if pipeline else ''} in {_near(workspaces.workspace(workspace))}")


def _listed(given: str | None, pipeline: str | None, limit: int) -> "Iterator[RunResult]":
    from icefloe_runtimes.local.record import load_run
    from icefloe_runtimes.step.errors import UsageError

    folder = workspaces.workspace(given) / "runs"
    left = limit
    for path in sorted(folder.iterdir(), reverse=True) if folder.is_dir() else ():
        try:
            run = load_run(path)
        except UsageError:  # it has left no record
            continue
        if pipeline is None or run.pipeline_name == pipeline:
            yield run
            left -= 1
        if not left:
            return


def _facts(run: "RunResult") -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "pipeline_name": run.pipeline_name,
        "version": _plan(run).version,
        "started_at": run.started_at,
        "state": run.state,
        "duration_seconds": run.duration_seconds,
        "saved_seconds": run.saved_seconds,
        "figures": dict(run.figures),
        "parameters": dict(run.parameters),
        "user": run.user,
        "labels": dict(run.labels),
        "folder": str(run.folder),
    }


def _table(listed: "list[RunResult]") -> "Iterator[str]":
    from icefloe_runtimes.local.amounts import seconds
    from icefloe_runtimes.local.summary import table

    rows = [("run", "pipeline", "started", "state", "took", "")]
    for run in listed:
        plan = _plan(run)
        version = plan.version
        name = f"{run.pipeline_name}@{version}" if version else run.pipeline_name
        took = seconds(run.duration_seconds) if run.duration_seconds else ""
        rows.append((run.run_id, name, _when(run.started_at), run.state, took, _figures(run, plan)))
    return (line[2:] for line in table(rows))


def _figures(run: "RunResult", plan: "Plan") -> str:
    from icefloe_runtimes.local.sweep import points

    if not run.figures and (found := points(plan)):
        return f"{len(found):,} points: `icefloe show {run.run_id}` has them"
    shown = [f"{name} {text}" for name, text in list(run.figures.items())[:_FIGURES]]
    return ", ".join(shown) + (", …" if len(run.figures) > _FIGURES else "")


def _when(started_at: str) -> str:
    """The time as the clock here shows it."""
    try:
        return f"{datetime.fromisoformat(started_at).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return started_at


def _plan(run: "RunResult") -> "Plan":
    from icefloe_runtimes.local.record import PLAN
    from icefloe_schema import codec

    return codec.loads((run.folder / PLAN).read_text("utf-8"))


def _compared(first: "RunResult", second: "RunResult") -> "Iterator[tuple[str, dict[str, list[str | None]]]]":
    """What two runs say of the same things, by heading and name; None where one says nothing."""
    from icefloe_runtimes.local.amounts import seconds
    from icefloe_runtimes.local.summary import row

    pair = (first, second)
    yield (
        "run",
        _beside(
            [
                {
                    "run": one.run_id,
                    "pipeline": one.pipeline_name,
                    "state": one.state,
                    "started": _when(one.started_at),
                    "took": seconds(one.duration_seconds),
                    "plan": one.digests.plan,
                }
                for one in pair
            ]
        ),
    )
    yield "parameters", _beside([_parameters(one) for one in pair])
    yield "figures", _beside([dict(one.figures) for one in pair])
    steps = [
        {
            name: " ".join(part for part in row(name, one)[1:3] if part)
            for name, one in run.step_results.items()
            if not one.inside
        }
        for run in pair
    ]
    yield "steps", _beside(steps)


def _parameters(run: "RunResult") -> dict[str, str]:
    """What the parameters of a run were, those of the plan's defaults among them."""
    from icefloe_runtimes.step.errors import UsageError
    from icefloe_runtimes.step.parameters import values

    try:
        found = values(_plan(run), run.parameters, {})
    except UsageError:
        return dict(run.parameters)
    return {name: value if isinstance(value, str) else repr(value) for name, value in found.items()}


def _beside(sides: list[dict[str, str]]) -> dict[str, list[str | None]]:
    names = dict.fromkeys(name for side in sides for name in side)
    return {name: [side.get(name) for side in sides] for name in names}


def _sides(found: dict[str, dict[str, list[str | None]]]) -> "Iterator[str]":
    from icefloe_runtimes.local.summary import table

    for heading, names in found.items():
        if not names:
            continue
        yield f"{heading}\n"
        rows = [
            ("=" if a == b else "≠", name, shortened(a), shortened(b), change(a, b)) for name, (a, b) in names.items()
        ]
        yield from (f"{line}\n" for line in table(rows))


def shortened(text: str | None) -> str:
    """A cell of the table; a long text in short, as one line."""
    from icefloe_runtimes.visible import visible

    if not text:
        return "–"
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)")


def change(first: str | None, second: str | None) -> str:
    """By how much a number has changed."""
    try:
        change = float(second or "") - float(first or "")
    except ValueError:
        return ""
    return f"{change:+.4g}" if change and not isnan(change) else ""


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
