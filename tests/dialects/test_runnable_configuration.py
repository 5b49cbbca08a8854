"""Configuration files of runnable: found, read, and held against what the tasks ask for."""

from textwrap import dedent

import pytest

from icefloe.dialects import runnable
from icefloe.survey import FileSurvey, Survey

FLOW = """\
dag:
  start_at: a
  steps:
    a: {type: task, command_type: shell, command: "test $TOKEN", secrets: [TOKEN], overrides: {argo: large}, next: success}
"""  # noqa: E501
PYTHON = """\
from runnable import Pipeline, ShellTask

def main():
    pipeline = Pipeline(steps=[ShellTask(name="a", command="true", overrides={"local-container": "large"})])
    pipeline.execute(configuration_file="configs/run.yaml")
    return pipeline
"""
ARGO = """\
pipeline-executor:
  type: argo
  config:
    image: ${registry}/train:$tag
    price: $$5
    overrides:
      large: {image: "${registry}/large"}
"""


@pytest.fixture
def survey(tmp_path):
    def read(path: str, files: dict[str, str]) -> FileSurvey:
        for name, text in {"pyproject.toml": "", **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text))
        return Survey(tmp_path, (runnable.DIALECT,)).file(path)

    return read


def told(found: FileSurvey) -> list[str]:
    return [f"{f.severity.value} {f.code} {f.span.path}:{f.span.line} {f.message}" for f in found.findings]


def header(found: FileSurvey) -> dict[str, object]:
    (pipeline,) = found.pipelines
    made = pipeline.graph.header
    return {**({} if made is None else made.tags), "files": [file.path for file in pipeline.graph.files]}


def test_without_a_file_nothing_is_said(survey):
    found = survey("flow.yaml", {"flow.yaml": FLOW})
    assert (told(found), header(found)) == ([], {"files": []})


def test_a_file_of_the_usual_name_counts(survey):
    found = survey("flow.yaml", {"flow.yaml": FLOW, "runnable-config.yaml": ARGO})
    (line,) = told(found)
    assert line.startswith("note FLO242 runnable-config.yaml:4 the configuration `runnable-config.yaml` needs ")
    assert line.endswith("`RUNNABLE_VAR_registry`, `RUNNABLE_VAR_tag` in the environment of every run")
    assert header(found) == {
        "runnable.configuration": "runnable-config.yaml",
        "runnable.executor": "argo",
        "runnable.variables": ["RUNNABLE_VAR_registry", "RUNNABLE_VAR_tag"],
        "files": ["runnable-config.yaml"],
    }


def test_a_file_that_is_named_counts_before_the_usual_one(survey):
    found = survey(
        "main.py",
        {
            "main.py": PYTHON,
            "configs/run.yaml": "pipeline-executor: {type: local-container, config: {overrides: {large: {}}}}\n",
            "runnable-config.yaml": "broken: [",
        },
    )
    assert told(found) == []
    assert header(found)["runnable.executor"] == "local-container"


def test_a_file_that_is_not_there(survey):
    found = survey("main.py", {"main.py": PYTHON})
    (line,) = told(found)
    assert line.startswith("warning FLO240 main.py:5 there is no `configs/run.yaml`")
    assert header(found) == {"runnable.configuration": "configs/run.yaml", "files": []}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "error FLO240 {at}:1 the configuration `{at}` cannot be read: it is no mapping of services"),
        ("- a\n", "error FLO240 {at}:1 the configuration `{at}` cannot be read: it is no mapping of services"),
        ("a: [\n", "error FLO240 {at}:2 the configuration `{at}` cannot be read: "),
        ("catalog: {type: s3}\ncatalog: {type: s3}\n", "error FLO240 {at}:2 the configuration `{at}` cannot be read: "),
        ("executor: {type: argo}\n", "warning FLO241 {at}:1 nothing reads `executor` in a configuration"),
        ("run_log_store: {type: chunked-fs}\n", ""),
        ("run-logs: {type: chunked-fs}\n", "warning FLO241 {at}:1 nothing reads `run-logs` in a configuration"),
        ("catalog: {type: gcs}\n", "warning FLO241 {at}:1 runnable 0.50.0 has no `catalog` of the type `gcs`"),
        ("catalog: {type: '${kind}'}\n", "note FLO242 {at}:1 the configuration `{at}` needs `RUNNABLE_VAR_kind` in"),
        ("catalog: file-system\n", "error FLO231 {at}:1 `catalog` must be a mapping, and is the text"),
        ("catalog: {config: {}}\n", "error FLO231 {at}:1 `catalog` has no `type`"),
        ("secrets: {type: do-nothing}\npickler: {type: pickle}\njob-executor: {type: k8s-job}\n", ""),
    ],
)
def test_what_a_file_may_say(text, expected, survey):
    at = "runnable-config.yaml"
    found = told(survey("flow.yaml", {"flow.yaml": FLOW.replace("argo: large", "argo: x"), at: text}))
    assert len(found) == bool(expected)
    assert all(line.startswith(expected.format(at=at)) for line in found)


@pytest.mark.parametrize(
    ("configuration", "help"),
    [
        (ARGO.replace("large:", "lage:"), "did you mean `lage`?"),
        ("pipeline-executor: {type: argo}\n", "add it below `overrides:`; it has none"),
        (
            "pipeline-executor: {type: argo, overrides: {small: {}, tiny: {}}}\n",
            "add it below `overrides:`; there are small, tiny",
        ),
    ],
)
def test_an_override_that_there_is_not(configuration, help, survey):
    found = survey("flow.yaml", {"flow.yaml": FLOW, "runnable-config.yaml": configuration})
    (finding,) = [one for one in found.findings if one.code == "FLO243"]
    assert finding.message == "`a` asks for the override `large` of `argo`, which the configuration does not have"
    assert (finding.severity.value, finding.span.line, finding.help) == ("error", 4, help)
    assert finding.label == "runnable uses its defaults without a word"
    assert [note.span.path for note in finding.related] == ["runnable-config.yaml"]


@pytest.mark.parametrize(
    ("secrets", "missing"),
    [
        ("TOKEN=1\n", False),
        ("export TOKEN = 1\n", False),
        ("# TOKEN=1\nTOKENS=2\n", True),
    ],
)
def test_a_secret_is_sought_in_its_file(secrets, missing, survey):
    files = {
        "flow.yaml": FLOW,
        "runnable-config.yaml": "secrets: {type: dotenv, config: {location: keys.env}}\n",
        "keys.env": secrets,
    }
    found = survey("flow.yaml", files)
    assert [one.code for one in found.findings] == (["FLO244"] if missing else [])
    assert all("1" not in one.message and "2" not in one.message for one in found.findings)


def test_a_job_has_the_executor_of_jobs(survey):
    text = PYTHON.replace("Pipeline, ShellTask", "ShellJob").replace(
        'Pipeline(steps=[ShellTask(name="a", command="true", overrides={"local-container": "large"})])',
        'ShellJob(command="true")',
    )
    configuration = "job-executor: {type: mini-k8s-job}\npipeline-executor: {type: argo}\n"
    found = survey("main.py", {"main.py": text, "configs/run.yaml": configuration})
    assert header(found)["runnable.executor"] == "mini-k8s-job"
    assert header(found)["kind"] == "job"
