"""verify says each change of a project as one finding at its cause, with every leaf that it touches."""

import json

import pytest
from click.testing import CliRunner
from lock_texts import PROJECT, PYPROJECT, STEPS, TRAIN, UV_LOCK

from icefloe import api
from icefloe.api.locking import judged
from icefloe.cli.app import app
from icefloe.cli.check import FORMATS
from icefloe.findings import Finding, Severity

T = "train:first"
S = f"source/{T}"
OTHER = 'from flowyml import Pipeline, step\n\n@step\ndef a(): ...\n\npipeline = Pipeline("third").add_step(a)\n'


def found(folder) -> tuple[Finding, ...]:
    return judged(api.verify(folder)).findings


def frozen(written, files=PROJECT):
    folder = written(files)
    (folder / "icefloe.lock").write_text(api.freeze(folder).text)
    return folder


def edit(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


#: What is written over the frozen project, and the findings that it deserves: code, place, message, leaves.
CASES = {
    "a helper of two steps": (
        {"steps.py": edit(STEPS, "row * SCALE", "row + SCALE")},
        [
            (
                "FLO611",
                "steps.py:6:5",
                "`helper` changed: 2 steps: `train` (train → fit → helper), `evaluate` (evaluate → score → helper)",
                {"modules/steps.py", f"{S}/evaluate/closure", f"{S}/train/closure"},
            )
        ],
    ),
    "a constant": (
        {"steps.py": edit(STEPS, "SCALE = 2", "SCALE = 3")},
        [
            (
                "FLO611",
                "steps.py:3:1",
                "`SCALE` changed: 2 steps: `train` (train → fit → helper → SCALE), `evaluate` (evaluate → score",
                {"modules/steps.py", f"{S}/evaluate/closure", f"{S}/train/closure"},
            )
        ],
    ),
    "a helper and the step that calls it": (
        {
            "steps.py": edit(STEPS, "return sum(", "return 1 + sum("),
            "train.py": edit(TRAIN, "    return fit(data)", "    return fit(data) or []"),
        },
        [
            (
                "FLO611",
                "steps.py:15:5",
                "`score` changed: 1 step: `evaluate` (evaluate → score)",
                {"modules/steps.py", f"{S}/evaluate/closure"},
            ),
            (
                "FLO611",
                "train.py:14:5",
                "`train` changed: 1 step: `train` (its own function)",
                {"modules/train.py", f"{S}/train/semantic"},
            ),
        ],
    ),
    "a step that reaches more": (
        {"train.py": edit(edit(TRAIN, "fit, score", "fit, score, unused"), 'return "done"', "return unused()")},
        [
            (
                "FLO611",
                "train.py:24:5",
                "`report` changed: 1 step: `report` (its own function)",
                {"modules/train.py", "source/train:second/report/semantic", "source/train:second/report/closure"},
            ),
            ("FLO613", "train.py:24:5", "the plan's step `report` changed", {"plan/train:second/report"}),
        ],
    ),
    "code that no step reaches": (
        {"steps.py": edit(STEPS, "return 0", "return 1")},
        [
            (
                "FLO615",
                "steps.py:1:1",
                "`steps.py` changed in code that no step reaches by name, and that runs when it is imported",
                {"modules/steps.py"},
            )
        ],
    ),
    "form alone": (
        {"steps.py": edit(STEPS, "SCALE = 2", "SCALE = 2  # twice")},
        [("FLO631", "steps.py:1:1", "`steps.py` changed in its form alone", {"modules/steps.py"})],
    ),
    "what a step gives": (
        {"train.py": edit(TRAIN, '@step(outputs=["report"])', '@step(outputs=["text"])')},
        [
            (
                "FLO611",
                "train.py:24:5",
                "`report` changed: 1 step: `report` (its own function)",
                {"modules/train.py", "source/train:second/report/semantic"},
            ),
            (
                "FLO613",
                "train.py:24:5",
                "the plan's step `report` changed: what it runs, takes, gives or may do",
                {"plan/train:second/report"},
            ),
            ("FLO614", "train.py:33:10", "the header of `train:second` changed", {"plan/train:second/header"}),
        ],
    ),
    "the header": (
        {"train.py": edit(TRAIN, '"second", version="1.0.0"', '"second", version="1.0.1"')},
        [
            (
                "FLO614",
                "train.py:33:10",
                "the header of `train:second` changed: its name, parameters, results, schedule, files or settings",
                {"plan/train:second/header"},
            ),
        ],
    ),
    "a step taken away": (
        {"train.py": edit(TRAIN, "first.add_step(evaluate)\n", "")},
        [
            (
                "FLO621",
                "icefloe.lock:12:1",
                "step `evaluate` of `train:first` is in the lock and no longer in the project",
                {f"plan/{T}/evaluate", f"{S}/evaluate/semantic", f"{S}/evaluate/closure"},
            ),
            ("FLO614", "train.py:28:9", "the header of `train:first` changed", {f"plan/{T}/header"}),
        ],
    ),
    "a pipeline taken away": (
        {"train.py": TRAIN[: TRAIN.index("second =")]},
        [
            (
                "FLO621",
                "icefloe.lock:20:1",
                "pipeline `train:second` is in the lock and no longer in the project, with 1 step",
                {
                    "plan/train:second/header",
                    "plan/train:second/report",
                    "source/train:second/report/semantic",
                    "source/train:second/report/closure",
                },
            ),
        ],
    ),
    "a pipeline added": (
        {"other.py": OTHER},
        [
            ("FLO622", "other.py:1:1", "module `other.py` is not in the lock", {"modules/other.py"}),
            (
                "FLO622",
                "other.py:6:12",
                "pipeline `other:third` is not in the lock, with 1 step",
                {
                    "plan/other:third/header",
                    "plan/other:third/a",
                    "source/other:third/a/semantic",
                    "source/other:third/a/closure",
                },
            ),
        ],
    ),
    "the dependencies": (
        {"uv.lock": UV_LOCK + "revision = 2\n"},
        [("FLO624", "uv.lock:1:1", "the lock file of the dependencies changed: uv.lock", {"deps"})],
    ),
    "the Python versions": (
        {"pyproject.toml": edit(PYPROJECT, ">=3.11", ">=3.12")},
        [("FLO632", "icefloe.lock:6:1", "`requires-python` changed: >=3.11 → >=3.12", {"env"})],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_one_finding_at_its_cause(written, case: str) -> None:
    changed, expected = CASES[case]
    folder = frozen(written)
    assert found(folder) == ()
    for name, text in changed.items():
        (folder / name).write_text(text)
    findings = found(folder)
    # A module that builds a pipeline otherwise changed in that code too.
    own = [one for one in findings if one.code != "FLO615" or case == "code that no step reaches"]
    assert [(f.code, f"{f.span.path}:{f.span.line}:{f.span.column}") for f in own] == [one[:2] for one in expected]
    for finding, (_, _, message, leaves) in zip(own, expected, strict=True):
        assert finding.message.startswith(message)
        assert {name for name, _ in finding.facts} == leaves | {"kind"}
        assert finding.help


def test_findings_and_changes_speak_of_the_same_leaves(written) -> None:
    for changed, _ in CASES.values():
        folder = frozen(written)
        for name, text in changed.items():
            (folder / name).write_text(text)
        verified = api.verify(folder)
        told = {name for one in judged(verified).findings for name, _ in one.facts} - {"kind"}
        assert told == {change.leaf for change in verified.changes}
        (folder / "other.py").unlink(missing_ok=True)


def test_strict_makes_an_error_of_a_note(written) -> None:
    folder = frozen(written)
    (folder / "steps.py").write_text(f"{STEPS}# the end\n")
    (note,) = judged(api.verify(folder)).findings
    (error,) = judged(api.verify(folder), strict=True).findings
    assert (note.severity, error.severity) == (Severity.NOTE, Severity.ERROR)


@pytest.mark.parametrize("form", FORMATS)
def test_every_voice_says_it(written, form: str) -> None:
    folder = frozen(written)
    (folder / "steps.py").write_text(edit(STEPS, "row * SCALE", "row + SCALE"))
    (folder / "uv.lock").write_text(f"{UV_LOCK}revision = 2\n")
    result = CliRunner().invoke(app, ["verify", "--output-format", form], prog_name="icefloe")
    assert result.exit_code == 1
    assert all(word in result.stdout for word in ("FLO611", "FLO624", "steps.py", "uv.lock"))
    assert "held 2 pipelines against icefloe.lock: 4 of 19 entries differ" in result.stdout + result.stderr
    (folder / "steps.py").write_text(STEPS)
    (folder / "uv.lock").write_text(UV_LOCK)
    clean = CliRunner().invoke(app, ["verify", "--output-format", form], prog_name="icefloe")
    assert (clean.exit_code, "FLO6" in clean.stdout) == (0, False)
    assert "verified 2 pipelines against icefloe.lock" in clean.stdout + clean.stderr


def test_sarif_has_a_rule_for_each_code(written) -> None:
    folder = frozen(written)
    (folder / "steps.py").write_text(edit(STEPS, "row * SCALE", "row + SCALE"))
    result = CliRunner().invoke(app, ["verify", "--output-format", "sarif"], prog_name="icefloe")
    (run,) = json.loads(result.stdout)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["FLO611"]
    assert len(run["results"][0]["relatedLocations"]) == 2


def test_a_pipeline_with_an_error_is_said_in_place_of_a_verdict(written) -> None:
    folder = frozen(written)
    (folder / "train.py").write_text(edit(TRAIN, 'inputs=["model"]', 'inputs=["mdoel"]'))
    result = CliRunner().invoke(app, ["verify", "--output-format", "concise"], prog_name="icefloe")
    assert result.exit_code == 1
    assert "FLO201" in result.stdout
    assert result.stdout.endswith("nothing was held against icefloe.lock: the pipelines have errors\n")
