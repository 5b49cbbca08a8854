"""Running some steps of a plan: of which earlier run the outputs of the others are taken."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project, bind, of

from icefloe_runtimes import local
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import Binding, FromAtom, FromParameter, FunctionRef, Output, Parameter, Plan, PythonRun, Step

Flow = Callable[[str], Project]

SOURCE = """
import json
from motools.workflow import AtomConstructor

def load(config, input_atoms, temp_workspace): return made(temp_workspace, "rows", config, "dataset")
def split(config, input_atoms, temp_workspace):
    return made(temp_workspace, "train", [input_atoms["rows"].load(), config], "dataset")
def fit(config, input_atoms, temp_workspace):
    return made(temp_workspace, "fitted", [input_atoms["train"].load(), config])
def copied(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="copy", path=input_atoms["raw"].get_data_path(), type="dataset")]

def look(config, input_atoms, temp_workspace): return made(temp_workspace, "seen", input_atoms["copy"].load())

def made(workspace, name, value, type="eval"):
    (workspace / "v.json").write_text(json.dumps(value))
    return [AtomConstructor(name=name, path=workspace / "v.json", type=type)]
"""


def sections(*names: str) -> tuple[Step, ...]:
    """Three steps in a chain, each with its section of the configuration."""
    inputs = {"load": {}, "split": {"rows": of("load", "rows")}, "fit": {"train": of("split", "train")}}
    outputs = {"load": "rows", "split": "train", "fit": "fitted"}
    return tuple(
        Step(
            id=name,
            run=PythonRun(
                function=FunctionRef(module="flow", qualname=name),
                convention="atoms",
                config=Binding(parameter="config", value=FromParameter(name=name)),
            ),
            outputs=(Output(name=outputs[name]),),
            bindings=bind(**inputs[name]),
        )
        for name in names
    )


def chain(project: Project, every: int = 2) -> Plan:
    held: tuple[tuple[str, JsonObject, str], ...] = (
        ("load", {"limit": 9}, "LIMIT"),
        ("split", {"every": every}, ""),
        ("fit", {"rate": 1}, ""),
    )
    parameters = tuple(Parameter(name=name, default=default, variable=variable) for name, default, variable in held)
    return project.plan(*sections("load", "split", "fit"), parameters=parameters)


def fitted(result: local.RunResult) -> list[object]:
    assert result.state == "succeeded", result.summary()
    found: list[object] = json.loads((result.folder / "fit/fitted/v.json").read_text())
    return found


def test_stages_are_taken_from_the_last_run_with_the_same_parameters(flow: Flow) -> None:
    project = flow(SOURCE)

    def run(stages: str, plan: Plan, **given: object) -> local.RunResult:
        return local.run(plan, root=project.root, parameters=given, stages=stages)

    plan = chain(project)
    three = run("", plan, split={"every": 3})
    two = run("", plan)
    # What the steps read that are run does not count, and neither does how a value is spelled.
    again = run("fit", plan, split='{"every":3}', fit={"rate": 5})
    assert fitted(again) == [[{"limit": 9}, {"every": 3}], {"rate": 5}]
    assert again.step_results["split"].reason == f"taken from run {three.run_id}"
    # What the source gives is compared too.
    assert fitted(run("fit", chain(project, every=3)))[0] == [{"limit": 9}, {"every": 3}]
    found = run("fit", plan)
    assert (fitted(found)[0], found.step_results["split"].reason) == (fitted(two)[0], f"taken from run {two.run_id}")
    # What comes after the steps that are run was not there, and does not count either.
    assert run("split", plan, split={"every": 7}, fit={"rate": 8}).state == "succeeded"


DIFFERENT: list[tuple[str, dict[str, object], str]] = [
    ("fit", {"split": {"every": 3}}, r"one, 'split\.every' was 2 and is 3: give the same, or add it to the stages$"),
    ("fit", {"split": {"every": True}}, r"'split\.every' was 2 and is True"),
    ("fit", {"split": {}}, r"'split\.every' was 2 and is not given"),
    ("fit", {"split": {"every": 2, "by": "x"}}, r"'split\.by' was not given and is 'x'"),
    (
        "fit",
        {"split": "all", "load": {"limit": 8}},
        r"'load\.limit' was 9 and is 8, 'split' was {'every': 2} and is 'all'",
    ),
    # A step that is run again has made what another one was made of, which is not.
    ("load,fit", {"load": {"limit": 8}}, r"what step 'split' gives with the same parameters: .* 'load\.limit' was 9"),
]


def test_stages_of_runs_with_other_parameters_are_refused_by_name(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    project = flow(SOURCE)
    plan = chain(project)
    first = local.run(plan, root=project.root)
    for stages, given, message in DIFFERENT:
        with pytest.raises(local.UsageError, match=message) as refused:
            local.run(plan, root=project.root, parameters=given, stages=stages)
        assert f"in run {first.run_id}, the last one, '" in str(refused.value)
    # The values of the environment may be secrets: they are compared, and neither kept nor told.
    monkeypatch.setenv("LIMIT", "4711")
    with pytest.raises(local.UsageError, match="'load' had another value") as refused:
        local.run(plan, root=project.root, stages="fit")
    second = local.run(plan, root=project.root)
    assert local.run(plan, root=project.root, stages="fit").step_results["split"].reason.endswith(second.run_id)
    assert "4711" not in str(refused.value)
    assert list(json.loads((second.folder / "environment.json").read_text())) == ["load"]
    assert not (first.folder / "environment.json").exists()
    monkeypatch.delenv("LIMIT")
    monkeypatch.setenv("LIMIT", "4712")
    with pytest.raises(local.UsageError, match="'load' had another value"):
        local.run(plan, root=project.root, stages="fit")
    monkeypatch.delenv("LIMIT")
    assert local.run(plan, root=project.root, stages="fit").step_results["split"].reason.endswith(first.run_id)


def test_stages_are_taken_from_runs_with_the_same_atoms(flow: Flow, tmp_path: Path) -> None:
    project = flow(SOURCE)
    given = {"copied": bind(raw=FromAtom(name="raw", type="dataset")), "look": bind(copy=of("copied", "copy"))}
    outputs = {"copied": "copy", "look": "seen"}
    steps = [
        Step(
            id=name,
            run=PythonRun(function=FunctionRef(module="flow", qualname=name), convention="atoms"),
            outputs=(Output(name=outputs[name]),),
            bindings=given[name],
        )
        for name in outputs
    ]
    plan = project.plan(*steps)
    for name in ("raw", "other"):
        (tmp_path / f"{name}.txt").write_text(name)
    first = local.run(plan, root=project.root, parameters={"raw": "raw.txt"}, stages="copied")
    with pytest.raises(local.UsageError, match=r"'raw' was '.*raw\.txt' and is '.*other\.txt'"):
        local.run(plan, root=project.root, parameters={"raw": "other.txt"}, stages="look")
    again = local.run(plan, root=project.root, parameters={"raw": str(tmp_path / "raw.txt")}, stages="look")
    assert again.step_results["copied"].reason == f"taken from run {first.run_id}"
