"""What is said of a call that is wrong, or asks for something that is not quite there."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from icefloe.cli import app
from icefloe.placing.plaindata import plain_data
from icefloe.syntax import importing
from icefloe_runtimes.step import parameters
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema.errors import SchemaError
from icefloe_schema.plan import Binding, FromDefault, Plan, Step, StubRun

Call = Callable[..., Result]
Write = Callable[..., Path]

NESTED = """
from icefloe import pipeline, step

@step
def one(n: int) -> int:
    return n

@pipeline
def inner(n: int) -> int:
    return one(n)

@pipeline
def outer(n: int = 1) -> int:
    return one(inner(n))
"""


def test_of_several_pipelines_the_outer_one_is_hinted_at(project: Write, call: Call) -> None:
    project({"flow.py": NESTED, "pyproject.toml": ""})
    assert call("show", "flow.py").stderr.splitlines() == [
        "error: flow.py holds several pipelines: name one of flow.py:inner, flow.py:outer",
        "hint: flow.py:outer has the others in it",
    ]
    project({"flow.py": NESTED.replace("one(inner(n))", "one(n)"), "pyproject.toml": ""})
    assert "hint" not in call("show", "flow.py").stderr


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("raise RuntimeError('old')", ": line 1 raises, so that nothing after it is reached"),
        ("import sys\nsys.exit(0)", ": line 2 calls sys.exit, so that nothing after it is reached"),
        ("if True: raise RuntimeError", ""),
        ("print(1)", ""),
    ],
)
@pytest.mark.parametrize("verb", ["check", "compile"])
def test_a_file_that_ends_early_says_where(project: Write, call: Call, verb: str, first: str, said: str) -> None:
    project({"flow.py": f"{first}\nx = 1\n", "pyproject.toml": ""})
    assert f"error: flow.py holds no pipeline [FLO922]{said}\n" in call(verb, "flow.py").stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1\nb: 2\n", "this is not YAML: expected ',' or ']', but got ':' (line 2, column 2)"),
        ("a: 1\na: 2\n", "this is not YAML: the key 'a' stands twice (line 2, column 1)"),
        (
            "a: \x00\n",
            "this is not YAML: unacceptable character #x0000: special characters are not allowed at position 3",
        ),
    ],
)
def test_wrong_yaml_is_told_by_its_place(text: str, said: str) -> None:
    with pytest.raises(SchemaError) as refused:
        plain_data(text, "a.yaml")
    assert str(refused.value) == said


def test_a_default_of_a_function_is_no_parameter() -> None:
    step = Step(id="slow", run=StubRun(), bindings=(Binding(parameter="wait", value=FromDefault()),))
    plan = Plan(name="p", dialect="native", steps=(step,))
    with pytest.raises(
        UsageError, match=r"unknown parameter 'wait'.*step 'slow' has it with a default.*context\(wait=…"
    ):
        parameters.check(plan, {"wait": 1}, {})
    with pytest.raises(UsageError, match=r"unknown parameter 'wat'; there are none$"):
        parameters.check(plan, {"wat": 1}, {})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "last", "-x"), "error: No such option '-x'.\nhint: `icefloe show --help` lists what it takes\n"),
        (("show",), "error: Missing argument 'PLAN|FILE[:NAME]|NAME@VERSION|RUN'.\nhint: `icefloe show --help` "),
        (("explain", "nothing-such"), "error: there is no rule or code 'nothing-such'"),
    ],
)
def test_every_wrong_call_is_told_in_one_way(
    project: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    project({"pyproject.toml": ""})
    monkeypatch.setattr(sys, "argv", ["icefloe", *arguments])
    monkeypatch.setattr(importing, "is_wanted", importing.is_wanted)
    with pytest.raises(SystemExit) as left:
        app.run()
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(said)
