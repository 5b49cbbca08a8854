"""Finding steps inside others."""

from pathlib import Path

from icefloe_runtimes.local.resume.earlier import Key
from icefloe_runtimes.step.grown import body_in
from icefloe_runtimes.step.inside import Inside, part_home
from icefloe_schema.plan import Step


def step_at(steps: tuple[Step, ...], key: Key, run: Path) -> Step | None:
    """The step of that name inside others; `None` where there is none. `run` is the folder of the run it is in."""
    return next((step for step in steps_in(steps, key[0], run) if step.id == key[1]), None)


def steps_in(steps: tuple[Step, ...], inside: Inside, run: Path) -> tuple[Step, ...]:
    """The steps of the body that stands there; none, where no body does."""
    artifacts = run
    for name, part in inside:
        outer = next((step for step in steps if step.id == name), None)
        body = None if outer is None else body_in(artifacts, outer, part)
        if body is None:
            return ()
        steps, artifacts = body.steps, part_home(artifacts, name, part)
    return steps
