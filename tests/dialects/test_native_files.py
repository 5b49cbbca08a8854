"""Native files as other people write them: each has its plans and its findings beside it.

Every file says in its first line what it covers. `NAME.plan.json` is the plan of its pipeline, or
`NAME.PIPELINE.plan.json` where it holds several, `NAME.findings.txt` what is reported. A pipeline without a plan has a
finding that says why.
"""

from pathlib import Path

import pytest

from icefloe.api.compile import compile_
from icefloe.dialects import native
from icefloe.findings import Finding, Severity
from icefloe.lower import lower
from icefloe.settled import settled
from icefloe.survey import Survey
from icefloe_schema import codec, plan

FOLDER = Path(__file__).parent / "native"
FILES = sorted(path for path in FOLDER.rglob("*.py") if path.read_text("utf-8").startswith("# Covers:"))

# Files in which something cannot be said in a plan: each has a finding, and here is why it is right.
MISSES = {
    "arguments": "`**options` of a parameter: which arguments there are is only known in a run",
    "defaults": "defaults that are made when the module is loaded: a day, a member of an enumeration, an object",
    "dicts": "a dictionary whose keys are a step's output: a map gives lists",
    "feature_store": "a pipeline as a method: what `self` holds is not the plan's",
    "filters": "a list that is filtered without a step: an expression cannot go through a list",
    "helpers_between": "a helper that works on what a step gave, and one that calls a library",
    "lists_of_expressions": "a list that is made of another list without a step",
    "raises": "checks that raise in the pipeline function: skipping what follows would hide the failure",
    "recursion": "pipelines that call themselves",
    "refused": "decorators from elsewhere, generators, steps chosen by a value, `map`, `reduce`, futures, conversions",
    "side_effects": "files, tracking and methods of data frames in the pipeline function: a run would not do them",
    "try_fallback": "`except` in the pipeline function: a step says itself what happens when it fails",
    "while_bound": "a `while` without a bound",
}


def compiled(path: Path) -> tuple[dict[str, str], tuple[Finding, ...], tuple[str, ...]]:
    """The plan of each pipeline that has one, by label; everything that is reported; the labels of all pipelines."""
    survey = Survey(path.parent, (native.DIALECT,))
    found = survey.file(path.name)
    made: dict[str, str] = {}
    findings = [*found.findings]
    for one in found.pipelines:
        lowered = lower(one.graph, code=plan.Code(paths=(".",)), spell=one.types.written, imports=lambda _: ())
        if isinstance(lowered, plan.Plan):
            made[one.label] = codec.dumps(lowered)
        else:
            # What the rules have said already is not told twice.
            said = {finding.code for finding in findings}
            findings += [finding for finding in lowered if finding.code not in said]
    return made, settled(findings), tuple(one.label for one in found.pipelines)


def shown(finding: Finding) -> str:
    place = f"{finding.span.path}:{finding.span.line}:{finding.span.column}"
    return f"{place} {finding.severity.value} {finding.code} {finding.message}\n    help: {finding.help}\n"


def beside(path: Path, label: str, only: bool) -> Path:
    name = "".join(c if c.isalnum() or c in "-_" else "_" for c in label)
    return path.with_suffix(".plan.json" if only else f".{name}.plan.json")


@pytest.mark.golden
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_plans_and_findings(path, golden):
    made, findings, labels = compiled(path)
    for label, text in made.items():
        golden(beside(path, label, len(labels) == 1), text)
    text = "".join(shown(finding) for finding in findings)
    expected = path.with_suffix(".findings.txt")
    if text or expected.exists():
        golden(expected, text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_pipeline_without_a_plan_has_a_reason(path):
    made, findings, labels = compiled(path)
    assert labels
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert len(made) == len(labels) or errors


def test_every_miss_is_listed_with_its_reason():
    found = {
        path.name.removesuffix(".findings.txt")
        for path in FOLDER.rglob("*.findings.txt")
        if {"FLO103", "FLO130", "FLO131"} & set(path.read_text("utf-8").split())
    }
    assert found == set(MISSES)


def test_the_files_are_many_and_all_goldens_belong_to_one():
    assert len(FILES) >= 40
    stems = {path.with_suffix("").as_posix() for path in FILES}
    for golden in (*FOLDER.rglob("*.plan.json"), *FOLDER.rglob("*.findings.txt")):
        own = golden.as_posix().removesuffix(".plan.json").removesuffix(".findings.txt")
        assert own in stems or own.rpartition(".")[0] in stems, golden


def test_the_command_compiles_them_too(monkeypatch):
    monkeypatch.chdir(FOLDER)
    made = compile_("churn_training.py")
    assert [one.label for one in made.plans] == ["churn"]
