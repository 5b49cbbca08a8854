"""The addresses of the functions of a plan, as the lock has them: `train`, `train/guard`, `outer/body/train`."""

from collections.abc import Iterator

from icefloe_runtimes.step.inside import DEFAULT, HANDLER, Inside, body_of
from icefloe_schema.leaves import escape
from icefloe_schema.plan import (
    Body,
    DynamicRun,
    FunctionGuard,
    FunctionRef,
    LoopRun,
    MapRun,
    NotebookRun,
    ParallelRun,
    Plan,
    PlanRun,
    PythonRun,
    Step,
    SwitchRun,
)


def below(plan: Plan, inside: Inside) -> str | None:
    """What the addresses of the steps of a body begin with; `None` for steps that the plan itself does not have."""
    steps, found = plan.steps, ""
    for name, part in inside:
        step = next((one for one in steps if one.id == name), None)
        body = None if step is None else body_of(step, part)
        if step is None or body is None or isinstance(step.run, DynamicRun):
            return None
        found += f"{escape(name)}/{_part(step, part)}/"
        steps = body.steps
    return found


def functions(step: Step, start: str) -> Iterator[str | None]:
    """The addresses of all functions that a step calls with all that is in it; `None` for code that has none."""
    address = f"{start}{escape(step.id)}"
    if isinstance(step.guard, FunctionGuard):
        yield f"{address}/guard"
    run = step.run
    if isinstance(run, NotebookRun | DynamicRun):
        yield None
    elif isinstance(run, PythonRun):
        yield address
    elif isinstance(run, MapRun) and isinstance(run.reducer, FunctionRef):
        yield f"{address}/reducer"
    for part, body in _bodies(step):
        for one in body.steps:
            yield from functions(one, f"{address}/{part}/")


def _bodies(step: Step) -> Iterator[tuple[str, Body]]:
    run = step.run
    if isinstance(run, PlanRun | MapRun | LoopRun):
        yield "body", run.body
    elif isinstance(run, ParallelRun):
        yield from ((f"branch/{escape(one.name)}", one.body) for one in run.branches)
    elif isinstance(run, SwitchRun):
        yield from ((f"case/{number}", one.body) for number, one in enumerate(run.cases))
        if run.default is not None:
            yield "default", run.default


def _part(step: Step, part: str) -> str:
    if part == HANDLER:
        return "handler"
    if isinstance(step.run, ParallelRun):
        return f"branch/{escape(part)}"
    if isinstance(step.run, SwitchRun):
        return "default" if part == DEFAULT else part.replace("-", "/", 1)
    return "body"
