"""The shape of a GitHub workflow, where a golden file would not say what matters."""

import re
from dataclasses import replace
from typing import Any

import pytest
import yaml
from target_plans import NIGHTLY, OPTIONS, PLANS, SUMS, bound

from icefloe_runtimes.github.workflow import render
from icefloe_runtimes.target import Options
from icefloe_schema.plan import FromAtom, FromParameter, Parameter, Plan, Policy, Schedule


def workflow(plan: Plan, options: Options = OPTIONS) -> dict[str, Any]:
    (text,) = render(plan, options).files.values()
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def parts(plan: Plan, options: Options = OPTIONS) -> set[tuple[str, str]]:
    return {(loss.step, loss.part) for loss in render(plan, options).losses}


@pytest.mark.parametrize("name", PLANS)
def test_every_action_is_pinned_and_nothing_more_than_reading_is_allowed(name: str) -> None:
    (text,) = render(PLANS[name], OPTIONS).files.values()
    pins = re.findall(r'uses: "actions/[a-z-]+@[0-9a-f]{40}" # v\d+\.\d+\.\d+$', text, re.MULTILINE)
    assert len(pins) == text.count("uses:")
    document = yaml.safe_load(text)
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["steps"][0]["with"] == {"persist-credentials": False}


def test_jobs_need_what_their_steps_need_and_fetch_what_they_read() -> None:
    jobs = workflow(NIGHTLY)["jobs"]
    fetched = {
        name: [step["with"]["name"] for step in job["steps"] if step["name"].startswith("Fetch")]
        for name, job in jobs.items()
    }
    assert {name: job.get("needs", []) for name, job in jobs.items()} == {
        "fetch": [],
        "clean_up": ["fetch"],
        "clean-up": ["clean_up"],
    }
    assert fetched == {"fetch": [], "clean_up": [], "clean-up": ["icefloe-clean_up"]}


def test_many_parameters_share_one_input() -> None:
    names = [f"p{number}" for number in range(11)]
    plan = replace(SUMS, parameters=tuple(Parameter(name=name, type="int", default=1) for name in names))
    plan = replace(plan, steps=(replace(plan.steps[0], bindings=bound(count=FromParameter(name="p7"))),))
    document = workflow(plan)
    assert list(document["on"]["workflow_dispatch"]["inputs"]) == ["parameters"]
    variables = document["jobs"]["load"]["steps"][-2]["env"]
    assert variables["ICEFLOE_VALUE_1"] == "${{ fromJSON(inputs.parameters || '{}')['p7'] }}"
    few = workflow(replace(plan, parameters=plan.parameters[:10]))
    assert list(few["on"]["workflow_dispatch"]["inputs"]) == names[:10]


@pytest.mark.parametrize(
    ("parameter", "default"),
    [
        (Parameter(name="p", type="str", default="1"), "1"),
        (Parameter(name="p", type="str | None", default="1"), None),
        (Parameter(name="p", default="text"), "text"),
        (Parameter(name="p", type="int", default=3), "3"),
        (Parameter(name="p", type="float", default={"$float": "0.2"}), "0.2"),
        (Parameter(name="p", type="bool", default=True), "true"),
        (Parameter(name="p", type="list[int]", default=[1, 2]), "[1, 2]"),
        (Parameter(name="p", default=None), None),
        (Parameter(name="p", required=True), None),
    ],
)
def test_a_default_is_shown_where_it_is_read_back_the_same(parameter: Parameter, default: str | None) -> None:
    form = workflow(replace(SUMS, parameters=(parameter,), steps=()))["on"]["workflow_dispatch"]["inputs"]["p"]
    assert form.get("default") == default
    assert form["required"] == parameter.required


def test_folded_parameters_are_no_inputs() -> None:
    assert list(workflow(SUMS)["on"]["workflow_dispatch"]["inputs"]) == ["count", "scale"]


@pytest.mark.parametrize(
    ("schedule", "is_lost"),
    [
        (Schedule(cron="0 3 * * *"), False),
        (Schedule(cron="0 3 * * *", timezone="UTC"), False),
        (Schedule(cron="0 3 * * *", timezone="Europe/Paris"), True),
        (Schedule(cron="*/2 * * * *"), True),
        (Schedule(interval=60), True),
        (Schedule(interval=100), True),
    ],
)
def test_schedules_are_said_or_lost(schedule: Schedule, is_lost: bool) -> None:
    assert (("", "schedule") in parts(replace(SUMS, schedule=schedule))) == is_lost


def test_a_schedule_cannot_give_required_parameters() -> None:
    plan = replace(SUMS, parameters=(Parameter(name="count", required=True),), schedule=Schedule(cron="0 3 * * *"))
    assert parts(plan) == {("", "schedule")}
    assert parts(replace(plan, schedule=None)) == set()


@pytest.mark.parametrize(
    ("timeout", "minutes"), [(60, 1), ({"$float": "120.0"}, 2), (21600, 360), (90, None), (21660, None), (0, None)]
)
def test_time_limits_are_whole_minutes(timeout: int, minutes: int | None) -> None:
    plan = replace(SUMS, steps=(replace(SUMS.steps[0], policy=Policy(timeout=timeout)),))
    call = workflow(plan)["jobs"]["load"]["steps"][-2]
    assert call.get("timeout-minutes") == minutes
    assert parts(plan) == (set() if minutes else {("load", "timeout")})


def test_an_atom_from_outside_is_lost() -> None:
    atom = bound(model=FromAtom(name="model", type="model"))
    assert parts(replace(SUMS, steps=(replace(SUMS.steps[0], bindings=atom),))) == {("load", "bindings")}


@pytest.mark.parametrize(
    ("name", "is_safe"), [("API_TOKEN", True), ("PATH", False), ("GITHUB_TOKEN", False), ("a-b", False)]
)
def test_secrets_cannot_steer_the_job(name: str, is_safe: bool) -> None:
    plan = replace(SUMS, steps=(replace(SUMS.steps[0], policy=Policy(secrets=(name,))),))
    variables = workflow(plan)["jobs"]["load"]["steps"][-2]["env"]
    assert (variables.get(name) == f"${{{{ secrets.{name} }}}}") == is_safe
    assert (("load", "secrets") in parts(plan)) != is_safe


def test_without_requirements_nothing_but_icefloe_is_installed() -> None:
    install = workflow(SUMS, replace(OPTIONS, requirements=()))["jobs"]["load"]["steps"][2]
    assert install["run"] == 'python -m pip install --no-deps "$ICEFLOE_PACKAGE"\n'
    assert install["env"] == {"ICEFLOE_PACKAGE": "icefloe==0"}
