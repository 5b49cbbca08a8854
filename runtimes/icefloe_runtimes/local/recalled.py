"""A run as its journal tells it: one that is under way, or whose runner has died."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from icefloe_runtimes.local.journal import Record, Records
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.recorded import digests_of, step_of, texts
from icefloe_runtimes.local.results import Results, RunResult, State, StepResult
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Plan

_NOBODY = Record(kind="run started", at=0.0, fields={})


def result(records: Records, plan: Plan, folder: Path) -> RunResult:
    """Give what is known of the run: a step that was under way when the runner died was interrupted."""
    said = next(records.of("run started"), _NOBODY).fields
    last = records.records[-1] if records.records else _NOBODY
    end = next(records.of("run ended"), None)
    root = (folder / str(said.get("root", "."))).resolve()
    return RunResult(
        run_id=folder.name,
        pipeline_name=plan.name,
        state=_state(records, end),
        folder=folder,
        outputs=Outputs(plan, folder, root, texts(said.get("parameters"))),
        step_results=Results("step", _steps(records)),
        parameters=texts(said.get("parameters")),
        plan_path=str(said.get("plan_path", "")),
        duration_seconds=last.at,
        started_at=str(said.get("started_at", "")),
        user=str(said.get("user", "")),
        labels=texts(said.get("labels")),
        digests=digests_of(said.get("digests")),
        resumed_from=str(said.get("resumed_from", "")),
        trouble=records.damage or str(end.fields.get("trouble", "") if end else ""),
    )


def _state(records: Records, end: Record | None) -> State:
    if end is not None:
        return cast(State, end.fields.get("state", "failed"))
    return "running" if records.held else "killed"


def _steps(records: Records) -> Mapping[str, StepResult]:
    """How the steps went, in the plan's order; those that run now are not among them."""
    found: dict[str, tuple[list[int], StepResult]] = {}
    for one in records.records:
        name, order = str(one.fields.get("step", "")), cast("list[int]", one.fields.get("order", []))
        if one.kind == "step started":
            reason = "" if records.held else "the runner died"
            inside = str(one.fields.get("around", ""))
            found[name] = (order, StepResult(name=name, status="interrupted", reason=reason, inside=inside))
        elif one.kind == "step finished":
            found[name] = (order, step_of(cast("dict[str, Json]", one.fields.get("result"))))
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    return {name: step for name, (_, step) in ordered if step.status != "interrupted" or step.reason}
