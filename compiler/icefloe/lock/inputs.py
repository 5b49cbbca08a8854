"""Everything that a lock is made from."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from icefloe.source import Span
from icefloe.trace import Closure
from icefloe_schema import plan
from icefloe_schema.leaves import escape
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """The lock file of the dependencies: its path from the project's root, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions of what makes plans and digests."""

    icefloe: str
    normaliser: str
    plan: str = plan.PLAN_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A project, as `freeze` takes it.

    `plans` goes by name (`icefloe_schema.leaves.plan_name`); `closures` by plan name and the address that `functions`
    and `targets` give each function of the plan; `modules` and `files` by path from the project's root, and `forms` has
    the digest of each module's normalised source; `exports` go by target and path. `spans` has where each step stands,
    by plan name and the step's escaped id, and each pipeline by "" in place of the id.
    `dependencies` is None where the project has no lock file of its dependencies.
    """

    plans: Mapping[str, plan.Plan]
    closures: Mapping[tuple[str, str], Closure]
    versions: Versions
    modules: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    forms: Mapping[str, str] = field(default_factory=dict[str, str])
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    dependencies: Dependencies | None = None
    requires_python: str = ""
    exports: Mapping[tuple[str, str], bytes] = field(default_factory=dict[tuple[str, str], bytes])
    spans: Mapping[tuple[str, str], Span] = field(default_factory=dict[tuple[str, str], Span])


def functions(whole: plan.Plan) -> Iterator[tuple[str, plan.FunctionRef]]:
    """Every function that a plan runs, with its address: `train`, `train/guard`, `train/body/clean`.

    The address of what a step runs is the step's escaped id; everything else of it stands below.
    """
    yield from _of_steps(whole.steps, "")


def notebooks(whole: plan.Plan) -> Iterator[str]:
    """The paths of all notebooks that a plan runs."""
    waiting = list(whole.steps)
    while waiting:
        step = waiting.pop()
        if isinstance(step.run, plan.NotebookRun):
            yield step.run.path
        for body in bodies_of(step):
            waiting += body.steps


def bodies_of(step: plan.Step) -> tuple[plan.Body, ...]:
    """The bodies inside a step: of what it runs, and of what handles its failure."""
    failure = step.policy.on_failure
    handler = None if failure is None else failure.handler
    return (*_bodies(step.run), *(() if handler is None else (handler,)))


def _bodies(run: plan.Run) -> tuple[plan.Body, ...]:
    """The bodies inside what a step runs."""
    match run:
        case plan.MapRun(body=body) | plan.PlanRun(body=body) | plan.LoopRun(body=body):
            return (body,)
        case plan.ParallelRun(branches=branches):
            return tuple(branch.body for branch in branches)
        case plan.SwitchRun(cases=cases, default=default):
            return (*(case.body for case in cases), *(() if default is None else (default,)))
        case plan.DynamicRun(template=template):
            return () if template is None else (template,)
        case _:
            return ()


def _of_steps(steps: tuple[plan.Step, ...], below: str) -> Iterator[tuple[str, plan.FunctionRef]]:
    for step in steps:
        address = f"{below}{escape(step.id)}"
        yield from _of_run(step.run, address)
        if isinstance(step.guard, plan.FunctionGuard):
            yield f"{address}/guard", step.guard.function
        failure = step.policy.on_failure
        if failure is not None and failure.function is not None:
            yield f"{address}/fallback", failure.function
        if failure is not None and failure.handler is not None:
            yield from _of_steps(failure.handler.steps, f"{address}/handler/")


def _of_run(run: plan.Run, address: str) -> Iterator[tuple[str, plan.FunctionRef]]:
    match run:
        case plan.PythonRun(function=function):
            yield address, function
        case plan.DynamicRun(function=function):
            yield address, function
            if run.template is not None:
                yield from _of_steps(run.template.steps, f"{address}/body/")
        case plan.MapRun(reducer=reducer):
            if isinstance(reducer, plan.FunctionRef):
                yield f"{address}/reducer", reducer
            yield from _of_steps(run.body.steps, f"{address}/body/")
        case plan.PlanRun() | plan.LoopRun():
            yield from _of_steps(run.body.steps, f"{address}/body/")
        case plan.ParallelRun(branches=branches):
            for branch in branches:
                yield from _of_steps(branch.body.steps, f"{address}/branch/{escape(branch.name)}/")
        case plan.SwitchRun(cases=cases, default=default):
            for index, case in enumerate(cases):
                yield from _of_steps(case.body.steps, f"{address}/case/{index}/")
            if default is not None:
                yield from _of_steps(default.steps, f"{address}/default/")
        case _:
            return
