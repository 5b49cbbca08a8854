"""`icefloe cache`, `icefloe explain STEP`, and runs from source under the cache."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from icefloe import api
from icefloe_runtimes.local.cache.addresses import functions
from icefloe_runtimes.local.cache.entry import Ingredients
from icefloe_runtimes.local.cache.why import differences, shape

Call = Callable[..., Result]

FLOW = """
from icefloe import Pipeline, step
from helper import rate

LIMIT = 3

@step(outputs=["rows"])
def load(path: str):
    with open(path) as file:
        return [int(line) for line in file]

@step(inputs=["rows"], outputs=["total"])
def add(rows: list) -> int:
    return rate() * sum(rows[:LIMIT])

@step(inputs=["total"], outputs=["text"])
def show(total: int) -> str:
    name = "LIMIT"
    return f"{total} {globals()[name]}"

pipeline = Pipeline("sales", context={"path": "data.csv"}).add_steps([load, add, show])
"""
HELPER = "def rate():\n    return 1\n\ndef other():\n    return 2\n"


@pytest.fixture
def sales(project: Callable[..., Path]) -> Path:
    return project({"flow.py": FLOW, "helper.py": HELPER, "data.csv": "1\n2\n3\n", "pyproject.toml": ""})


def cached(call: Call, *options: str) -> list[str]:
    """Run, and give the steps that came from the cache."""
    result = call("run", "flow.py", "--report-json", "report.json", "--progress", "none", *options)
    assert result.exit_code == 0, result.output
    report = json.loads(Path("report.json").read_text())
    return [name for name, one in report["step_results"].items() if one["cached"]]


@pytest.mark.executes
def test_only_what_a_change_reaches_is_run(sales: Path, call: Call) -> None:
    assert cached(call) == []
    assert cached(call) == ["load", "add", "show"]
    (sales / "helper.py").write_text(HELPER.replace("2", "5") + "# a remark\n")
    # `show` asks for names that cannot be read: its modules count as a whole, and helper.py is one of them.
    assert cached(call) == ["load", "add"]
    (sales / "helper.py").write_text(HELPER.replace("1", "4"))
    assert cached(call) == ["load"]
    assert "add ran: its code has changed: helper.py" in call("explain", "add").output
    (sales / "data.csv").write_text("1\n2\n4\n")
    assert cached(call) == []
    said = call("explain", "load").output
    assert "load ran: compared with run " in said
    assert "\n  the file data.csv has changed\n" in said
    assert cached(call, "--refresh", "add") == ["load", "show"]
    (sales / "helper.py").write_text(HELPER.replace("1", "6"))
    (sales / "data.csv").write_text("1\n2\n5\n")
    assert cached(call) == []
    said = call("explain", "add").output
    assert "\n  'rows' of step 'load' has changed\n  its code has changed: helper.py\n" in said
    assert cached(call) == ["load", "add", "show"]
    said = call("explain", "load").output
    assert "load was not run: its result is that of run " in said
    assert "\n  with the parameter 'path': 'data.csv'\n" in said


@pytest.mark.executes
def test_what_is_kept_is_listed_and_forgotten(sales: Path, call: Call) -> None:
    assert "nothing is kept in " in call("cache", "list").output
    cached(call)
    listed = call("cache", "list").output
    assert [line.split()[0] for line in listed.splitlines()] == ["add", "load", "show"]
    found = json.loads(call("cache", "list", "load", "--format", "json").output)
    assert [(one["pipeline"], one["step"], one["outputs"]) for one in found] == [("sales", "load", ["rows"])]
    assert call("cache", "clear", "load", "add").output == "2 results of load, add forgotten\n"
    assert cached(call) == ["show"]
    assert call("cache", "clear").output == "3 results forgotten\n"
    assert call("cache", "clear").output == "nothing was kept\n"
    assert cached(call) == []


@pytest.mark.executes
def test_explain_knows_codes_before_steps(sales: Path, call: Call) -> None:
    unknown = call("explain", "lod")
    assert unknown.exit_code == 2
    assert "there is no rule or code 'lod'" in unknown.output
    cached(call)
    assert "did you mean 'load'?" in call("explain", "lod").output
    assert call("explain", "FLO814").output.startswith("# cached-live-value")
    assert "has no step 'FLO814'" in call("explain", "FLO814", "--run", "last").output
    cached(call, "--no-cache")
    assert (
        call("explain", "add").output
        == "add ran: nothing in this run was to come from the cache, as it was told with --no-cache\n"
    )


@pytest.mark.executes
def test_explain_says_that_a_step_failed_and_that_no_cache_was_asked_for(
    project: Callable[..., Path], call: Call
) -> None:
    text = (
        "from icefloe import Pipeline, step\n\n"
        '@step(outputs=["x"])\ndef f(wait: float):\n    raise ValueError("no")\n\n'
        'pipeline = Pipeline("boom", enable_cache=False, context={"wait": 1.0}).add_step(f)\n'
    )
    project({"flow.py": text, "pyproject.toml": ""})
    assert call("run", "flow.py", "--progress", "none").exit_code == 1
    # The step is called as several codes begin.
    said = call("explain", "f").output
    assert said.splitlines() == [
        "f ran, and failed: nothing in this run was to come from the cache: the pipeline does not ask for one",
        "it failed: ValueError: no",
    ]


@pytest.mark.parametrize(
    ("name", "like", "alike"),
    [
        ("square/0/square", "square/7/square", True),
        ("square", "square/0/square", False),
        ("sweep/3/train", "train", True),
        ("sweep/3/sweep", "sweep", True),
    ],
)
def test_steps_are_compared_with_the_same_step(name: str, like: str, alike: bool) -> None:
    assert (shape(name) == shape(like)) is alike


@pytest.mark.parametrize(("text", "seen"), [('{"$float":"1.0"}', "1.0"), ('"a"', "'a'"), ("2.1.0", "2.1.0")])
def test_values_are_told_as_people_write_them(text: str, seen: str) -> None:
    then, now = (Ingredients(step={}, inputs={"x": one}, packages={}, around={}) for one in ("0", text))
    assert [*differences(then, now)] == [f"x was 0 and is {seen}"]


def test_closures_have_the_addresses_that_a_runtime_asks_for(sales: Path) -> None:
    compiled = api.compile_("flow.py")
    made = compiled.plans[0]
    found = api.code_of(compiled, made)
    assert {address for step in made.plan.steps for address in functions(step, "")} <= found.keys()
    assert {name for name in found if name.startswith("module:")} == {"module:flow.py", "module:helper.py"}
    assert [name for name, digest in found.items() if digest.startswith("opaque:")] == ["show"]
