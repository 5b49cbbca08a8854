"""What a FlowyML pipeline says of itself: constructor, context, schedule, hooks, and the calls that run it."""

from collections.abc import Callable

import pytest

from icefloe.constants import literal_of
from icefloe.dialects import flowyml, native
from icefloe.findings import Finding, Severity
from icefloe.survey import FileSurvey
from icefloe_schema import plan

Read = Callable[..., FileSurvey]
Lowered = Callable[[FileSurvey], plan.Plan]
Made = Callable[[str], plan.Plan]

PRELUDE = """
import os, argparse, datetime
from flowyml import (
    AWSStack, Context, GCPStack, LocalStack, ParallelExecutor, Pipeline, PipelineScheduler, Project, VersionedPipeline,
    context, freeze_pipeline, get_global_hooks, on_pipeline_end, on_pipeline_start, step, use_stack,
)
@step(outputs=["data"])
def load(path: str = "a", rate: float = 0.1): return [1]
ctx = context(rate=0.5)
"""


@pytest.fixture
def made(read: Read, lowered: Lowered) -> Made:
    """The plan of a pipeline `p`, to which `load` is added at the end, if nothing is wrong with it."""

    def of(source: str) -> plan.Plan:
        found = survey(read, source)
        assert [f.message for f in found.findings if f.severity is Severity.ERROR] == []
        return lowered(found)

    return of


def survey(read: Read, source: str) -> FileSurvey:
    return read(flowyml.DIALECT, f"{PRELUDE}{source}\n" + ("" if "add_step" in source else "p.add_step(load)\n"))


def wrong(read: Read, source: str) -> list[Finding]:
    return [f for f in survey(read, source).findings if f.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("p = Pipeline('x')", {"name": "x", "cache": True, "resume": True, "entry": "main:p"}),
        ("p = Pipeline(name='x')", {"name": "x"}),
        ("p = Pipeline(f'x-{1 + 1}')", {"name": "x-2"}),
        ("p = Pipeline('x', enable_cache=False)", {"cache": False}),
        ("p = Pipeline('x', enable_checkpointing=False)", {"resume": False}),
        ("p = Pipeline('x', enable_checkpointing=None)", {"resume": True}),
        ("p = Pipeline('x', version='v1.0.0')", {"version": "v1.0.0"}),
        ("p = Pipeline('x', 'v2')", {"version": "v2"}),
        ("p = Pipeline('x', version='v1', versions_dir='v')", {"version": "v1", "hints": {"versions_dir": "v"}}),
        ("p = VersionedPipeline('x', 'v3')", {"name": "x", "version": "v3"}),
        ("p = VersionedPipeline('x')\np.version = 'v4'", {"version": "v4"}),
        ("p = Pipeline('x', project_name='ml')", {"project": "ml"}),
        ("p = Pipeline('x', project='ml')", {"project": "ml"}),
        ("p = Pipeline('x', project=Project('ml'))", {"project": "ml"}),
        ("p = Project('ml').create_pipeline('x')", {"name": "x", "project": "ml"}),
        ("p = Pipeline('x', stack='prod')", {"stack": "prod"}),
        ("p = Pipeline('x')\np.stack = 'prod'", {"stack": "prod"}),
        ("p = Pipeline('x', stack=LocalStack())", {"stack": "local", "hints": {"stack": {"kind": "LocalStack"}}}),
        (
            "p = Pipeline('x', stack=LocalStack(artifact_path='a', metadata_path='m'))",
            {
                "stack": "local",
                "hints": {"stack": {"artifact_path": "a", "kind": "LocalStack", "metadata_path": "m"}},
            },
        ),
        ("p = Pipeline('x', stack=GCPStack(name='prod', region='eu'))", {"stack": "prod"}),
        ("p = Pipeline('x', stack=AWSStack())", {"stack": "aws"}),
        ("with use_stack('prod'):\n    p = Pipeline('x')", {"stack": "prod"}),
        ("p = Pipeline('x')\nwith use_stack('prod'):\n    p.run()", {"stack": "prod"}),
        ("p = Pipeline('x', executor=ParallelExecutor(max_workers=4))", {"concurrency": 4}),
        ("p = Pipeline('x', None, None, False)", {"cache": False}),
        (
            "p = Pipeline('x', cache_dir='c', env='dev', auto_track=False, enable_experiment_tracking=False)",
            {"hints": {"auto_track": False, "cache_dir": "c", "enable_experiment_tracking": False, "env": "dev"}},
        ),
        ("p = Pipeline('x', description='d', tags=['a'])", {"description": "d", "tags": {"a": True}}),
        ("p = Pipeline('x', **{'enable_cache': False, 'version': 'v1'})", {"cache": False, "version": "v1"}),
    ],
)
def test_options_of_a_pipeline(made: Made, source: str, expected: dict[str, object]) -> None:
    found = made(source)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("p = Pipeline('x', context=ctx)", {"rate": {"$float": "0.5"}}),
        ("p = Pipeline('x', ctx)", {"rate": {"$float": "0.5"}}),
        ("p = Pipeline('x', context={'rate': 0.5})", {"rate": {"$float": "0.5"}}),
        ("p = Pipeline('x')\np.context = ctx", {"rate": {"$float": "0.5"}}),
        ("p = Pipeline('x', context=Context(rate=1, path='b'))", {"rate": 1, "path": "b"}),
        ("values = {'rate': 1}\np = Pipeline('x', context=context(**values, path='b'))", {"rate": 1, "path": "b"}),
        ("ctx.update({'path': 'b'})\np = Pipeline('x', context=ctx)", {"rate": {"$float": "0.5"}, "path": "b"}),
        ("p = Pipeline('x', context=ctx.inherit(rate=2))", {"rate": 2}),
        ("p = Pipeline('x', context=context(**ctx.to_dict()))", {"rate": {"$float": "0.5"}}),
        ("p = Pipeline('x', context=context(n=[1, 2]))", {"n": [1, 2]}),
    ],
)
def test_context(made: Made, source: str, names: dict[str, object]) -> None:
    assert {one.name: one.default for one in made(source).parameters if one.origin == "declared"} == names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("os.environ['P']", plan.Parameter(name="path", type="str", required=True, origin="environment", variable="P")),
        (
            "os.getenv('P', 'b')",
            plan.Parameter(name="path", type="str", default="b", origin="environment", variable="P"),
        ),
        (
            "int(os.environ.get('P', '5'))",
            plan.Parameter(name="path", type="int", default=5, origin="environment", variable="P"),
        ),
        (
            "float(os.environ['P'])",
            plan.Parameter(name="path", type="float", required=True, origin="environment", variable="P"),
        ),
        ("datetime.datetime.now()", plan.Parameter(name="path", required=True)),
    ],
)
def test_values_that_only_a_run_can_tell(read: Read, lowered: Lowered, value: str, expected: plan.Parameter) -> None:
    found = survey(read, f"p = Pipeline('x', context=context(path={value}))")
    (one,) = [parameter for parameter in lowered(found).parameters if parameter.name == "path"]
    if not expected.variable:
        assert [f.code for f in found.findings if f.code == "FLO163"] == ["FLO163"]
        assert one.required
    else:
        assert one == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("'--rate', type=float, default=0.2", plan.Parameter(name="rate", type="float", default={"$float": "0.2"})),
        ("'--rate', type=float, required=True", plan.Parameter(name="rate", type="float", required=True)),
        ("'-r', '--rate'", plan.Parameter(name="rate", type="str", required=True)),
        ("'-r', dest='rate', default='a'", plan.Parameter(name="rate", type="str", default="a")),
        ("'--rate', action='store_true'", plan.Parameter(name="rate", type="bool", default=False)),
    ],
)
def test_options_of_the_command_line(read: Read, option: str, expected: plan.Parameter) -> None:
    found = survey(
        read,
        f"parser = argparse.ArgumentParser()\nparser.add_argument({option})\nargs = parser.parse_args()\n"
        "p = Pipeline('x', context=context(rate=args.rate))",
    )
    (one,) = [parameter for parameter in found.pipelines[0].graph.parameters if parameter.name == "rate"]
    assert (found.pipelines[0].types.spell(one.type), one.default is None) == (expected.type, expected.required)
    default = one.default
    assert (None if default is None else literal_of(default)) == expected.default


def test_a_value_that_was_read_while_the_pipeline_was_built_is_frozen(made: Made) -> None:
    found = made(
        "cfg = context(names=['a', 'b'], path='c')\np = Pipeline('x', context=cfg)\n"
        "for name in cfg['names']:\n    p.add_step(step(name=name)(lambda path: path))"
    )
    assert [step.id for step in found.steps] == ["a", "b"]
    assert {one.name: one.origin for one in found.parameters} == {"names": "frozen", "path": "declared"}


def test_a_context_value_of_the_wrong_type_is_an_error(read: Read) -> None:
    assert [f.code for f in wrong(read, "p = Pipeline('x', context=context(rate='fast'))")] == ["FLO301"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("p.schedule('cron', '0 6 * * *')", plan.Schedule(cron="0 6 * * *")),
        ("p.schedule('cron', '*/15 0-6,22 1 jan-mar MON')", plan.Schedule(cron="*/15 0-6,22 1 jan-mar MON")),
        ("p.schedule('cron', '@daily')", plan.Schedule(cron="@daily")),
        (
            "p.schedule('cron', '0 6 * * *', timezone='Europe/Berlin')",
            plan.Schedule(cron="0 6 * * *", timezone="Europe/Berlin"),
        ),
        ("p.schedule('interval', 3600)", plan.Schedule(interval=3600)),
        ("p.schedule(schedule_type='daily', value='02:30')", plan.Schedule(cron="30 2 * * *")),
        ("p.schedule('hourly', 15)", plan.Schedule(cron="15 * * * *")),
        (
            "PipelineScheduler().schedule_daily('x', p.run, hour=2, minute=30, timezone='UTC')",
            plan.Schedule(cron="30 2 * * *", timezone="UTC"),
        ),
        ("PipelineScheduler().schedule_daily('x', lambda: p.run(), hour=2)", plan.Schedule(cron="0 2 * * *")),
        ("PipelineScheduler().schedule_interval('x', p.run, hours=1, minutes=30)", plan.Schedule(interval=5400)),
        ("PipelineScheduler().schedule_hourly('x', p.run, 5)", plan.Schedule(cron="5 * * * *")),
        ("PipelineScheduler().schedule_cron('x', p.run, '0 0 * * 0')", plan.Schedule(cron="0 0 * * 0")),
        ("PipelineScheduler().schedule_cron('y', print, '0 0 * * 0')", None),
    ],
)
def test_schedules(made: Made, call: str, expected: plan.Schedule | None) -> None:
    assert made(f"p = Pipeline('x').add_step(load)\n{call}").schedule == expected


@pytest.mark.parametrize(
    ("call", "text", "column"),
    [
        ("p.schedule('cron', '0 25 * * *')", "`25` is no hour", 20),
        ("p.schedule('cron', '60 * * * *')", "`60` is no minute", 20),
        ("p.schedule('cron', '0 0 0 * *')", "`0` is no day of the month", 20),
        ("p.schedule('cron', '0 0 * 13 *')", "`13` is no month", 20),
        ("p.schedule('cron', '0 0 * * day')", "`day` is no day of the week", 20),
        ("p.schedule('cron', '*/0 * * * *')", "`*/0` is no minute", 20),
        ("p.schedule('cron', '5-1 * * * *')", "`5-1` is no minute", 20),
        ("p.schedule('cron', '0 6 * *')", "it has 4 fields, not 5", 20),
        ("p.schedule('cron', '0 0 6 * * *')", "it has 6 fields, not 5", 20),
        ("p.schedule('cron', '@sometimes')", "there is no `@sometimes`", 20),
        ("p.schedule('cron', 6)", "it is not a text", 20),
        ("p.schedule('daily', '2 am')", "no time of day", 21),
        ("p.schedule('daily', '25:00')", "this is no hour", 21),
        ("p.schedule('interval', 0)", "this is no interval", 24),
        ("p.schedule('hourly', 60)", "this is no minute", 22),
        ("p.schedule('weekly', 1)", "knows no kind `weekly`", 12),
        ("p.schedule('cron', '0 6 * * *', timezone='?')", "no time zone", 42),
    ],
)
def test_malformed_schedules(read: Read, call: str, text: str, column: int) -> None:
    (one,) = wrong(read, f"p = Pipeline('x').add_step(load)\n{call}")
    assert (one.code, one.severity, one.span.column) == ("FLO406", Severity.ERROR, column)
    assert text in one.message


def test_a_second_schedule_is_reported(read: Read) -> None:
    found = wrong(read, "p = Pipeline('x').add_step(load)\np.schedule('hourly', 1)\np.schedule('hourly', 2)")
    assert [f.code for f in found] == ["FLO407"]


def test_hooks(made: Made) -> None:
    found = made(
        "@on_pipeline_start\ndef begin(pipeline): ...\n@on_pipeline_end\ndef end(pipeline, result): ...\n"
        "get_global_hooks().register_step_end_hook(end)\np = Pipeline('x')"
    )
    assert found.hooks == {
        "on_pipeline_end": ["main:end"],
        "on_pipeline_start": ["main:begin"],
        "on_step_end": ["main:end"],
    }


@pytest.mark.parametrize(
    ("calls", "sets"),
    [
        ("p.run()", {}),
        ("r = p.run(context={'rate': 0.05})", {"run": {"rate": {"$float": "0.05"}}}),
        ("r = p.run(context={'rate': 1})\nr = p.run(context={'rate': 1})", {"run": {"rate": 1}}),
        (
            "r = p.run(context={'rate': 1})\nr = p.run(context={'rate': 2, 'path': 'b'})",
            {"run-1": {"rate": 1}, "run-2": {"path": "b", "rate": 2}},
        ),
        ("r = p.run(context=context(rate=1))", {"run": {"rate": 1}}),
        ("p.schedule('hourly', 1, context={'rate': 3})", {"run": {"rate": 3}}),
    ],
)
def test_runs_are_parameter_sets(made: Made, calls: str, sets: dict[str, object]) -> None:
    found = made(f"p = Pipeline('x', context=context(rate=1, path='a')).add_step(load)\n{calls}")
    assert {one.name: one.values for one in found.parameter_sets} == sets


@pytest.mark.parametrize(
    ("source", "code", "severity", "text"),
    [
        ("p = Pipeline('x', enable_cahce=False)", "FLO105", Severity.ERROR, "did you mean `enable_cache`?"),
        ("p = Pipeline('x', colour='red')", "FLO105", Severity.WARNING, "no argument `colour`"),
        ("p = Pipeline('x', enable_cache='no')", "FLO106", Severity.ERROR, "neither True nor False"),
        ("p = Pipeline('x', version=1.0)", "FLO106", Severity.ERROR, "`version` is not a text"),
        (
            "p = Pipeline('x', executor=ParallelExecutor(max_workers=0))",
            "FLO106",
            Severity.ERROR,
            "no number of steps",
        ),
        (
            "p = Pipeline('x', ctx).add_step(load)\nr = p.run(context={'rat': 1})",
            "FLO161",
            Severity.WARNING,
            "did you mean `rate`?",
        ),
        (
            "p = Pipeline('x', ctx).add_step(load)\nr = p.run(contxt={'rate': 1})",
            "FLO105",
            Severity.ERROR,
            "did you mean `context`?",
        ),
        (
            "p = Pipeline('x').add_step(step(lambda rows: rows))\nr = p.run(context={})",
            "FLO164",
            Severity.WARNING,
            "does not give `rows`",
        ),
        ("p = Pipeline('x', context=[1])", "FLO103", Severity.ERROR, "the pipeline's context"),
        ("p = Pipeline('x', enable_cache=os.environ['C'])", "FLO103", Severity.ERROR, "`enable_cache` of pipeline `x`"),
    ],
)
def test_what_is_wrong_with_a_header(read: Read, source: str, code: str, severity: Severity, text: str) -> None:
    found = wrong(read, source)
    assert [(f.code, f.severity) for f in found] == [(code, severity)]
    assert text in found[0].message


@pytest.mark.parametrize("stack", ["my_stack", "make_stack()"])
def test_a_stack_that_is_not_known_is_a_note(read: Read, lowered: Lowered, stack: str) -> None:
    found = survey(read, f"p = Pipeline('x', stack={stack})")
    assert [f.code for f in found.findings if f.severity is not Severity.ERROR] == ["FLO162"]
    assert lowered(found).stack == ""


NATIVE = "from icefloe import Pipeline, schedule, step\n@step\ndef load(): ...\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("schedule='0 6 * * *'", {"schedule": plan.Schedule(cron="0 6 * * *")}),
        ("schedule=schedule(interval=60)", {"schedule": plan.Schedule(interval=60)}),
        ("tags={'a': 'b'}, concurrency=2", {"tags": {"a": "b"}, "concurrency": 2}),
        ("version='1', project_name='p', stack='s'", {"version": "1", "project": "p", "stack": "s"}),
    ],
)
def test_native_pipelines(read: Read, lowered: Lowered, arguments: str, expected: dict[str, object]) -> None:
    found = lowered(read(native.DIALECT, f"{NATIVE}p = Pipeline('x', {arguments}).add_step(load)\n"))
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.dialect_version == ""


@pytest.mark.parametrize("argument", ["env='dev'", "executor=None", "auto_track=True", "colour='red'"])
def test_native_pipelines_take_nothing_else(read: Read, argument: str) -> None:
    found = read(native.DIALECT, f"{NATIVE}p = Pipeline('x', {argument}).add_step(load)\n")
    assert [(f.code, f.severity) for f in found.findings] == [("FLO105", Severity.ERROR)]
