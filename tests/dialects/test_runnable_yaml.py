"""Pipelines of runnable in YAML: what they are, what is said of them, and that of other YAML nothing is."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml_forms import FUNCTIONS, Form, forms

from icefloe.dialects import runnable
from icefloe.findings import Severity
from icefloe.graph import Graph, MapRun, PythonRun
from icefloe.survey import FileSurvey, Survey
from icefloe.values import Function, Reference

SHELL = "a: {type: task, command_type: shell, command: 'true'"
HEAD = "dag:\n  start_at: a\n  steps:\n"


@pytest.fixture
def surveyed(tmp_path):
    def survey(text: str | bytes, name: str = "flow.yaml", **others: str) -> FileSurvey:
        (tmp_path / "pyproject.toml").write_text("")
        files: dict[str, str | bytes] = {"functions.py": FUNCTIONS, **others, name: text}
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(dedent(content).encode() if isinstance(content, str) else content)
        return Survey(tmp_path, (runnable.DIALECT,)).file(name)

    return survey


def steps(*lines: str) -> str:
    return HEAD + "".join(f"    {line}\n" for line in lines)


def only(found: FileSurvey) -> Graph:
    (pipeline,) = found.pipelines
    return pipeline.graph


def told(found: FileSurvey) -> list[str]:
    return [f"{f.code} {f.span.line}:{f.span.column} {f.message}" for f in found.findings if f.severity.value != "note"]


# --- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_every_form_is_reported_as_the_table_says(form: Form, surveyed):
    findings = [one for one in surveyed(form.text).findings if one.severity is not Severity.NOTE]
    if form.codes != ("*",):
        assert sorted({one.code for one in findings}) == sorted(set(form.codes))
    if form.refused:
        assert findings
    elif not form.later:
        assert all(one.severity is not Severity.ERROR for one in findings)
    assert all(one.help and one.span.path == "flow.yaml" for one in findings if one.code.startswith("FLO23"))


# --- graphs ---------------------------------------------------------------------------------------------------------


def test_a_chain_is_in_the_order_of_next(surveyed):
    graph = only(surveyed(steps("c: {type: stub, next: fail}", "a: {type: stub, next: b}", "b: {type: stub, next: c}")))
    assert [(step.id, step.ends) for step in graph.steps] == [("a", ""), ("b", ""), ("c", "failure")]
    assert [[order.step for order in step.after] for step in graph.steps] == [[], ["a"], ["b"]]
    assert (graph.name, graph.entry, graph.span.line) == ("flow", "flow.yaml", 1)


def test_a_command_is_the_function_of_the_project(surveyed):
    found = surveyed(
        steps(
            "a: {type: task, command: deep.inside.work.make, next: b}",
            "b: {type: task, command: os.getcwd, next: success}",
        ),
        **{"deep/inside/work.py": "def make():\n    return 1\n"},
    )
    first, second = only(found).steps
    assert isinstance(first.run, PythonRun)
    assert isinstance(first.run.function, Function)
    assert (first.run.function.module, first.run.function.span.path) == ("deep.inside.work", "deep/inside/work.py")
    assert isinstance(second.run, PythonRun)
    assert isinstance(second.run.function, Reference)
    assert second.run.function.path == "os.getcwd"


def test_a_command_is_sought_from_the_root_before_the_folder_of_the_file(surveyed):
    files = {"flows/work.py": "def beside():\n    pass\n", "other.py": "def above():\n    pass\n", "flows/other.py": ""}
    text = steps(
        "a: {type: task, command: work.beside, next: b}", "b: {type: task, command: other.above, next: success}"
    )
    found = surveyed(text, "flows/flow.yaml", **files)
    assert told(found) == []
    spans = [step.run.function.span.path for step in only(found).steps if isinstance(step.run, PythonRun)]
    assert spans == ["flows/work.py", "other.py"]


def test_a_module_that_cannot_be_read_is_told_with_its_place(surveyed):
    found = surveyed(steps("a: {type: task, command: broken.one, next: success}"), **{"broken.py": "def one(:\n"})
    assert [line.partition(" ")[0] for line in told(found)] == ["FLO901", "FLO237"]
    assert "the module `broken` cannot be read" in told(found)[1]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pkg.helpers", "FLO237 4:30 `pkg.helpers` is a module, and no function"),
        ("pkg.LIMIT", "FLO237 4:30 `pkg.LIMIT` is a value, and no function"),
        ("pkg.helpers.clena", "FLO237 4:30 the module `pkg.helpers` has no `clena`"),
        ("pkg.helpers.clean", "clean"),
        ("pkg.tidy", "clean"),
        ("pkg.helpers.kept", "kept"),
        ("pkg.helpers.sure", "pkg.helpers.sure"),
        ("pkg.helpers.made", "inner"),
        ("pkg.helpers.Job", "pkg.helpers.Job"),
        ("pkg.gone.clean", "pkg.gone.clean"),
        ("src_only.one", "one"),
    ],
)
def test_what_a_command_may_name(command, expected, surveyed):
    helpers = """\
        import functools

        def clean():
            pass

        @functools.cache
        def kept():
            pass

        def make():
            def inner():
                pass
            return inner

        class Job:
            pass

        made = make()
        sure = functools.partial(clean)
        """
    files = {
        "pkg/__init__.py": "from pkg.helpers import clean as tidy\nLIMIT = 3\n",
        "pkg/helpers.py": helpers,
        "src/src_only.py": "def one():\n    pass\n",
    }
    found = surveyed(steps(f"a: {{type: task, command: {command}, next: success}}"), **files)
    if expected.startswith("FLO"):
        assert told(found) == [expected]
        return
    (step,) = only(found).steps
    assert isinstance(step.run, PythonRun)
    function = step.run.function
    assert (function.name if isinstance(function, Function) else function.path) == expected
    assert all(one.severity is not Severity.ERROR for one in found.findings)


def test_a_misspelt_function_is_shown_with_the_one_that_is_there(surveyed):
    found = surveyed(steps("a: {type: task, command: functions.noting, next: success}"))
    (finding,) = found.findings
    assert (finding.code, finding.help) == ("FLO237", "did you mean `nothing`?")
    assert [(note.span.path, note.span.line) for note in finding.related] == [("functions.py", 9)]


def test_what_runs_after_a_failure_is_a_chain_of_its_own(surveyed):
    graph = only(
        surveyed(
            steps(
                SHELL + ", next: b, on_failure: rescue}",
                "b: {type: stub, next: success}",
                SHELL.replace("a:", "rescue:", 1) + ", next: b, on_failure: tell}",
                "tell: {type: stub, next: fail}",
            )
        )
    )
    assert [step.id for step in graph.steps] == ["a", "b"]
    handler = graph.steps[0].on_failure
    assert handler is not None
    assert handler.handler is not None
    assert [(step.id, step.ends) for step in handler.handler.steps] == [("rescue", ""), ("b", "success")]
    inner = handler.handler.steps[0].on_failure
    assert inner is not None
    assert inner.handler is not None
    assert [(step.id, step.ends) for step in inner.handler.steps] == [("tell", "failure")]


@pytest.mark.parametrize(("target", "expected"), [("fail", None), ("success", ["success"])])
def test_a_failure_may_lead_to_an_end(target, expected, surveyed):
    (step,) = only(surveyed(steps(f"{SHELL}, next: success, on_failure: {target}}}"))).steps
    failure = step.on_failure
    if expected is None:
        assert failure is None
    else:
        assert failure is not None
        assert failure.handler is not None
        assert [one.ends for one in failure.handler.steps] == expected


def test_merge_keys_and_aliases_are_what_they_stand_for(surveyed):
    found = surveyed("""\
        x-task: &task
          type: task
          command_type: shell
        x-branch: &branch
          start_at: say
          steps:
            say:
              <<: *task
              command: echo hello
              next: success
        dag:
          start_at: a
          steps:
            a:
              <<: *task
              command: export n=1
              returns: &names [{name: n}]
              next: b
            b:
              type: parallel
              branches: {left: *branch, right: *branch}
              next: success
        """)
    assert told(found) == []
    first, _ = only(found).steps
    assert [port.name for port in first.outputs] == ["n"]
    assert (first.span.line, first.span.column) == (14, 5)


def test_a_fault_in_a_merged_mapping_is_shown_where_it_is_written(surveyed):
    found = surveyed("""\
        x: &x
          type: stub
          next: nowhere
        dag:
          start_at: a
          steps:
            a:
              <<: *x
        """)
    assert told(found) == ["FLO232 3:9 `next` of step `a` is `nowhere`, and there is no such step"]


def test_words_that_older_yaml_takes_for_truths_are_texts(surveyed):
    text = """\
        dag:
          start_at: a
          steps:
            a: {type: task, command_type: shell, command: export on=yes, returns: [{name: on}], next: no}
            no:
              type: conditional
              parameter: on
              branches:
                yes: {start_at: y, steps: {y: {type: stub, next: success}}}
                off: {start_at: n, steps: {n: {type: stub, next: success}}}
              next: success
        """
    found = surveyed(text)
    assert told(found) == []
    assert [step.id for step in only(found).steps] == ["a", "no"]


def test_a_map_has_the_element_in_its_branch(surveyed):
    found = surveyed(
        steps(
            "a: {type: task, command: functions.items, returns: [{name: items}], next: b}",
            "b: {type: map, iterate_on: items, iterate_as: item, next: success, branch: *b}",
        ).replace("dag:", "x: &b {start_at: c, steps: {c: {type: task, command: more.double, next: success}}}\ndag:"),
        **{"more.py": "def double(item: int) -> int:\n    return 2 * item\n"},
    )
    step = only(found).steps[1]
    assert isinstance(step.run, MapRun)
    assert [binding.parameter for binding in step.run.body.steps[0].bindings] == ["item"]
    assert told(found) == []


def test_a_name_that_nothing_gives_is_a_parameter_of_the_plan(surveyed):
    found = surveyed(
        steps("a: {type: task, command: more.fit, next: success}"),
        **{"more.py": "def fit(rate: float, rounds: int = 3):\n    pass\n"},
    )
    parameters = {one.name: one.default is None for one in only(found).parameters}
    assert parameters == {"rate": True, "rounds": False}
    assert all(one.severity is Severity.NOTE for one in found.findings)


def test_false_among_the_options_of_a_notebook_becomes_true(surveyed):
    found = surveyed(
        steps(
            "a: {type: task, command_type: notebook, command: n.ipynb, next: success, "
            "optional_ploomber_args: {x: false}}"
        ),
        **{"n.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'},
    )
    assert [line[:6] for line in told(found)] == ["FLO238"]


# --- what is no pipeline of runnable --------------------------------------------------------------------------------

OTHERS = {
    "workflow.yaml": """\
on:
  push: {branches: [main]}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
""",
    "argo.yaml": """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: b}
    - name: b
      steps: [[{name: c, template: d}]]
""",
    "kustomization.yaml": """\
resources: [deployment.yaml]
configMapGenerator:
  - name: dag-steps
    literals: [start_at=a]
""",
    "dvc.yaml": "stages:\n  dag:\n    cmd: python steps.py\n    deps: [steps.py]\n",
    "compose.yaml": "services:\n  dag:\n    image: steps\n    command: start_at\n",
    "mkdocs.yml": """\
site_name: dag and steps
markdown_extensions:
  - pymdownx.emoji:
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
""",
    "dag_factory.yaml": """\
dag:
  default_args: {owner: me, start_date: 2024-01-01}
  schedule: '@daily'
  tasks:
    steps: {operator: airflow.operators.bash.BashOperator, bash_command: echo}
""",
    "dag_list.yaml": "dag:\n  steps:\n    - name: a\n      type: task\n",
    "dag_of_others.yaml": "dag:\n  steps:\n    a: {type: kubernetes, next: b}\n",
    "dag_text.yaml": "dag: steps\n",
    "dagu.yaml": "steps:\n  - name: dag\n    command: echo start_at\n",
    "many.yaml": "dag: {steps: 1}\n---\nkind: Service\n---\nkind: Deployment\n",
    "template.yaml": "dag:\n  {{ if .Values.dag }}\n  steps: {{ .Values.steps }}\n",
    "broken.yaml": "steps: [dag\n",
    "list.yaml": "- dag\n- steps\n",
    "empty.yaml": "",
    "comment.yaml": "# dag: steps\n",
    "binary.yaml": "dag steps \x00\x01",
    "number.yaml": "dag: {steps: {1: {2: 3}}}\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_is_said_of_other_yaml(name, surveyed):
    found = surveyed(OTHERS[name].encode(), name)
    assert (found.pipelines, found.findings) == ((), ())


def test_only_marked_files_are_candidates(tmp_path):
    (tmp_path / "pyproject.toml").write_text("")
    for name, text in {**OTHERS, "flow.yaml": steps("a: {type: stub, next: success}")}.items():
        (tmp_path / name).write_text(text)
    survey = Survey(tmp_path, (runnable.DIALECT,))
    holding = survey.holding(survey.below(""))
    assert "flow.yaml" in holding
    assert {"workflow.yaml", "compose.yaml", "empty.yaml"} & holding == {"compose.yaml"} & holding
    assert all(b"dag" in (tmp_path / name).read_bytes() for name in holding)


# --- hostile --------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(12))
MERGES = "m0: &m0 {k: v}\n" + "".join(f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{n - 1}, *m{n - 1}]\n" for n in range(1, 14))
LADDER = "".join(f"    s{n}: {{type: stub, next: s{n + 1}, on_failure: s{n + 1}}}\n" for n in range(60))
WAYS = [
    "a: {type: stub, next: s0}",
    *(f"s{n}: {{type: stub, next: s{n + 1}, on_failure: h0}}" for n in range(400)),
    "s400: {type: stub, next: success}",
]
HOSTILE = {
    "aliases that multiply": (LAUGHS + steps("a: {type: stub, next: success}"), "FLO230"),
    "merges that multiply": (MERGES + steps("a: {type: stub, next: success}"), "FLO230"),
    "deep lists": (steps("a: {type: stub, next: success}") + "x: " + "[" * 3000 + "]" * 3000 + "\n", "FLO230"),
    "deep mappings": (steps("a: {type: stub, next: success}") + "x: " + "{a: " * 3000 + "}" * 3000 + "\n", "FLO230"),
    "many parts": (steps("a: {type: stub, next: success}") + "x: [" + "1," * 200_000 + "]\n", "FLO230"),
    "a large text": (steps("a: {type: stub, next: success}") + "x: " + "y" * 2_000_000 + "\n", "FLO230"),
    "an alias to itself": (steps("a: &a {type: stub, next: success, x: *a}"), "FLO230"),
    "a Python object": (steps("a: !!python/object/apply:os.system [echo]"), "FLO231"),
    "a Python name": (steps("a: {type: stub, next: !!python/name:os.system success}"), "FLO230"),
    "bytes that are no text": (steps("a: {type: stub, next: success}").encode() + b"x: \xff", "FLO230"),
    "one long way after every failure": (
        steps(*WAYS, *(f"h{n}: {{type: stub, next: h{n + 1}}}" for n in range(600)), "h600: {type: stub, next: fail}"),
        "FLO230",
    ),
    "failures that multiply": (
        f"dag:\n  start_at: s0\n  steps:\n{LADDER}    s60: {{type: stub, next: success}}\n",
        "FLO230",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_of_soon(name, surveyed):
    text, code = HOSTILE[name]
    before = time.process_time()
    found = surveyed(text)
    assert code in {one.code for one in found.findings}
    assert time.process_time() - before < 20


def test_a_long_chain_is_read(surveyed):
    names = [f"s{number}" for number in range(1500)]
    lines = [
        f"{name}: {{type: stub, next: {after}}}" for name, after in zip(names, [*names[1:], "success"], strict=True)
    ]
    found = surveyed(steps(*lines).replace("start_at: a", "start_at: s0"))
    assert len(only(found).steps) == 1500
    assert told(found) == []


# --- whatever it is -------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "type",
        "next",
        "on_failure",
        "steps",
        "start_at",
        "task",
        "stub",
        "parallel",
        "map",
        "loop",
        "conditional",
        "success",
        "fail",
        "branches",
        "branch",
        "command",
        "command_type",
        "python",
        "shell",
        "notebook",
        "returns",
        "name",
        "kind",
        "json",
        "object",
        "catalog",
        "get",
        "put",
        "secrets",
        "overrides",
        "a",
        "b",
        "functions.one",
        "iterate_on",
        "iterate_as",
        "parameter",
        "max_iterations",
        "break_on",
        "index_as",
    ]
)
ANYTHING = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False, width=16) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.integers(0, 2), inner, max_size=4),
    max_leaves=12,
)
STEP = st.dictionaries(WORDS, ANYTHING, max_size=6) | st.fixed_dictionaries(
    {"type": st.sampled_from(["task", "stub", "parallel", "map", "loop", "conditional"]), "next": WORDS},
    optional={"on_failure": WORDS, "branches": ANYTHING, "branch": ANYTHING, "returns": ANYTHING, "command": ANYTHING},
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), STEP | ANYTHING, max_size=3), ANYTHING)
def test_any_content_gives_an_answer(content, start):
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "functions.py").write_text(FUNCTIONS)
        document = {"dag": {"start_at": start, "steps": content}}
        (root / "flow.yaml").write_text(yaml.safe_dump(document, default_style='"', sort_keys=False))
        found = Survey(root, (runnable.DIALECT,)).file("flow.yaml")
    assert found.pipelines or found.findings
    assert all(one.span.line >= 1 for one in found.findings)
