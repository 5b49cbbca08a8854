"""Atoms between the steps of a workflow: who makes what a step takes, and what is wrong with that."""

import pytest
from motools_cases import JUDGE, LOAD, PRELUDE, TRAIN, codes, only, steps, told, workflow

from icefloe.dialects.motools import DIALECT
from icefloe.graph import PythonRun

JOINED = {
    "in a row": (
        workflow(LOAD, TRAIN, JUDGE),
        [
            "load = load() -> rows",
            "train = train(rows=load.rows) -> model",
            "judge = judge(model=train.model) -> scores",
        ],
    ),
    "from the run": (
        workflow(TRAIN, JUDGE, atoms='{"rows": "dataset"}'),
        ["train = train(rows=~rows:dataset) -> model", "judge = judge(model=train.model) -> scores"],
    ),
    "an earlier step rather than the run": (
        workflow(LOAD, TRAIN, atoms='{"rows": "dataset"}'),
        ["load = load() -> rows", "train = train(rows=load.rows) -> model"],
    ),
    "the nearest of two": (
        workflow(LOAD, LOAD.replace('"load"', '"again"'), TRAIN),
        ["load = load() -> rows", "again = load() -> rows", "train = train(rows=again.rows) -> model"],
    ),
    "the first of two, where the second comes later": (
        workflow(LOAD, TRAIN, LOAD.replace('"load"', '"again"')),
        ["load = load() -> rows", "train = train(rows=load.rows) -> model", "again = load() -> rows"],
    ),
    "two readers": (
        workflow(LOAD, TRAIN, TRAIN.replace('"train"', '"other"').replace('"model": "model"', '"model": "model"')),
        ["load = load() -> rows", "train = train(rows=load.rows) -> model", "other = train(rows=load.rows) -> model"],
    ),
    "a later step, where no earlier one is": (
        workflow(TRAIN, LOAD),
        ["train = train(rows=load.rows) -> model", "load = load() -> rows"],
    ),
}


@pytest.mark.parametrize("case", JOINED)
def test_steps_are_joined_by_the_names_of_their_atoms(read, case: str):
    text, expected = JOINED[case]
    assert steps(only(read(DIALECT, PRELUDE + text))) == expected


LATE = workflow(TRAIN, LOAD)
CIRCLE = workflow('StepDefinition("load", load, {"scores": "eval"}, {"rows": "dataset"}, None)', TRAIN, JUDGE)
WRONG = {
    "nothing makes it": (
        workflow(TRAIN),
        "error FLO201 at 1: step `train` takes `rows`, but nothing in pipeline `w` gives it",
    ),
    "a name that is near": (
        workflow(LOAD, TRAIN.replace('{"rows"', '{"row"')).replace("fn=train", "fn=train"),
        "error FLO201 at 1: step `train` takes `row`, but nothing in pipeline `w` gives it; did you mean `rows`?",
    ),
    "another type": (
        workflow(LOAD, TRAIN.replace('"rows": "dataset"', '"rows": "model"')),
        (
            "error FLO301 at 1: step `load` gives `dataset` through `rows`, but parameter `rows` of step "
            "`train` takes `model`: dataset is not model"
        ),
    ),
    "another type from the run": (
        workflow(TRAIN, atoms='{"rows": "task"}'),
        "error FLO143 at 1: step `train` takes `rows` as `dataset`, but the workflow is given a `task`",
    ),
    "too early": (LATE, "warning FLO147 at 1: step `train` takes `rows` before step `load` makes it"),
    "in a circle": (
        CIRCLE,
        "error FLO102 at 1: 3 steps of pipeline `w` wait for each other in a circle: load → train → judge → load",
    ),
    "never taken": (
        workflow(LOAD, atoms='{"rwos": "dataset"}'),
        "warning FLO148 at 1: no step takes `rwos`, which the workflow is given",
    ),
    "replaced": (
        workflow(LOAD, LOAD.replace('"load"', '"again"')),
        "warning FLO149 at 1: output `rows` of step `again` takes the place of another atom of that name",
    ),
    "replaces what is given": (
        workflow(LOAD, TRAIN, atoms='{"rows": "dataset"}'),
        "warning FLO149 at 1: output `rows` of step `load` takes the place of another atom of that name",
    ),
    "one name for two steps": (
        workflow(LOAD, LOAD),
        "error FLO101 at 1: step `load` is in pipeline `w` twice",
    ),
    "a type of atom that there is not": (
        workflow(TRAIN, atoms='{"rows": "datset"}'),
        "error FLO141 at 1: `datset` is not a type of atom; did you mean `dataset`?",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_the_atoms_is_said(read, case: str):
    text, expected = WRONG[case]
    assert expected in told(read(DIALECT, PRELUDE + text))


@pytest.mark.parametrize("case", ["in a row", "from the run"])
def test_right_ones_are_clean(read, case: str):
    assert codes(read(DIALECT, PRELUDE + JOINED[case][0])) == []


def test_a_circle_is_said_once_and_alone(read):
    assert codes(read(DIALECT, PRELUDE + CIRCLE)) == ["FLO102"]


def test_a_step_may_take_and_make_one_name(read):
    step = 'StepDefinition("tune", train, {"rows": "dataset", "model": "model"}, {"model": "model"}, None)'
    found = read(DIALECT, PRELUDE + workflow(LOAD, TRAIN, step))
    assert steps(only(found))[-1] == "tune = train(rows=load.rows, model=train.model) -> model"
    assert codes(found) == ["FLO149"]


def test_a_step_does_not_make_what_it_takes_itself(read):
    step = 'StepDefinition("tune", train, {"rows": "dataset", "model": "model"}, {"model": "model"}, None)'
    found = read(DIALECT, PRELUDE + workflow(LOAD, step))
    assert codes(found) == ["FLO201"]


@pytest.mark.parametrize(
    ("atoms", "text", "offset"),
    [("{}", '"rows": "dataset"', 1), ('{"other": "model"}', '"rows": "dataset", ', 1)],
)
def test_the_fix_asks_the_run_for_what_is_missing(read, atoms: str, text: str, offset: int):
    main = PRELUDE + workflow(TRAIN, atoms=atoms)
    (finding,) = [one for one in read(DIALECT, main).findings if one.code == "FLO201"]
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.text == text
    line = main.splitlines()[edit.span.line - 1]
    at = edit.span.column - 1
    assert line[:at].endswith("input_atom_types={"[-offset:])
    mended = line[:at] + edit.text + line[at:]
    again = main.replace(line, mended)
    assert "FLO201" not in codes(read(DIALECT, again))


def test_a_name_near_one_that_is_given_is_asked_for(read):
    found = read(DIALECT, PRELUDE + workflow(TRAIN, atoms='{"row": "dataset"}'))
    (finding,) = [one for one in found.findings if one.code == "FLO201"]
    assert "did you mean `row`, which the workflow is given?" in finding.help


def test_a_step_has_a_configuration_only_where_it_has_a_class(read):
    found = read(
        DIALECT,
        PRELUDE
        + "@dataclass\nclass All(WorkflowConfig):\n    load: Config\n"
        + workflow(LOAD.replace("None)", "Config)"), TRAIN, config="All"),
    )
    configs = [step.run.config for step in only(found).steps if isinstance(step.run, PythonRun)]
    assert [config is not None for config in configs] == [True, False]
    assert [parameter.name for parameter in only(found).parameters] == ["load"]
