"""FlowyML as different people write it: every file in `flowyml/` gives the plans and findings beside it.

`flowyml/coverage.toml` says which file shows which part of FlowyML; the test of it is that nothing is left out.
"""

import os
import re
import tomllib
from pathlib import Path

import pytest

from icefloe import api
from icefloe.findings import Finding, Severity
from icefloe_schema import codec

FOLDER = Path(__file__).resolve().parent / "flowyml"
NESTED = (
    "legacy/documented_wishes.py",
    "legacy/old_project.py",
    "recommender/run.py",
    "recommender/shop/pipelines/training.py",
    "settings_yaml/report.py",
    "settings_yaml/train.py",
)
FILES = (*sorted(path.name for path in FOLDER.glob("*.py")), *NESTED)
ROWS = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))["row"]


def line(finding: Finding) -> str:
    span = finding.span
    told = f" [{finding.help}]" if finding.help and not finding.code.startswith("FLO5") else ""
    return f"{span.path}:{span.line}:{span.column}: {finding.severity.value} {finding.code} {finding.message}{told}\n"


def goldens(name: str) -> dict[Path, str]:
    """The texts that a file gives, by the golden file of each."""
    compiled = api.compile_(str(FOLDER / name))
    source = FOLDER / name
    findings = "".join(line(finding) for finding in compiled.checked.findings)
    texts = {source.with_suffix(".findings.txt"): findings} if findings else {}
    for made in compiled.plans:
        label = "" if len(compiled.plans) == 1 else "." + re.sub(r"[^\w.@+-]+", "_", made.label, flags=re.ASCII)
        texts[source.with_name(f"{source.stem}{label}.plan.json")] = codec.dumps(made.plan)
    return texts


def kept(name: str) -> set[Path]:
    """The golden files that there are of a file."""
    source = FOLDER / name
    found = (*source.parent.glob("*.plan.json"), *source.parent.glob("*.findings.txt"))
    return {path for path in found if path.name.split(".")[0] == source.stem}


@pytest.mark.golden
@pytest.mark.parametrize("name", FILES)
def test_plans_and_findings(name: str) -> None:
    texts = goldens(name)
    if os.environ.get("ICEFLOE_REGENERATE") == "1":
        assert not os.environ.get("CI"), "goldens are never regenerated in CI"
        for path in kept(name) - texts.keys():
            path.unlink()
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8", newline="\n")
        return
    assert {path.name for path in kept(name)} == {path.name for path in texts}
    for path, text in texts.items():
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs: read it, then `make goldens`"


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_an_error_has_a_plan(name: str) -> None:
    compiled = api.compile_(str(FOLDER / name))
    errors = [finding for finding in compiled.checked.findings if finding.severity is Severity.ERROR]
    assert errors or compiled.plans


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_part_of_flowyml_is_shown(row: dict[str, object]) -> None:
    files = row["files"]
    assert isinstance(files, list)
    assert files
    for name in files:
        source = FOLDER / name
        assert name in FILES
        texts = [path.read_text(encoding="utf-8") for path in around(source)]
        assert any(re.search(str(row["shows"]), text, re.MULTILINE) for text in texts), (
            f"{name} does not show {row['shows']!r}"
        )


def around(source: Path) -> list[Path]:
    """A file, and those of its project if it is not alone in it."""
    return (
        [source]
        if source.parent in (FOLDER, FOLDER / "legacy")
        else sorted((FOLDER / source.relative_to(FOLDER).parts[0]).rglob("*.py"))
    )


def test_every_file_shows_something() -> None:
    assert {name for row in ROWS for name in row["files"]} == set(FILES)


def test_rows_are_told_apart() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["what"] for row in ROWS)


@pytest.mark.xfail(reason="a run in another file than the one that builds the pipeline is not read")
def test_a_run_in_another_file_is_a_parameter_set() -> None:
    (made,) = api.compile_(str(FOLDER / "recommender" / "run.py")).plans
    assert [dict(one.values) for one in made.plan.parameter_sets] == [{"k": 20}]
