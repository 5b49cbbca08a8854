"""Programs as they are laid out and run: sets of parameters, functions of a loop, packages, several files."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.executes

SEEDS = """\
from dataclasses import dataclass

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class TrainConfig(StepConfig):
    seed: int = 1


@dataclass
class Config(WorkflowConfig):
    train: TrainConfig


async def train(config, input_atoms, temp_workspace):
    path = temp_workspace / "model.json"
    path.write_text(f'{{"seed": {config.seed}}}')
    return [AtomConstructor(name="model", path=path, type="model")]


workflow = Workflow("seeds", {}, [StepDefinition("train", train, {}, {"model": "model"}, TrainConfig)], Config)


async def main():
    for seed in (10, 20):
        await run_workflow(workflow, {}, Config(train=TrainConfig(seed=seed)), "kim", config_name=f"seed_{seed}")
"""
LOOP = """\
from fastflow import ExecutionStep, FlowExecutor

steps = []
for i in range(3):

    async def stage(context, inputs, i=i):
        return i + sum(inputs.values())

    steps.append(ExecutionStep(f"s{i}", handler=stage, depends_on=[f"s{i - 1}"] if i else []))
executor = FlowExecutor("loop", steps)
"""
CONTEXT = """\
from fastflow import ExecutionStep, FlowExecutor


async def ask(context, inputs):
    try:
        return context["mode"]
    except KeyError:
        return "nothing said"


executor = FlowExecutor("asks", [ExecutionStep("ask", handler=ask)])
"""
PAGE = {
    "web/__init__.py": "",
    "web/flows.py": "from fastflow import ExecutionStep, FlowExecutor\n\n\nasync def crawl(context, inputs):\n"
    '    return context["limit"]\n\n\nsearch = FlowExecutor("search", [ExecutionStep("crawl", handler=crawl)])\n',
    "web/routes.py": "from fasthtml.common import *\n\nfrom .flows import search\n\nar = APIRouter(prefix='/search')\n"
    "\n\n@ar('/run')\nasync def run():\n    return EventStream(search.run(context={'limit': 3}))\n",
    "main.py": "from fastflow import fastflow_headers\nfrom fasthtml.common import *\n\nfrom web.routes import ar\n\n"
    "app, rt = fast_app(hdrs=fastflow_headers())\nar.to_app(app)\nserve()\n",
}


@pytest.mark.parametrize(
    ("files", "arguments", "status", "said"),
    [
        ({"seeds.py": SEEDS}, ("seeds.py",), 2, "or take one of the program's own with --set: seed_10, seed_20"),
        ({"seeds.py": SEEDS}, ("seeds.py", "--set", "seed_20"), 0, "model.seed  20"),
        ({"seeds.py": SEEDS}, ("seeds.py", "--set", "seed_20", "-p", "train.seed=7"), 0, "model.seed  7"),
        ({"seeds.py": SEEDS}, ("seeds.py", "--set", "seed_2"), 2, "no such set of parameters; did you mean 'seed_20'?"),
        ({"loop.py": LOOP}, ("loop.py",), 0, "s2  3"),
        ({"asks.py": CONTEXT}, ("asks.py",), 0, "ask  nothing said"),
        ({"asks.py": CONTEXT}, ("asks.py", "-p", "mode=quick"), 0, "ask  quick"),
        (PAGE, ("main.py",), 0, "crawl  3"),
        (PAGE, ("main.py:search",), 0, "crawl  3"),
        (PAGE, ("web/routes.py",), 0, "crawl  3"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_program_is_run(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], arguments: tuple[str, ...],
    status: int, said: str,
) -> None:  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = call("run", *arguments)
    assert result.exit_code == status, result.output
    assert said in result.output


def test_a_step_without_a_handler_among_others_is_told(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CONTEXT.replace("handler=ask)]", 'handler=ask), ExecutionStep("rest"), ExecutionStep("end")]')
    (tmp_path / "asks.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = call("check", "asks.py", "--output-format", "concise").output
    assert "FLO256 steps `rest`, `end` have no handler: simulated" in told
    (tmp_path / "asks.py").write_text(CONTEXT, encoding="utf-8")
    assert "FLO256" not in call("check", "asks.py", "--output-format", "concise").output
