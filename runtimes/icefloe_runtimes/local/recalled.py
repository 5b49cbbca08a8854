"""A run as its journal tells it: one that is under way, or whose runner has died."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from icefloe_runtimes.local.journal import NAME, Record, Records
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.recorded import digests_of, step_of, texts
from icefloe_runtimes.local.results import Results, RunResult, State, StepResult
from icefloe_runtimes.step.inside import part_home
from icefloe_runtimes.step.names import folder as folder_of
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Plan

_NOBODY = Record(kind="run started", at=0.0, fields={})


def result(records: Records, plan: Plan, folder: Path) -> RunResult:
    """Give what is known of the run: a step that was under way when the runner died was interrupted."""
    under_way = _under_way(records, folder)
    until = _until(records, folder, under_way.values())
    said = next(records.of("run started"), _NOBODY).fields
    end = next(records.of("run ended"), None)
    root = (folder / str(said.get("root", "."))).resolve()
    return RunResult(
        run_id=folder.name,
        pipeline_name=plan.name,
        state=_state(records, end),
        folder=folder,
        outputs=Outputs(plan, folder, root, texts(said.get("parameters"))),
        step_results=Results("step", _steps(records, under_way, until)),
        parameters=texts(said.get("parameters")),
        plan_path=str(said.get("plan_path", "")),
        duration_seconds=until,
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


def _under_way(records: Records, folder: Path) -> dict[str, Path]:
    """Where the steps print that have begun and not ended, by their paths."""
    found: dict[str, Path] = {}
    for one in records.records:
        name = str(one.fields.get("step", ""))
        if one.kind == "step started":
            around = folder
            for outer, part in cast("list[list[str]]", one.fields.get("inside", [])):
                around = part_home(around, outer, part)
            found[name] = around / f"{folder_of(str(one.fields.get('id', name)))}.log"
        elif one.kind == "step finished":
            found.pop(name, None)
    return found


def _until(records: Records, folder: Path, logs: Iterable[Path]) -> float:
    """How many seconds after its begin the run has ended, or what is known of it: now, or the last word in a log."""
    last = records.records[-1].at if records.records else 0.0
    try:
        # The last record was written when the file was changed last.
        began = (folder / NAME).stat().st_mtime - last
        seen = [time.time()] if records.held else [path.stat().st_mtime for path in logs if path.is_file()]
    except OSError:
        return last
    return max([last, *(round(one - began, 6) for one in seen)])


def _steps(records: Records, under_way: Mapping[str, Path], until: float) -> Mapping[str, StepResult]:
    """How the steps went, in the plan's order; those that run now are among them."""
    found: dict[str, tuple[list[int], StepResult]] = {}
    for one in records.records:
        name, order = str(one.fields.get("step", "")), cast("list[int]", one.fields.get("order", []))
        if one.kind == "step started":
            log = under_way.get(name)
            step = StepResult(
                name=name,
                status="running" if records.held else "interrupted",
                duration_seconds=max(0.0, until - one.at),
                reason="" if records.held else "the runner died",
                log_path=str(log) if log is not None and log.is_file() else "",
                inside=str(one.fields.get("around", "")),
            )
            found[name] = (order, step)
        elif one.kind == "step finished":
            found[name] = (order, step_of(cast("dict[str, Json]", one.fields.get("result"))))
    return {name: step for name, (_, step) in sorted(found.items(), key=lambda item: item[1][0])}
