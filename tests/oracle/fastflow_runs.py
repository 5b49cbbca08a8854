"""A run of the original beside a run of icefloe's plan on this machine: how each step ended, and what it gave."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fastflow_wiring import Wiring, above, words
from original_asked import Told, told_dict, told_list
from runnable_telling import plain

from icefloe.api import Compiled
from icefloe_runtimes import local
from icefloe_schema.plan import LoopRun, Plan

if TYPE_CHECKING:
    from fastflow_check import Count

ENDS = {"succeeded": "success", "failed": "error"}


def run_differences(told: Told, wiring: Wiring, compiled: Compiled, count: "Count") -> Iterator[str]:
    """How a run of the plan differs from the original's run of its executor."""
    made = next((one.plan for one in compiled.plans if one.plan.name == wiring.name), None)
    if made is None or any(isinstance(step.run, LoopRun) for step in made.steps):
        return
    real = told_dict(told.get("real"))
    if real.get("raised"):
        yield f"run: theirs raised {real['raised']}"
        return
    count.runs += 1
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = local.run(made, root=compiled.root, workspace=Path(folder))
        except local.UsageError as error:
            yield f"run: ours refused: {error}"
            return
        yield from _steps(real, wiring, made, result, count)


def _steps(real: Told, wiring: Wiring, made: Plan, result: local.RunResult, count: "Count") -> Iterator[str]:
    statuses = {name: told_list(said) for name, said in told_dict(real.get("statuses")).items()}
    results = told_dict(real.get("results"))
    guarded, left_out = _behind(made), set[str]()
    for name in wiring.order:
        here = result.step_results[name]
        said = statuses.get(name, ["unknown"])[-1]
        if here.status == "skipped" and name in guarded:
            count.branches += 1
            left_out.add(name)
            continue
        if ENDS.get(here.status, here.status) != said:
            why = f" ({here.error.brief})" if here.error is not None else ""
            yield f"run: step {name}: theirs {said}, ours {here.status}{why}"
        elif said == "success" and wiring.runs.get(name) and not _below(name, wiring, left_out):
            count.results += 1
            gives = words(plain(result.outputs.get(name)))
            if gives != words(results.get(name)):
                yield f"run: step {name} gives: theirs {words(results.get(name))}, ours {gives}"


def _below(name: str, wiring: Wiring, steps: set[str]) -> bool:
    """Tell whether a step depends on one of some steps, at any distance: the original had their results."""
    return bool(above(name, wiring.needs) & steps)


def _behind(made: Plan) -> set[str]:
    """The steps that a branch leads to, at any distance."""
    found: set[str] = set()
    for step in made.steps:
        reads = {b.value.step for b in step.bindings if hasattr(b.value, "step")}
        if step.guard is not None or {*step.after, *reads} & found:
            found.add(step.id)
    return found
