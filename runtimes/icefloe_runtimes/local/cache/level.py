"""Where a step stands among the bodies around it, as its values are looked up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from icefloe_runtimes.step.grown import body_in
from icefloe_runtimes.step.inside import Inside, entered_as, part_home
from icefloe_schema.plan import Body, Plan, Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One body on its way: its steps and the folder of what they leave, and the step and part that it is of."""

    folder: Path
    steps: Mapping[str, Step]
    outer: Optional["Level"] = None
    step: Step | None = None
    part: str = ""
    body: Body | None = None

    def owner(self, step: str) -> Optional["Level"]:
        """The body that a step is in: this one, or one around it."""
        if step in self.steps:
            return self
        return self.outer.owner(step) if self.outer else None

    def other(self, part: str) -> "Level":
        """Another round of the same loop."""
        if self.outer is None or self.step is None:
            return self
        folder = part_home(self.outer.folder, self.step.id, part)
        return Level(folder=folder, steps=self.steps, outer=self.outer, step=self.step, part=part, body=self.body)

    @property
    def around(self) -> tuple[Step, ...]:
        """The steps around it, the outermost first."""
        if self.outer is None or self.step is None:
            return ()
        return (*self.outer.around, self.step)


def level_of(top: Level, inside: Inside) -> Level | None:
    """The body that stands inside these steps; `None` for one that the plan does not have."""
    level = top
    for name, part in inside:
        step = level.steps.get(name)
        body = None if step is None else body_in(level.folder, step, part)
        if step is None or body is None:
            return None
        steps = {one.id: one for one in body.steps}
        folder = part_home(level.folder, name, part)
        level = Level(folder=folder, steps=steps, outer=level, step=entered_as(step, part), part=part, body=body)
    return level


def top_of(plan: Plan, folder: Path) -> Level:
    """The plan itself as the outermost body."""
    return Level(folder=folder, steps={step.id: step for step in plan.steps})


def inside_of(level: Level) -> Inside:
    """The steps around a body, each with the part that it is in."""
    if level.outer is None or level.step is None:
        return ()
    return (*inside_of(level.outer), (level.step.id, level.part))
