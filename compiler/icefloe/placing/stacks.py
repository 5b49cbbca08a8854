"""The stack of a run: what the configuration says of where and how it takes place."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.project.root import ProjectError
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.project.settings import Settings
    from icefloe.project.stacks import Stack
    from icefloe_schema.plan import Plan, Step

LOCAL = "local"
_PATHS = {"artifact_path", "metadata_path"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how a run takes place: the plan with the stack's resources, the folder that keeps runs, the file of
    values for parameters, variables of the environment, and what the project configures of formats and routes."""

    plan: "Plan"
    workspace: Path | None = None
    parameters: str = ""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    routes: Mapping[str, str] = field(default_factory=dict[str, str])


def placed(
    plan: "Plan", root: Path, name: str, say: Callable[[str], None], target: str = LOCAL, *, is_locked: bool = False
) -> Place:
    """Give the place of a run of a project, here or by another target: by the stack that the call names, else by the
    plan's own where that is configured. A plan that is held to a lock stays as it is; `say` is told what is not taken.

    Raises `ProjectError` for a stack that there is not, or that is for another target.
    """
    settings = _settings(root)
    stacks = dict(settings.stacks)
    if name and name not in stacks:
        raise ProjectError(f"--stack {name}: {_unknown(name, stacks)}")
    taken = name or (plan.stack if plan.stack in stacks else "")
    place = Place(
        plan=plan,
        environments={one: dict(told) for one, told in settings.environments},
        formats=dict(settings.formats),
        routes=dict(settings.routes),
    )
    if taken:
        hindrance = _for_another(stacks[taken], target)
        if hindrance and name:
            raise ProjectError(f"--stack {name} is {hindrance}")
        if hindrance:
            say(f"note: the plan's stack {taken!r} is {hindrance.partition(', not for')[0]}: nothing of it is taken")
            return place
        found = _in_stack(place, stacks[taken])
        if is_locked and found.plan != plan:
            say(f"note: steps have the resources that the lock holds, not those of stack {taken!r}")
            return replace(found, plan=plan)
        return found
    if plan.stack and plan.stack not in ("local", "default"):
        say(f"note: the plan's stack {plan.stack!r} is not configured: {_unknown(plan.stack, stacks)}")
    elif _PATHS & _said(plan).keys():
        say(f"note: the paths of the plan's stack are not used: `store` in [tool.icefloe.stacks.{plan.stack}] is")
    return place


def _said(plan: "Plan") -> Mapping[str, object]:
    """What the program gives to its stack."""
    from icefloe_runtimes.step.narrow import fields

    return fields(plan.hints.get("stack"))


def _for_another(stack: "Stack", target: str) -> str:
    """For what a stack is that is not for this target, and what to do; "" for one that is."""
    if stack.target in ("", target):
        return ""
    is_here = stack.target == LOCAL
    how = "run it with `icefloe run`" if is_here else f"write it out with `icefloe export {stack.target}`"
    where = "this machine" if is_here else stack.target
    return f"for {where}, not for {'this machine' if target == LOCAL else target}: {how}"


def _in_stack(place: Place, stack: "Stack") -> Place:
    return replace(
        place,
        plan=replace(place.plan, steps=tuple(_with(step, stack.resources) for step in place.plan.steps)),
        workspace=Path(stack.store) if stack.store else None,
        parameters=stack.parameters,
        environment=stack.environment,
    )


def _with(step: "Step", resources: Mapping[str, str]) -> "Step":
    """A step with the stack's resources, where it asks for none of its own."""
    from icefloe_schema.policies import Resources

    if not resources or step.policy.resources is not None:
        return step
    made = Resources(
        cpu=resources.get("cpu", ""),
        memory=resources.get("memory", ""),
        storage=resources.get("storage", ""),
        gpu=resources.get("gpu", ""),
        gpu_count=int(resources.get("gpu_count", "0")),
    )
    return replace(step, policy=replace(step.policy, resources=made))


def _unknown(name: str, stacks: Mapping[str, object]) -> str:
    from icefloe_runtimes.step.names import meant

    return f"there is no [tool.icefloe.stacks.{name}]{meant(name, stacks)}"


def _settings(root: Path) -> "Settings":
    from icefloe.project import ProjectFiles, read_settings

    return read_settings(ProjectFiles(root))
