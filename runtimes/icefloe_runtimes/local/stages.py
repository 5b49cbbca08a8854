"""Running some steps of a plan, with what the others have left in an earlier run."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.edges import leaves
from icefloe_runtimes.local import record
from icefloe_runtimes.local.differing import Given, differences
from icefloe_runtimes.local.results import RunResult, StepResult
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.manifest import MANIFEST
from icefloe_runtimes.step.names import folder, meant
from icefloe_schema.plan import FromOutput, FromRan, Plan

_TAKEN = "taken from run "


def left_out(
    plan: Plan, stages: str, workspace: Path, given: Given
) -> tuple[RunResult | None, Mapping[str, StepResult]]:
    """Give the steps that are not to be run, and the earlier run that has the outputs which are needed of them.

    It is the last one whose parameters are those of this run for all that has made these outputs. Raises `UsageError`
    for names that the plan does not have, and where no run has what is needed.
    """
    if not stages:
        return None, {}
    ids = [step.id for step in plan.steps]
    chosen = selected(stages, ids)
    others = [name for name in ids if name not in chosen]
    reason = f"not among the stages {stages}"
    results = {name: StepResult(name=name, status="skipped", reason=reason) for name in others}
    looked_at = [value for step in plan.steps if step.id in chosen for value in leaves(step)]
    sources = [value.step for value in looked_at if isinstance(value, FromOutput | FromRan)]
    needed = [name for name in dict.fromkeys(sources) if name in others]
    if not needed:
        return None, results
    earlier = _found(plan, workspace, given, needed)
    return earlier, {name: _taken(earlier, result) if name in needed else result for name, result in results.items()}


def hinted_stages(plan: Plan) -> str:
    """Give the steps that the program itself wants to run, empty for all."""
    found = plan.obeyed.get("stages")
    return ",".join(str(name) for name in found) if isinstance(found, list | tuple) else ""


def selected(stages: str, ids: list[str]) -> list[str]:
    """Give the steps that `a,b` or `a:b` names; either end of a range may be left out."""
    if "," not in stages and ":" in stages and stages not in ids:
        first, _, last = (part.strip() for part in stages.partition(":"))
        start, end = _number(first or ids[0], ids), _number(last or ids[-1], ids)
        if start > end:
            raise UsageError(f"--stages {stages}: step {first!r} stands after step {last!r}")
        return ids[start : end + 1]
    return [ids[_number(part.strip(), ids)] for part in stages.split(",")]


def brought(earlier: tuple[RunResult | None, Mapping[str, StepResult]], target: Path) -> Mapping[str, StepResult]:
    """Copy what steps have left in an earlier run to this one; give what became of all that are not run."""
    run, results = earlier
    found: dict[str, StepResult] = {}
    for name, result in results.items():
        found[name] = result
        if run is not None and result.reason.startswith(_TAKEN):
            shutil.copytree(run.folder / folder(name), target / folder(name))
            found[name] = replace(result, artifact_uri=(target / folder(name)).as_uri())
    return found


def _number(name: str, ids: list[str]) -> int:
    if name not in ids:
        raise UsageError(f"the plan has no step {name!r}{meant(name, ids)}")
    return ids.index(name)


def _found(plan: Plan, workspace: Path, given: Given, needed: list[str]) -> RunResult:
    """The last run that has what is needed, made with the values of this one; a refusal says what stands against it."""
    against, remedy = "", ""
    for run in _earlier(plan, workspace, needed):
        found = differences(plan, given, run, needed)
        if not found:
            return run
        against = against or f" with the same parameters: in run {run.run_id}, the last one, {', '.join(found)}"
        remedy = "give the same, or "
    steps = f"step{'s' if len(needed) > 1 else ''} {', '.join(repr(name) for name in needed)}"
    what = f"no run of {plan.name!r} that succeeded has left what {steps} give{'' if len(needed) > 1 else 's'}"
    raise UsageError(f"{what}{against}: {remedy}add {'them' if len(needed) > 1 else 'it'} to the stages")


def _earlier(plan: Plan, workspace: Path, needed: list[str]) -> Iterator[RunResult]:
    """The runs of this pipeline that succeeded and have what is needed, the latest first."""
    runs = workspace / "runs"
    for found in sorted(runs.iterdir(), reverse=True) if runs.is_dir() else ():
        try:
            result = record.load_run(found)
        except UsageError:
            continue
        has_all = all((found / folder(name) / MANIFEST).is_file() for name in needed)
        if result.pipeline_name == plan.name and result.success and has_all:
            yield result


def _taken(earlier: RunResult, result: StepResult) -> StepResult:
    before = earlier.step_results[result.name]
    return replace(before, reason=f"{_TAKEN}{earlier.run_id}", cached=True, duration_seconds=0.0, log_path="")
