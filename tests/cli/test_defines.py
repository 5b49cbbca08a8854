"""Values for parameters that decide the shape of a plan: given when it is compiled."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from icefloe.api import compile_
from icefloe.project import ProjectError

SOURCE = """
from flowyml import Pipeline, context, step
def trainer(kind):
    @step(name=f"train_{kind}", outputs=[f"model_{kind}"])
    def train(rate):
        return kind
    return train
ctx = context(models=["a", "b"], title="shop", deep=False, count=1, scale=2.0, rate=0.1)
p = Pipeline(ctx["title"], context=ctx)
for model in ctx["models"]:
    p.add_step(trainer(model))
if ctx["deep"]:
    p.add_step(trainer("deep"))
for n in range(ctx["count"] - 1):
    p.add_step(trainer(f"more{n}_{ctx['scale']}"))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "main.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("defines", "name", "steps"),
    [
        ({}, "shop", ["train_a", "train_b"]),
        ({"models": '["x"]'}, "shop", ["train_x"]),
        ({"title": "true"}, "true", ["train_a", "train_b"]),
        ({"deep": "true"}, "shop", ["train_a", "train_b", "train_deep"]),
        ({"count": "2", "scale": "3"}, "shop", ["train_a", "train_b", "train_more0_3.0"]),
    ],
)
def test_a_value_that_is_given_decides(defines: dict[str, str], name: str, steps: list[str]) -> None:
    (made,) = compile_("main.py", defines=defines).plans
    assert (made.plan.name, [step.id for step in made.plan.steps]) == (name, steps)
    origins = {parameter.name: parameter.origin for parameter in made.plan.parameters}
    assert {key for key, origin in origins.items() if origin == "frozen"} >= {"models", "title", "deep", "count"}
    assert origins["rate"] == "declared"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("define", "message"),
    [("modles", "did you mean 'models'"), ("rate", "run it with -p rate=VALUE"), ("zzz", "there are count, deep")],
)
def test_only_what_is_folded_can_be_given(define: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        compile_("main.py", defines={define: "1"})


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("verb", [("graph", "--format", "tree"), ("show",), ("compile", "-o", "-")])
def test_verbs_take_values(verb: tuple[str, ...], call: Callable[..., Result]) -> None:
    result = call(*verb, "main.py", "-D", 'models=["x"]', "-D", "deep=true")
    assert result.exit_code == 0
    assert "train_x" in result.stdout
    assert "train_deep" in result.stdout
    assert "train_a" not in result.stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("define", "message"), [("models", "write NAME=VALUE"), ("=x", "write NAME=VALUE")])
def test_a_value_has_a_name(define: str, message: str, call: Callable[..., Result]) -> None:
    result = call("graph", "main.py", "-D", define)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("project")
def test_a_plan_is_compiled_already(call: Callable[..., Result]) -> None:
    call("compile", "main.py", "-o", "main.plan.json")
    result = call("graph", "main.plan.json", "-D", "deep=true")
    assert result.exit_code == 2
    assert "-D is for sources" in result.stderr
