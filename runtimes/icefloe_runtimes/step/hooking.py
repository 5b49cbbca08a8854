"""Calling the hooks of a pipeline: functions of the project that are told of what happens in a run."""

import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.execute import arguments, check_guard
from icefloe_runtimes.step.failure import failure
from icefloe_runtimes.step.functions import function
from icefloe_runtimes.step.inner import found
from icefloe_runtimes.step.narrow import items
from icefloe_runtimes.step.told import ended_told, pipeline_told, run_told, step_told
from icefloe_runtimes.step.values import Skipped, Values
from icefloe_schema.plan import FunctionRef, Plan, PythonRun


def call(plan: Plan, values: Values, about: Call) -> None:
    """Call every hook of an event in the plan's order; those that fail do not stop the others.

    `about.about` is a file with what the runner knows: the run's id, and how the step or the run went. A step that its
    guard skips does not start. Which hooks failed, and how, is left in `about.report`.
    """
    event = about.part
    said: dict[str, Any] = json.loads(Path(about.about).read_text("utf-8")) if about.about else {}
    try:
        given = _given(plan, values, event, about.step, said)
    except Skipped:
        return
    failed: list[dict[str, str]] = []
    for address in addresses(plan, event):
        module, _, qualname = address.partition(":")
        try:
            hook = function(FunctionRef(module=module, qualname=qualname), values.modules)
            hook(*given())
        except Exception as error:  # noqa: BLE001 - a hook may raise anything, and fails nothing but itself
            found = failure(error, values.modules.root)
            place = f" at {found.place}" if found.place else ""
            what = f"{address} ({event}): {found.type}: {found.message}{place}"
            failed.append({"what": what, "traceback": traceback.format_exc()})
    if failed and about.report:
        Path(about.report).write_text(json.dumps(failed), "utf-8")


def addresses(plan: Plan, event: str) -> tuple[str, ...]:
    """The hooks of an event, each as `module:qualname`."""
    return tuple(str(one) for one in items(plan.hooks.get(event)) or ())


def _given(
    plan: Plan, values: Values, event: str, step: str, said: Mapping[str, Any]
) -> Callable[[], tuple[object, ...]]:
    """What gives the arguments of each hook: its own ones, so that none sees what another has changed in them."""
    run_id = str(said.get("run_id", ""))
    if event == "on_pipeline_start":
        return lambda: (pipeline_told(plan, values, run_id),)
    if event == "on_pipeline_end":
        return lambda: (pipeline_told(plan, values, run_id), run_told(said, plan, values))
    one = found(values.steps, step)
    if event == "on_step_end":
        return lambda: (step_told(one), ended_told(said, one, values))
    check_guard(one, values)
    run = one.run
    code = function(run.function, values.modules) if isinstance(run, PythonRun) and run.convention == "call" else None
    inputs = arguments(one, one.bindings, code, values)
    return lambda: (step_told(one), dict(inputs))
