"""The tuple of targets, and what is lost by every one of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from target_plans import OPTIONS, SUMS

import icefloe_runtimes.targets
from icefloe_runtimes.target import Target
from icefloe_runtimes.targets import TARGETS
from icefloe_schema.plan import Step, StubRun


def test_every_folder_of_a_notation_is_a_target() -> None:
    folders = Path(icefloe_runtimes.targets.__file__).parent.glob("*/workflow.py")
    assert sorted(target.name for target in TARGETS) == sorted(path.parent.name for path in folders)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_plan_without_steps_is_a_loss(target: Target) -> None:
    losses = target.render(replace(SUMS, steps=()), OPTIONS).losses
    assert [(loss.step, loss.part) for loss in losses] == [("", "steps")]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_plan_that_is_too_large_is_a_loss(target: Target) -> None:
    steps = tuple(Step(id=f"step{number}{'x' * 1000}", run=StubRun()) for number in range(800))
    rendered = target.render(replace(SUMS, steps=steps), OPTIONS)
    assert [(loss.step, loss.part) for loss in rendered.losses] == [("", "size")]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_a_run_need_not_know_is_no_loss(target: Target) -> None:
    plan = replace(SUMS, cache=True, resume=False, tags={"a": "b"}, version="1", hints={"a": 1}, display={"a": 1})
    assert target.render(plan, OPTIONS).losses == ()
