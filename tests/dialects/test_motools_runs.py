"""The places that run workflows: what they give, which steps they select, who awaits them, and sweeps."""

import pytest
from motools_cases import JUDGE, LOAD, PRELUDE, TRAIN, codes, only, steps, told, workflow

from icefloe.constants import literal_of
from icefloe.dialects.motools import DIALECT
from icefloe.graph import MapRun
from icefloe_schema import plan

ALL = """\
@dataclass
class All(WorkflowConfig):
    load: Config
"""
CONFIGURED = LOAD.replace("None)", "Config)")
FLOW = workflow(LOAD, TRAIN, JUDGE)
RUN = 'run_workflow(w, {}, None, "u")'


def main(call: str, flow: str = FLOW) -> str:
    return f"{PRELUDE}{ALL}{flow}async def main():\n    await {call}\n\nasyncio.run(main())\n"


STAGES = {
    "all": ("None", []),
    "some": ('["load", "train"]', []),
    "a tuple": ('("load", "train")', []),
    "one": ('["load"]', []),
    "none": ("[]", ["warning FLO271: no step is selected: nothing is run"]),
    "unknown": ('["load", "trian"]', ["error FLO271: the workflow has no step `trian`; did you mean `train`?"]),
    "without what it needs": (
        '["train", "judge"]',
        ["warning FLO271: step `train` is selected, but not step `load`, whose atom it takes"],
    ),
    "a text": (
        '"load:train"',
        [
            (
                "error FLO271: the selected steps are a list of names: motools looks for each step's name anywhere in "
                "this text"
            )
        ],
    ),
    "not known": ("elsewhere()", []),
}


@pytest.mark.parametrize("case", STAGES)
def test_the_selected_steps_are_there_and_have_what_they_take(read, case: str):
    text, expected = STAGES[case]
    found = read(
        DIALECT,
        main(f'run_workflow(w, {{}}, None, "u", selected_stages={text})').replace(
            "import asyncio", "from elsewhere import elsewhere\nimport asyncio", 1
        ),
    )
    assert [line.split(" at ")[0] + ":" + line.partition(":")[2] for line in told(found)] == expected


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"load:train"', '["load", "train"]'),
        ('":train"', '["load", "train"]'),
        ('"train:"', '["train", "judge"]'),
        ('"load,judge"', '["load", "judge"]'),
        ('"load"', '["load"]'),
    ],
)
def test_a_text_of_the_command_line_is_spelled_as_a_list(read, text: str, wanted: str):
    found = read(DIALECT, main(f'run_workflow(w, {{}}, None, "u", selected_stages={text})'))
    (finding,) = [one for one in found.findings if one.code == "FLO271"]
    assert wanted in finding.help


GIVEN = {
    "all of them": ('{"rows": "dataset-alice-0f3c9a12"}', []),
    "a user with a dash": ('{"rows": "dataset-a-b-0f3c9a12"}', []),
    "an id that is not known": ('{"rows": os.environ["ROWS"]}', []),
    "a missing one": ("{}", ["error FLO146: this run does not give `rows`, which the workflow asks for"]),
    "a misspelt one": (
        '{"row": "dataset-alice-0f3c9a12"}',
        [
            "error FLO146: this run does not give `rows`, which the workflow asks for; did you mean `row`?",
            "warning FLO146: this run gives `row`, which the workflow does not ask for; did you mean `rows`?",
        ],
    ),
    "another type": (
        '{"rows": "model-alice-0f3c9a12"}',
        ["error FLO146: `rows` is asked for as `dataset`, but this run gives a `model`"],
    ),
    "no id": (
        '{"rows": "rows.json"}',
        ["error FLO146: `rows.json` is no id of an atom: it begins with the type, as in `dataset-USER-HASH`"],
    ),
    "nothing": ("None", ["error FLO146: this run gives no atoms, but the workflow asks for `rows`"]),
}


@pytest.mark.parametrize("case", GIVEN)
def test_a_run_gives_the_atoms_that_are_asked_for(read, case: str):
    text, expected = GIVEN[case]
    flow = workflow(TRAIN, atoms='{"rows": "dataset"}')
    found = read(DIALECT, main(f'run_workflow(w, {text}, None, "u")', flow))
    assert [line.split(" at ")[0] + ":" + line.partition(":")[2] for line in told(found)] == expected


def test_a_training_job_is_a_type_too(read):
    flow = workflow(
        'StepDefinition("wait", judge, {"job": "training_job"}, {"scores": "eval"}, None)',
        atoms='{"job": "training_job"}',
    )
    assert codes(read(DIALECT, main('run_workflow(w, {"job": "training_job-me-0f3c9a12"}, None, "u")', flow))) == []


@pytest.mark.parametrize(
    ("call", "hints", "cache"),
    [
        (RUN, {"user": "u"}, True),
        (
            'run_workflow(workflow=w, input_atoms={}, config=None, user="u", config_name="big")',
            {"user": "u", "config_name": "big"},
            True,
        ),
        ('run_workflow(w, {}, None, "u", no_cache=True)', {"user": "u"}, False),
        ('run_workflow(w, {}, None, "u", force_rerun=True)', {"user": "u", "force_rerun": True}, True),
        ('run_workflow(w, {}, None, "u", selected_stages=["load"])', {"user": "u", "stages": ["load"]}, True),
        (
            'run_workflow(w, {}, None, "u", "big", ["load"], True, True)',
            {"user": "u", "config_name": "big", "stages": ["load"], "force_rerun": True},
            False,
        ),
    ],
)
def test_what_a_run_says_stands_in_the_header(read, call: str, hints: dict[str, object], cache: bool):
    graph = only(read(DIALECT, main(call)))
    assert graph.header is not None
    assert graph.header.hints == hints
    assert graph.header.cache is cache


def test_ids_of_atoms_are_hints(read):
    flow = workflow(TRAIN, atoms='{"rows": "dataset"}')
    graph = only(read(DIALECT, main('run_workflow(w, {"rows": "dataset-a-0f3c9a12"}, None, "u")', flow)))
    assert graph.header is not None
    assert graph.header.hints["input_atoms"] == {"rows": "dataset-a-0f3c9a12"}


AWAITED = {
    "by await": f"async def main():\n    result = await {RUN}\nasyncio.run(main())\n",
    "by asyncio.run": f"result = asyncio.run({RUN})\n",
    "by gather": f"async def main():\n    await asyncio.gather({RUN}, {RUN})\nasyncio.run(main())\n",
    "by gather over a list": "async def main():\n    tasks = []\n    for n in range(2):\n"
    f"        tasks.append({RUN})\n    await asyncio.gather(*tasks)\nasyncio.run(main())\n",
    "by a task": f"async def main():\n    task = asyncio.create_task({RUN})\n    await task\nasyncio.run(main())\n",
    "by a caller": f"def start():\n    return {RUN}\nasync def main():\n    await start()\nasyncio.run(main())\n",
    "as a variable": f"async def main():\n    going = {RUN}\n    await going\nasyncio.run(main())\n",
}
FORGOTTEN = {
    "in a module": f"result = {RUN}\nprint(result.step_states)\n",
    "in a function": f"async def main():\n    result = {RUN}\n    print(result.step_states)\nasyncio.run(main())\n",
    "as a statement": f"async def main():\n    {RUN}\nasyncio.run(main())\n",
}


@pytest.mark.parametrize("case", AWAITED)
def test_a_run_that_is_awaited_is_no_matter(read, case: str):
    found = read(DIALECT, PRELUDE + FLOW + AWAITED[case])
    assert "FLO581" not in codes(found, original=True)
    assert codes(found) == []


@pytest.mark.parametrize("case", FORGOTTEN)
def test_a_run_that_nobody_awaits_is_noted_and_its_plan_complete(read, case: str):
    found = read(DIALECT, PRELUDE + FLOW + FORGOTTEN[case])
    assert "FLO581" in codes(found, original=True)
    assert codes(found) == []
    assert len(only(found).steps) == 3


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (RUN, ["FLO583"]),
        ('run_workflow(w, {}, None, "u", no_cache=True)', []),
        ('run_workflow(w, {}, None, "u", force_rerun=True)', []),
        ("run_workflow(w, {}, None)", ["FLO582", "FLO583"]),
        ("run_workflow(w)", ["FLO582", "FLO583"]),
    ],
)
def test_what_motools_would_do_otherwise_is_noted_once(read, call: str, expected: list[str]):
    assert sorted(codes(read(DIALECT, main(call)), original=True)) == expected


def test_arguments_of_a_run_that_there_are_not(read):
    assert codes(read(DIALECT, main('run_workflow(w, {}, None, "u", stages=["load"])'))) == ["FLO105"]


CONFIG = ALL + workflow(CONFIGURED, config="All")


def sets(found) -> dict[str, object]:
    graph = found.pipelines[0].graph
    assert graph.header is not None
    return {one.name: one.values for one in graph.header.parameter_sets}


def test_one_run_gives_the_defaults(read):
    found = read(DIALECT, PRELUDE + CONFIG + 'asyncio.run(run_workflow(w, {}, All(load=Config(rate=2.0)), "u"))\n')
    assert sets(found) == {}
    (parameter,) = only(found).parameters
    assert parameter.name == "load"
    assert parameter.default is not None


def test_several_runs_are_sets_of_parameters(read):
    text = (
        "async def main():\n    for rate in (1, 2):\n"
        "        await run_workflow(w, {}, All(load=Config(rate=rate)), 'u')\n"
    )
    found = read(DIALECT, PRELUDE + CONFIG + text + "asyncio.run(main())\n")
    assert list(sets(found)) == ["rate=1", "rate=2"]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("runs", "defaults", "wanted"),
    [
        # Each run takes the section of its class: the first alone, where another one gives it.
        (["All()", "All()"], {"load": {}}, {}),
        (["All()", "All(load=Config(name='b'))"], {"load": None}, {"run-1": {}, "run-2": {"name": "b"}}),
        (["All.from_yaml(input())", "All(load=Config(name='b'))"], {"load": None}, {"b": {"name": "b"}}),
        (["All.from_yaml(input())", "All.from_yaml(input())"], {"load": None}, {}),
    ],
)
def test_what_runs_take_without_being_given_it(read, runs: list[str], defaults: dict[str, object], wanted: object):
    free = CONFIG.replace("load: Config", "load: Config = field(default_factory=Config)")
    text = "".join(f"asyncio.run(run_workflow(w, {{}}, {one}, 'u'))\n" for one in runs)
    found = read(DIALECT, PRELUDE + free + text)
    asked = {one.name: None if one.default is None else literal_of(one.default) for one in only(found).parameters}
    assert asked == defaults
    assert [one["load"] for one in sets(found).values()] == list(wanted.values())


def test_their_names_are_those_that_they_are_given(read):
    text = (
        "async def main():\n    await asyncio.gather(*[run_workflow(w, {}, All(load=Config(rate=r)), 'u', f'r{r}') "
        "for r in (1, 2)])\nasyncio.run(main())\n"
    )
    found = read(DIALECT, PRELUDE + CONFIG + text)
    assert list(sets(found)) == ["r1", "r2"]


def test_equal_runs_need_no_sets(read):
    text = "for n in range(3):\n    asyncio.run(run_workflow(w, {}, All(load=Config()), 'u'))\n"
    assert sets(read(DIALECT, PRELUDE + CONFIG + text)) == {}


SWEEP = (
    "async def main():\n    results = await run_sweep(w, All(load=Config()), {grid}, {{}}, 'u'{more})\n"
    "asyncio.run(main())\n"
)


def swept(read, grid: str, more: str = ""):
    return read(DIALECT, PRELUDE + CONFIG + "RATES = [0.1, 0.2]\n" + SWEEP.format(grid=grid, more=more))


def test_a_sweep_is_a_pipeline_of_its_own(read):
    found = swept(read, '{"load.rate": [0.1, 0.2]}', ", max_parallel=4")
    plain, sweep = (pipeline.graph for pipeline in found.pipelines)
    assert (plain.name, sweep.name) == ("w", "w-sweep")
    assert sweep.entry == "main:main"
    assert steps(sweep) == ["w for config -> rows", "  load = load() -> rows"]
    (step,) = sweep.steps
    assert isinstance(step.run, MapRun)
    assert step.run.concurrency == 4
    assert isinstance(step.run.over, plan.FromLiteral)
    rates = [one["load"]["rate"] for one in step.run.over.value]
    assert rates == [{"$float": "0.1"}, {"$float": "0.2"}]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("grid", "points"),
    [
        ('{"load.rate": RATES}', 2),
        ('{"load": [Config(rate=0.1), Config(rate=0.2), Config()]}', 3),
        ('{"load.rate": [n / 10 for n in range(5)]}', 5),
        ("{}", 1),
    ],
)
def test_every_point_of_the_grid_is_one_configuration(read, grid: str, points: int):
    found = swept(read, grid)
    (step,) = found.pipelines[1].graph.steps
    assert isinstance(step.run, MapRun)
    assert isinstance(step.run.over, plan.FromLiteral)
    assert len(step.run.over.value) == points


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", []),
        (", max_parallel=None", []),
        (", max_parallel=1", []),
        (", max_parallel=0", ["FLO272"]),
        (", max_parallel=True", ["FLO272"]),
        (', max_parallel="2"', ["FLO272"]),
        (", max_parallel=int(os.environ['N'])", ["FLO272"]),
        (", jobs=3", ["FLO105"]),
    ],
)
def test_how_many_runs_there_are_at_one_time_is_a_number(read, more: str, expected: list[str]):
    assert codes(swept(read, '{"load.rate": [0.1]}', more)) == expected


def test_a_grid_that_is_not_known_is_a_hole(read):
    assert codes(swept(read, "elsewhere()")) == ["FLO103"]


def test_a_workflow_that_a_function_is_given_is_nobodys_matter(read):
    text = 'async def start(flow):\n    await run_workflow(flow, {}, None, "u")\n'
    assert codes(read(DIALECT, PRELUDE + text)) == []


def test_a_workflow_that_is_not_known_is_said(read):
    text = 'from elsewhere import flow\nasync def main():\n    await run_workflow(flow, {}, None, "u")\n'
    found = read(DIALECT, PRELUDE + text)
    assert [line.split(" at ")[0] for line in told(found)] == ["warning FLO145"]
    assert "`elsewhere.flow` is not part of the project" in told(found)[0]
