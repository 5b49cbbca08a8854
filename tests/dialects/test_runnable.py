"""The dialect of runnable."""

import pytest

from icefloe.dialects.runnable import DIALECT
from icefloe.findings import Severity
from icefloe.graph import MapRun, Missing, ParallelRun, PythonRun, SwitchRun
from icefloe.types import spell
from icefloe_schema import plan

HEAD = """\
from runnable import (
    Catalog, Conditional, Loop, Map, NotebookTask, Parallel, Pipeline, PythonJob, PythonTask, ShellTask, Stub, json,
    metric, pickled,
)

def load() -> dict[str, int]:
    "Make something."
    return {"a": 1}

def pair():
    return 1, [2]

def show(df, n: int = 3):
    print(df, n)

"""


def told(found):
    """The codes of what is said, but for how a pipeline is executed: that is another test's matter."""
    return [f.code for f in found.findings if not f.code.startswith("FLO19")]


def flat(step):
    return {binding.parameter: binding.source for binding in step.bindings}


def test_the_code_block_of_the_page(read):
    functions = """\
        import pandas as pd

        def load_data():
            return pd.DataFrame({"a": [1]})

        def preprocess_data(df):
            return {"X": df}

        def train_model(preprocessed_data):
            return {"model": preprocessed_data}

        def evaluate_model(model_data, preprocessed_data):
            return 1.0
        """
    main = """\
        from runnable import Pipeline, PythonTask, pickled
        from functions import load_data, preprocess_data, train_model, evaluate_model

        def main():
            pipeline = Pipeline(steps=[
                PythonTask(
                    function=load_data,
                    name="load_data",
                    returns=[pickled("df")]
                ),
                PythonTask(
                    function=preprocess_data,
                    name="preprocess",
                    returns=[pickled("preprocessed_data")]
                ),
                PythonTask(
                    function=train_model,
                    name="train",
                    returns=[pickled("model_data")]
                ),
                PythonTask(
                    function=evaluate_model,
                    name="evaluate",
                    returns=[pickled("evaluation_results")]
                )
            ])

            pipeline.execute()
            return pipeline
        """
    found = read(DIALECT, main, functions__py=functions)
    assert found.findings == ()
    (pipeline,) = found.pipelines
    graph = pipeline.graph
    assert (graph.name, graph.entry) == ("main", "main:main")
    assert [(step.id, [order.step for order in step.after]) for step in graph.steps] == [
        ("load_data", []),
        ("preprocess", ["load_data"]),
        ("train", ["preprocess"]),
        ("evaluate", ["train"]),
    ]
    assert flat(graph.steps[3]) == {
        "model_data": plan.FromOutput(step="train", name="model_data"),
        "preprocessed_data": plan.FromOutput(step="preprocess", name="preprocessed_data"),
    }
    assert all(step.policy.cache is None for step in graph.steps)


@pytest.mark.parametrize(
    "end",
    [
        "pipeline = Pipeline(steps=steps)",
        "def main():\n    pipeline = Pipeline(steps=steps)\n    pipeline.execute()\n    return pipeline\n",
        "def main():\n    return Pipeline(steps=steps)\n\nif __name__ == '__main__':\n    main().execute()\n",
        "def build():\n    return Pipeline(steps=steps)\n\ndef main():\n    p = build()\n    p.execute()\n",
        "def a():\n    return Pipeline(steps=steps)\n\ndef b():\n    return a()\n\ndef c():\n    b().execute()\n",
    ],
    ids=["module", "function", "called", "factory", "factory of a factory"],
)
def test_a_pipeline_is_found_once_wherever_it_is_made(read, end: str):
    steps = 'steps = [PythonTask(function=load, name="load", returns=["df"])]\n'
    steps += 'steps.append(PythonTask(function=show, name="show"))\n'
    found = read(DIALECT, HEAD + steps + end)
    (pipeline,) = found.pipelines
    assert [step.id for step in pipeline.graph.steps] == ["load", "show"]
    assert told(found) == []


def test_returns_are_matched_by_position_and_keep_their_kind(read):
    main = HEAD + 'p = Pipeline(steps=[PythonTask(function=pair, name="p", returns=[metric("a"), pickled("b")])])'
    (pipeline,) = read(DIALECT, main).pipelines
    (step,) = pipeline.graph.steps
    assert [(port.name, port.kind, port.position) for port in step.outputs] == [("a", "metric", 0), ("b", "pickled", 1)]


def test_stored_values_are_cast_and_pickled_ones_are_not(read):
    for kind, adapt in (('"df"', (plan.Adapt(how="cast", type="str"),)), ('pickled("df")', ())):
        main = f"""\
from runnable import Pipeline, PythonTask, pickled

def load() -> int:
    return 1

def show(df: str):
    print(df)

p = Pipeline(steps=[PythonTask(function=load, name="l", returns=[{kind}]), PythonTask(function=show, name="s")])
"""
        found = read(DIALECT, main)
        assert found.pipelines[0].graph.steps[1].bindings[0].adapt == adapt
        assert [f.code for f in found.findings] == ([] if adapt else ["FLO301"])


def test_the_last_writer_of_a_name_gives_it(read):
    main = HEAD + (
        "def more(df):\n    return df\n\n"
        'p = Pipeline(steps=[PythonTask(function=load, name="a", returns=["df"]),'
        ' PythonTask(function=more, name="b", returns=["df"]), PythonTask(function=show, name="c")])'
    )
    found = read(DIALECT, main)
    _, b, c = found.pipelines[0].graph.steps
    assert flat(b)["df"] == plan.FromOutput(step="a", name="df")
    assert flat(c)["df"] == plan.FromOutput(step="b", name="df")
    assert found.findings == ()


def test_a_default_becomes_a_parameter_that_the_environment_can_set(read):
    main = HEAD + (
        'p = Pipeline(steps=[PythonTask(function=load, name="a", returns=["df"]), PythonTask(function=show, name="b")])'
    )
    graph = read(DIALECT, main).pipelines[0].graph
    (parameter,) = graph.parameters
    assert (parameter.name, parameter.default.value, parameter.variable) == ("n", 3, "RUNNABLE_PRM_n")
    assert flat(graph.steps[1])["n"] == plan.FromParameter(name="n")


def test_defaults_that_do_not_agree_stay_with_their_functions(read):
    main = HEAD + (
        "def other(n: int = 4):\n    print(n)\n\n"
        'p = Pipeline(steps=[PythonTask(function=load, name="a", returns=["df"]),'
        ' PythonTask(function=show, name="b"), PythonTask(function=other, name="c")])'
    )
    graph = read(DIALECT, main).pipelines[0].graph
    assert graph.parameters == ()
    assert flat(graph.steps[1])["n"] == flat(graph.steps[2])["n"] == plan.FromDefault()


def test_what_nothing_gives_is_missing(read):
    main = HEAD + 'p = Pipeline(steps=[PythonTask(function=show, name="b")])\n'
    found = read(DIALECT, main + "p.execute()\n")
    assert flat(found.pipelines[0].graph.steps[0])["df"] == Missing(asset="df", declared=False, told=True)
    assert [(f.code, f.severity) for f in found.findings if f.code == "FLO204"] == [("FLO204", Severity.ERROR)]
    # What another file executes may be given parameters there.
    found = read(DIALECT, main)
    assert flat(found.pipelines[0].graph.steps[0])["df"] == plan.FromParameter(name="df")
    assert [(f.code, f.severity) for f in found.findings] == [("FLO204", Severity.NOTE)]


EXECUTE = 'p = Pipeline(steps=[PythonTask(function=show, name="b")])\np.execute(parameters_file="{}")\n'


def test_a_parameter_file_gives_typed_parameters(read):
    yaml = "df: {a: 1.5, b: [x, null]}\nn: 7\nunused: true\n"
    found = read(DIALECT, HEAD + EXECUTE.format("parameters.yaml"), parameters__yaml=yaml)
    graph = found.pipelines[0].graph
    assert told(found) == []
    assert [(p.name, p.origin, p.span.path, p.span.line) for p in graph.parameters] == [
        ("df", "file", "parameters.yaml", 1),
        ("n", "file", "parameters.yaml", 2),
        ("unused", "file", "parameters.yaml", 3),
    ]
    assert flat(graph.steps[0]) == {"df": plan.FromParameter(name="df"), "n": plan.FromParameter(name="n")}
    (file,) = graph.files
    assert (file.path, len(file.sha256)) == ("parameters.yaml", 64)


@pytest.mark.parametrize("path", ["nowhere.yaml", "../outside.yaml", "/etc/hostname"])
def test_a_parameter_file_that_is_not_in_the_project_is_said(read, path: str):
    found = read(DIALECT, HEAD + EXECUTE.format(path))
    (finding,) = (f for f in found.findings if not f.code.startswith("FLO19"))
    assert (finding.code, finding.severity) == ("FLO121", Severity.WARNING)
    assert path in finding.message
    graph = found.pipelines[0].graph
    assert [(p.name, p.origin, p.default) for p in graph.parameters if p.default is None] == [("df", "file", None)]


def test_a_parameter_file_that_cannot_be_read_is_a_hole(read):
    found = read(DIALECT, HEAD + EXECUTE.format("p.yaml"), p__yaml="a: [1\n")
    assert "FLO103" in [f.code for f in found.findings]
    assert any(f.span.path == "p.yaml" for f in found.findings)


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ("unknown()", "the list of steps"),
        ("[unknown()]", "a task"),
        ("[PythonTask(function=unknown(), name='a')]", "the function of a task"),
        ("[PythonTask(function=load, name=unknown())]", "the name of a task"),
        ("[PythonTask(function=load, name='a', returns=unknown())]", "`returns`"),
        ("[PythonTask(function=load, name='a', returns=[unknown()])]", "the name of a return"),
        ("[PythonTask(function=load, name='a', catalog=unknown())]", "the catalog of a task"),
        ("[PythonTask(function=load, name='a', secrets=unknown())]", "`secrets`"),
        ("[PythonTask(function=load, name='a', on_failure=unknown())]", "`on_failure`"),
        ("[ShellTask(command=unknown(), name='a')]", "the command of a task"),
        ("[NotebookTask(notebook=unknown(), name='a')]", "the notebook of a task"),
        ("[Parallel(name='a', branches=unknown())]", "`branches`"),
        ("[Parallel(name='a', branches={'x': unknown()})]", "branch `x`"),
        (
            "[Map(name='a', branch=Pipeline(steps=[Stub(name='s')]), iterate_on=unknown(), iterate_as='i')]",
            "`iterate_on` of a Map",
        ),
        ("[Conditional(name='a', parameter=unknown(), branches={})]", "`parameter` of a Conditional"),
    ],
)
def test_what_is_not_known_is_a_hole_and_never_dropped(read, steps: str, what: str):
    found = read(DIALECT, f"{HEAD}from elsewhere import unknown\np = Pipeline(steps={steps})\n")
    holes = [hole.what for pipeline in found.pipelines for hole in pipeline.graph.holes]
    assert any(what in hole for hole in holes), holes
    assert any(f.code == "FLO103" for f in found.findings)


@pytest.mark.parametrize(
    "steps",
    [
        "[PythonTask(function=load, name='a', retries=3)]",
        "[PythonTask(function=load, name='a')], retries=3",
        "[PythonTask(load, name='a')]",
        "[ShellTask(command='true', name='a', function=load)]",
    ],
)
def test_arguments_that_runnable_refuses_are_said_before_it_runs(read, steps: str):
    found = read(DIALECT, f"{HEAD}p = Pipeline(steps={steps})\n")
    assert "FLO105" in [f.code for f in found.findings]


def test_policies_and_files_are_kept(read):
    main = (
        HEAD
        + """
task = PythonTask(
    function=load, name="a", returns=["df"], secrets=["TOKEN"], overrides={"argo": "big"},
    catalog=Catalog(get=["in/*"], put=["out.csv"]),
)
task.on_failure = Pipeline(steps=[Stub(name="tidy")])
first = ShellTask(name="first", command="date > in/now", catalog=Catalog(put=["in/now"], store_copy=False))
p = Pipeline(steps=[first, task], name="nightly", description="Every night.")
"""
    )
    found = read(DIALECT, main)
    (pipeline,) = found.pipelines
    first, step = pipeline.graph.steps
    assert found.findings == ()
    assert pipeline.graph.name == "nightly"
    assert pipeline.graph.header is not None
    assert pipeline.graph.header.description == "Every night."
    assert step.policy.secrets == ("TOKEN",)
    assert first.catalog == {"put": ["in/now"], "store_copy": False}
    assert step.catalog == {"get": ["in/*"], "put": ["out.csv"], "from": {"in/*": ["first"]}}
    assert step.labels == {"runnable.overrides": {"argo": "big"}}
    assert step.description == "Make something."
    assert step.on_failure is not None
    assert step.on_failure.handler is not None
    assert [inner.id for inner in step.on_failure.handler.steps] == ["tidy"]


def test_other_kinds_of_tasks(read):
    main = (
        HEAD
        + """
p = Pipeline(steps=[
    ShellTask(name="shell", command="export df=$PWD", returns=["df"]),
    ShellTask(name="again", command='echo "${df}"'),
    NotebookTask(name="book", notebook="a/b.ipynb"),
    Stub(name="nothing"),
])
"""
    )
    found = read(DIALECT, main)
    shell, again, book, nothing = found.pipelines[0].graph.steps
    assert told(found) == ["FLO328"]
    assert shell.run == plan.ShellRun(command="export df=$PWD")
    assert list(flat(again)) == ["df"]
    assert book.run == plan.NotebookRun(path="a/b.ipynb")
    assert nothing.run == plan.StubRun()


def test_one_task_as_a_pipeline_and_as_a_job(read):
    main = HEAD + 'p = PythonTask(function=load, name="a").as_pipeline()\nj = PythonJob(function=pair, name="b")\n'
    found = read(DIALECT, main)
    assert [(p.graph.name, [s.id for s in p.graph.steps]) for p in found.pipelines] == [("p", ["a"]), ("b", ["b"])]
    assert all(isinstance(step.run, PythonRun) for p in found.pipelines for step in p.graph.steps)


def test_branches_see_nothing_of_what_is_around_them(read):
    main = (
        HEAD
        + """
def give():
    return [1, 2], "a"

def one(item: int):
    return item

inner = Pipeline(steps=[PythonTask(function=show, name="show")])
p = Pipeline(steps=[
    PythonTask(function=give, name="give", returns=["df", "kind"]),
    Map(name="map", branch=Pipeline(steps=[PythonTask(function=one, name="one", returns=["got"])]),
        iterate_on="df", iterate_as="item"),
    Conditional(name="which", parameter="kind", branches={"a": Pipeline(steps=[Stub(name="x")])}),
    Parallel(name="both", branches={"left": inner, "right": PythonTask(function=load, name="l").as_pipeline()}),
    PythonTask(function=lambda got: got, name="end"),
])
"""
    )
    found = read(DIALECT, main)
    (pipeline,) = found.pipelines
    _, mapped, which, both, end = pipeline.graph.steps
    assert isinstance(mapped.run, MapRun)
    assert mapped.run.over == plan.FromOutput(step="give", name="df")
    assert flat(mapped.run.body.steps[0]) == {"item": plan.FromItem(name="item")}
    assert [(port.name, spell(port.type).split("[")[0]) for port in mapped.outputs] == [("got", "list")]
    assert isinstance(which.run, SwitchRun)
    assert [value for value, _ in which.run.cases] == ["a"]
    assert isinstance(both.run, ParallelRun)
    assert [name for name, _ in both.run.branches] == ["left", "right"]
    assert flat(end) == {"got": plan.FromOutput(step="map", name="got")}
    (error,) = (f for f in found.findings if f.severity is Severity.ERROR)
    assert (error.code, error.span.line) == ("FLO208", HEAD.splitlines().index("def show(df, n: int = 3):") + 1)
    assert "branch `left` of `both`" in error.message
    assert [note.message for note in error.related] == ["task `give` returns `df`"]


def test_a_file_of_another_system_holds_nothing(read):
    found = read(DIALECT, "from elsewhere import Pipeline, PythonTask\np = Pipeline(steps=[PythonTask(name='a')])\n")
    assert (found.pipelines, found.findings) == ((), ())
