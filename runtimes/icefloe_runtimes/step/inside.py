"""Where the steps of a body leave what they make: a folder beside their outer step's, with one for each of its parts.

A part is a round of a loop or an element of a map (by number), a branch of a parallel step or a case of a switch (by
name), or the one body of a nested plan.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Body, DynamicRun, LoopRun, MapRun, ParallelRun, PlanRun, Step, SwitchRun

# The outer steps of a step with the part that it is in, the outermost first.
Inside: TypeAlias = tuple[tuple[str, str], ...]

# What the pieces of such a step tell the runner, and what the runner tells them, in files beside the parts.
NEXT, ENDED = "next.json", "ended.json"
ITEMS = "items"
WHOLE = "body"
DEFAULT = "default"
#: How the items are called that stand for what a dynamic step has built in and no plan can hold.
KEPT = "kept-"
#: The part that is the handler of a step's failure; no branch can be called so without being refused.
HANDLER = "(on failure)"
#: Where a handler that has mended a body leaves what stands for its results: a step of this name in the body's folder.
RESULTS = "(results)"


def home(artifacts: Path, step: str) -> Path:
    """The folder of what is inside a step."""
    return artifacts / f"{folder(step)}.inside"


def part_home(artifacts: Path, step: str, part: str) -> Path:
    """The folder in which the steps of one part leave their outputs."""
    return home(artifacts, step) / folder(part)


def body_of(step: Step, part: str) -> Body | None:
    """The body that runs in a part of a step; `None` if it has no such part."""
    if part == HANDLER:
        return step.policy.on_failure.handler if step.policy.on_failure else None
    run = step.run
    if isinstance(run, PlanRun | MapRun | LoopRun):
        return run.body if part == WHOLE or part.isdigit() else None
    if isinstance(run, ParallelRun):
        return next((branch.body for branch in run.branches if branch.name == part), None)
    if isinstance(run, SwitchRun):
        if part == DEFAULT:
            return run.default
        number = part.removeprefix("case-")
        return run.cases[int(number)].body if number.isdigit() and int(number) < len(run.cases) else None
    if isinstance(run, DynamicRun):
        return run.template if part == WHOLE else None
    return None


def step_in(steps: Mapping[str, Step], inside: Inside, name: str) -> Step | None:
    """A step by its name and those around it, as far as the plan alone tells; `steps` are the outermost."""
    for outer, part in inside:
        body = body_of(steps[outer], part) if outer in steps else None
        steps = {step.id: step for step in body.steps} if body else {}
    return steps.get(name)


def entered_as(step: Step, part: str) -> Step:
    """The step as those inside one of its parts meet it: around its handler it is a nested plan."""
    failure = step.policy.on_failure
    if part != HANDLER or failure is None or failure.handler is None:
        return step
    return replace(step, run=PlanRun(body=failure.handler), bindings=failure.bindings)


def title(step: Step, part: str) -> str:
    """How a part is called for people; the one body of a nested plan needs no name."""
    if part == HANDLER:
        return "on_failure"
    if isinstance(step.run, PlanRun | DynamicRun):
        return ""
    if isinstance(step.run, SwitchRun) and part != DEFAULT:
        value = step.run.cases[int(part.removeprefix("case-"))].value
        return value if isinstance(value, str) else str(value)
    return part
