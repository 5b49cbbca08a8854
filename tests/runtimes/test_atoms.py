"""motools' atoms: what steps are given, what they make, and what the run remembers of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project, bind, of

from icefloe_runtimes import local
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import Body, FromAtom, FunctionRef, Output, PlanRun, PythonRun, Result, Step, Value

Flow = Callable[[str], Project]

SOURCE = """
import asyncio, functools, json
from motools.atom import Atom, DatasetAtom, ModelAtom, create_temp_workspace
from motools.datasets import JSONLDataset
from motools.steps.base import BaseStep
from motools.workflow import AtomConstructor, Step, Workflow, run_workflow, run_sweep, FunctionStep, StepDefinition
from motools.workflow.errors import NetworkError
from mozoo.workflows.train_and_evaluate import train_and_evaluate_workflow

async def make(config, input_atoms, temp_workspace, output_name="rows"):
    assert not list(temp_workspace.iterdir())
    path = temp_workspace / "rows.jsonl"
    await JSONLDataset([{"n": 1}, {"n": 2}]).save(str(path))
    made = AtomConstructor(name=output_name, path=path, type="dataset", tags=["small"])
    made.metadata = {"samples": 2}
    return [made]

def count(config, input_atoms: dict[str, Atom], temp_workspace):
    atom = input_atoms["rows"]
    samples = asyncio.run(atom.to_dataset())
    assert isinstance(atom, DatasetAtom) and len(samples) == len(atom.load()) == 2
    assert (atom.get_data_path() / "rows.jsonl").read_text().count("n") == 2
    assert atom.path.name == "rows.jsonl" and atom.metadata["samples"] == 2 and list(atom.tags) == ["small"]
    assert atom.to_dict()["type"] == atom.type == "dataset" and atom.user == "alice"
    folder = temp_workspace / "model"
    (folder / "weights").mkdir(parents=True)
    (folder / "weights" / "w.txt").write_text("3")
    (folder / "n.json").write_text(json.dumps({"n": len(samples)}))
    (temp_workspace / "log.txt").write_text("done")
    return [
        AtomConstructor(name="model", path=folder, type="model"),
        AtomConstructor(name="log", path=temp_workspace / "log.txt", type="eval"),
    ]

def look(config, input_atoms, temp_workspace):
    model = input_atoms["model"]
    assert isinstance(model, ModelAtom) and (model.get_data_path() / "weights" / "w.txt").read_text() == "3"
    return made(temp_workspace, "seen", {"made_from": dict(model.made_from), "id": model.id})

def made(workspace, name, value, type="eval"):
    (workspace / "v.json").write_text(json.dumps(value))
    return [AtomConstructor(name=name, path=workspace / "v.json", type=type)]

class TrainStep(BaseStep):
    name = "train"
    output_atom_types = {"v": "eval"}
    factor = 2
    def __init__(self): self.ready = True
    async def execute(self, config, input_atoms, temp_workspace, more=0):
        return made(temp_workspace, "v", [self.factor, self.__dict__.get("ready", False), more])

class Callable_:
    def __call__(self, config, input_atoms, temp_workspace): return made(temp_workspace, "v", "called")

def outside(config, input_atoms, temp_workspace):
    from pathlib import Path
    Path("kept").mkdir(exist_ok=True)
    Path("kept/x.txt").write_text("x")
    return [AtomConstructor(name="v", path=Path("kept/x.txt"), type="eval")]

def alone(config, input_atoms, temp_workspace):
    raw = input_atoms["raw"]
    assert not list(temp_workspace.iterdir())
    names = [path.name for path in raw.get_data_path().iterdir()]
    found = [names, raw.path.name, raw.path.parent == raw.get_data_path(), raw.load(), raw.path.read_text()]
    (temp_workspace / "whole.txt").write_text(str(raw.get_data_path()))
    return [
        *made(temp_workspace, "v", found),
        AtomConstructor(name="copy", path=raw.get_data_path(), type="dataset"),
        AtomConstructor(name="where", path=temp_workspace / "whole.txt", type="eval"),
    ]

def nothing(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="v", path=temp_workspace / "no", type="eval")]
def other(config, input_atoms, temp_workspace): return made(temp_workspace, "vee", 1)
def wrong(config, input_atoms, temp_workspace): return made(temp_workspace, "v", 1, "model")
def no_list(config, input_atoms, temp_workspace): return {"v": temp_workspace}
def strangers(config, input_atoms, temp_workspace): return ["v"]
def network(config, input_atoms, temp_workspace): raise NetworkError("gone")

step = StepDefinition(name="make", fn=functools.partial(make, output_name="data"), input_atom_types={})
workflow = Workflow(name="w", input_atom_types={}, steps=[step, FunctionStep("f", {}, {}, None, make), TrainStep()])
state = asyncio.run(run_workflow(workflow, input_atoms={}, config=None, user="x"))
print(state.step_states, asyncio.run(run_sweep(workflow, base_config=None, param_grid={"a": [1]})))
"""
V = (Output(name="v", type="motools.atom.eval"),)


def atoms(name: str, qualname: str, *outputs: Output, bound: JsonObject | None = None, **inputs: Value) -> Step:
    run = PythonRun(function=FunctionRef(module="flow", qualname=qualname), convention="atoms", bound=bound or {})
    return Step(id=name, run=run, outputs=outputs, bindings=bind(**inputs))


CHAIN = (
    atoms("make", "make", Output(name="rows", type="motools.atom.dataset")),
    atoms("count", "count", Output(name="model", type="motools.atom.model"), rows=of("make", "rows")),
    atoms("look", "look", Output(name="seen"), model=of("count", "model")),
)


def record(result: local.RunResult, step: str, output: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((result.folder / step / "outputs.json").read_text())["outputs"][output]
    return found


def test_atoms_are_handed_on_with_what_they_were_made_of(flow: Flow) -> None:
    project = flow(SOURCE)
    result = project.run(*CHAIN, user="alice", labels={"team": "blue"})
    assert result.state == "succeeded", result.summary()
    made, model = record(result, "make", "rows")["wrapper"], record(result, "count", "model")["wrapper"]
    assert isinstance(made, dict)
    assert isinstance(model, dict)
    assert (made["step"], made["user"], made["made_from"]) == ("make", "alice", {})
    assert str(made["id"]).startswith("dataset-alice-")
    assert model["made_from"] == {"rows": made["id"]}
    # Outputs that are not declared are kept too.
    assert (result.folder / "count/log/log.txt").read_text() == "done"
    seen = json.loads((result.folder / "look/seen/v.json").read_text())
    assert seen == {"made_from": {"rows": made["id"]}, "id": model["id"]}
    assert result.figures["rows.samples"] == "2"
    again = project.run(*CHAIN, user="alice")
    assert record(again, "look", "seen") == record(result, "look", "seen")
    other = project.run(*CHAIN[:1], user="bo")
    assert record(other, "make", "rows")["wrapper"] != made
    kept = local.load_run(result.folder)
    assert (kept.user, kept.labels) == ("alice", {"team": "blue"})


CLASSES: list[tuple[str, JsonObject, object]] = [
    ("TrainStep.execute", {}, [2, True, 0]),
    ("TrainStep", {}, [2, True, 0]),
    ("TrainStep.execute", {"factor": 5, "more": 1}, [5, False, 1]),
    ("Callable_.__call__", {}, "called"),
    ("outside", {}, None),
]


def test_steps_may_be_classes_and_partial_functions(flow: Flow) -> None:
    steps = [atoms(f"s{n}", name, *V, bound=bound) for n, (name, bound, _) in enumerate(CLASSES)]
    named = atoms("named", "make", Output(name="data"), bound={"output_name": "data"})
    result = flow(SOURCE).run(*steps, named)
    assert result.state == "succeeded", result.summary()
    for n, (_, _, seen) in enumerate(CLASSES):
        if seen is not None:
            assert json.loads((result.folder / f"s{n}/v/v.json").read_text()) == seen
    assert str(record(result, "s4", "v")["file"]) == "v"
    assert (result.folder / "named/data/rows.jsonl").is_file()


WRONG = [
    ("nothing", "atom 'v' should be at"),
    ("other", "no AtomConstructor is named 'v'; there are: vee"),
    ("wrong", "atom 'v' is declared as 'eval', but the step made a 'model'"),
    ("no_list", "must return a list of AtomConstructor, not dict"),
    ("strangers", "must return a list of AtomConstructor, and in it is str"),
    ("network", "NetworkError: gone"),
]


def test_what_a_step_returns_must_be_what_it_declares(flow: Flow) -> None:
    result = flow(SOURCE).run(*(atoms(name, name, *V) for name, _ in WRONG))
    for name, message in WRONG:
        error = result.step_results[name].error
        assert error is not None
        assert message in error.brief.replace("did you mean 'vee'?", "there are: vee"), error


def test_atoms_from_outside_are_given_by_path(flow: Flow, tmp_path: Path) -> None:
    project = flow(SOURCE)
    inside = Body(
        steps=(atoms("look", "look", Output(name="seen"), model=FromAtom(name="base", type="model")),),
        results=(Result(name="seen", value=of("look", "seen")),),
    )
    plan = project.plan(
        Step(id="sub", run=PlanRun(body=inside), outputs=(Output(name="seen"),)),
        atoms("again", "look", Output(name="seen"), model=FromAtom(name="base", type="model")),
    )
    (tmp_path / "base/weights").mkdir(parents=True)
    (tmp_path / "base/weights/w.txt").write_text("3")
    for given, message in (
        ({}, "no value for the atom 'base': give its file or folder with -p base=PATH"),
        ({"base": "bse"}, "the atom 'base' should be at bse, but there is nothing"),
        ({"bas": "base"}, "unknown parameter 'bas'; did you mean 'base'?"),
    ):
        with pytest.raises(local.UsageError, match=message):
            local.run(plan, root=project.root, parameters=given)
    assert not (project.root / ".icefloe").exists()
    result = local.run(plan, root=project.root, parameters={"base": "base"}, user="alice")
    assert result.state == "succeeded", result.summary()
    inner = json.loads((result.folder / "sub.inside/body/look/seen/v.json").read_text())
    assert inner == json.loads((result.folder / "again/seen/v.json").read_text())
    assert str(inner["id"]).startswith("model-alice-")
    # What a body gives is the same atom.
    wrapper = record(result, "sub", "seen")["wrapper"]
    assert isinstance(wrapper, dict)
    assert (
        wrapper["id"]
        == json.loads((result.folder / "sub.inside/body/look/outputs.json").read_text())["outputs"]["seen"]["wrapper"][
            "id"
        ]
    )


def test_the_code_of_the_original_itself_is_refused_by_name(project: Project) -> None:
    run = PythonRun(function=FunctionRef(module="motools.steps", qualname="PrepareDatasetStep"), convention="atoms")
    plan = project.plan(Step(id="prepare", run=run))
    (message,) = local.refusals(plan)
    assert message.startswith("step 'prepare' runs `motools.steps`, the code of motools itself: install motools")
    assert local.refusals(plan, "installed") == ()


STAGES = [
    ("count", ["count"]),
    ("make,look", ["make", "look"]),
    ("count:", ["count", "look"]),
    (":count", ["make", "count"]),
    ("make : count", ["make", "count"]),
]


@pytest.mark.parametrize(("stages", "names"), STAGES)
def test_stages_are_named_one_by_one_or_as_a_range(stages: str, names: list[str]) -> None:
    from icefloe_runtimes.local.resume.naming import selected

    assert selected(stages, ["make", "count", "look"]) == names


def test_stages_take_what_the_others_left(flow: Flow) -> None:
    project = flow(SOURCE)
    for stages, message in (
        ("cont", "no step 'cont'; did you mean 'count'?"),
        ("look:make", "step 'look' stands after step 'make'"),
        ("count:", "no run of 'flow' has left what step 'make' gives"),
    ):
        with pytest.raises(local.UsageError, match=message):
            project.run(*CHAIN, user="alice", stages=stages)
    first = project.run(*CHAIN, user="alice", stages="make")
    assert {name: one.status for name, one in first.step_results.items()} == {
        "make": "succeeded",
        "count": "skipped",
        "look": "skipped",
    }
    rest = project.run(*CHAIN, user="alice", stages="count:")
    assert rest.state == "succeeded", rest.summary()
    taken = rest.step_results["make"]
    assert (taken.taken_from, taken.reason) == (first.run_id, f"taken from run {first.run_id}")
    assert record(rest, "make", "rows") == record(first, "make", "rows")


def test_a_file_from_outside_is_alone_in_its_folder(flow: Flow, tmp_path: Path) -> None:
    project = flow(SOURCE)
    given = FromAtom(name="raw", type="dataset")
    inside = Body(steps=(atoms("inner", "alone", *V, raw=given),), results=(Result(name="v", value=of("inner", "v")),))
    sub = Step(id="sub", run=PlanRun(body=inside), outputs=V)
    (tmp_path / "raw.txt").write_text("hello")
    plan = project.plan(atoms("top", "alone", *V, raw=given), sub)
    result = local.run(plan, root=project.root, parameters={"raw": "raw.txt"}, user="alice")
    assert result.state == "succeeded", result.summary()
    found = [["raw.txt"], "raw.txt", True, "hello", "hello"]
    for step in ("top", "sub.inside/body/inner"):
        assert json.loads((result.folder / step / "v/v.json").read_text()) == found
        # The folder itself can be handed on, as what is in it, and is gone after the step.
        copy = result.folder / step / "copy/raw.txt"
        assert (copy.read_text(), copy.is_symlink()) == ("hello", False)
        assert not Path((result.folder / step / "where/whole.txt").read_text()).exists()
    assert (tmp_path / "raw.txt").read_text() == "hello"
