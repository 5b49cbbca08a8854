"""What of a plan's policies and notebooks stands against a run, and what of them is left aside."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from icefloe_runtimes.edges import before, bodies, deep
from icefloe_runtimes.step.inside import HANDLER
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.narrow import fields
from icefloe_schema.plan import FromOutput, NotebookRun, OnFailure, ParallelRun, Plan, Step

#: What hooks are told of.
EVENTS = ("on_pipeline_start", "on_step_start", "on_step_end", "on_pipeline_end")
_NEEDED = ("nbclient", "ipykernel")


def refused(plan: Plan, root: Path | None = None) -> Iterator[str]:
    """Name what of the failures' handlers, hooks and notebooks cannot be run.

    With a `root`, where notebooks are, also what keeps them from being run on this machine.
    """
    for event, hooks in plan.hooks.items():
        if not isinstance(hooks, list) or not all(isinstance(one, str) and ":" in one for one in hooks):
            yield f"the hooks of `{event}` are no list of functions, each as `module:name`"
    yield from _of_body(plan.steps)
    notebooks = {step.run.path: step.id for step in deep(plan.steps) if isinstance(step.run, NotebookRun)}
    if notebooks and root is not None:
        yield from _notebooks(notebooks, root)


def left_aside(plan: Plan, environments: Mapping[str, object]) -> Iterator[str]:
    """Name what is not done though the plan asks for it: hooks that nothing calls, environments that nobody knows."""
    for event in sorted(set(plan.hooks) - set(EVENTS)):
        yield f"nothing calls the hooks of `{event}`{meant(event, EVENTS)}"
    wanted = {step.policy.environment: step.id for step in deep(plan.steps) if step.policy.environment}
    for name, step in wanted.items():
        if name not in environments:
            how = f"configure it in [tool.icefloe.environments.{name}]"
            yield f"step {step!r} asks for the environment {name!r}, which is not known here: {how}"

    for one in deep(plan.steps):
        alert = fields(one.hints.get("on_failure")).get("action")
        if isinstance(alert, str) and alert != "log":
            yield f"nobody is told by {alert} that step {one.id!r} has failed: a hook (`on_step_end`) can do that"


def _of_body(steps: tuple[Step, ...]) -> Iterator[str]:
    own = {step.id for step in steps}
    for step in steps:
        failure = step.policy.on_failure
        if failure is not None and failure.action == "fallback" and failure.function is None:
            yield f"step {step.id!r} has a fallback that names no function"
        if failure is not None and failure.action == "handler" and failure.handler is None:
            yield f"step {step.id!r} has a handler without steps"
        if failure is not None and failure.handler is not None:
            yield from _of_handler(step, steps, [one for one in _sources(failure) if one in own])
            yield from _of_body(failure.handler.steps)
        for _name, body in bodies(step):
            yield from _of_body(body.steps)


def _sources(failure: OnFailure) -> Iterator[str]:
    """The steps whose outputs a handler is given."""
    for binding in failure.bindings:
        if isinstance(binding.value, FromOutput):
            yield binding.value.step


def _of_handler(step: Step, steps: tuple[Step, ...], sources: list[str]) -> Iterator[str]:
    there = before(step, steps) if sources else ()
    for source in sources:
        if source not in there:
            needs = f"the handler of step {step.id!r} needs the step {source!r}"
            yield f"{needs}, which need not have run before that one fails"
    if isinstance(step.run, ParallelRun) and any(one.name == HANDLER for one in step.run.branches):
        yield f"step {step.id!r} has a handler, and a branch called {HANDLER!r} as that is"


def _notebooks(notebooks: Mapping[str, str], root: Path) -> Iterator[str]:
    from importlib.util import find_spec

    step = next(iter(notebooks.values()))
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        lacking = f"{' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed"
        yield f"step {step!r} is a notebook, and needs {lacking}: pip install 'icefloe[notebook]'"
    from icefloe_runtimes.step.notebook import language_of

    for path, name in notebooks.items():
        # One that is not there may be made by a step before.
        try:
            language = language_of(json.loads((root / path).read_text("utf-8"))["metadata"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
        if language != "python":
            yield f"step {name!r} runs the notebook {path}, which is written for {language}: only Python's can be run"
