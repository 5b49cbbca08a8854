"""runnable as different people write it: every file in `runnable/` gives the plans and findings beside it.

`runnable/coverage.toml` says which file shows which part of runnable, and what of it stands in the file's plans or
findings; the test of it is that nothing is left out. Folders in `runnable/` with a `pyproject.toml` are projects of
their own.
"""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from icefloe import api
from icefloe.findings import Finding, Severity
from icefloe_schema import codec

FOLDER = Path(__file__).resolve().parent / "runnable"
TABLE = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, object]] = TABLE["row"]
IMPORT = re.compile(r"^\s*(?:from|import) runnable\b", re.MULTILINE)
DAG = re.compile(r"^dag:", re.MULTILINE)


def named(suffixes: tuple[str, ...], holds: re.Pattern[str]) -> tuple[str, ...]:
    """The files of these suffixes whose text holds something, by POSIX path from the folder."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in suffixes)
    return tuple(path.relative_to(FOLDER).as_posix() for path in found if holds.search(path.read_text("utf-8")))


PYTHON = named((".py",), IMPORT)
YAML = named((".yaml", ".yml"), DAG)
FILES = (*PYTHON, *YAML)


def line(finding: Finding) -> str:
    """A finding as a line."""
    span = finding.span
    told = f" [{finding.help}]" if finding.help and not finding.code.startswith("FLO5") else ""
    return f"{span.path}:{span.line}:{span.column}: {finding.severity.value} {finding.code} {finding.message}{told}\n"


def stem(name: str) -> str:
    """What the golden files of a file begin with: a YAML file keeps its suffix, as it may stand beside its twin."""
    source = FOLDER / name
    return source.stem if source.suffix == ".py" else source.name


@cache
def goldens(name: str) -> dict[Path, str]:
    """The texts that a file gives, by the golden file of each."""
    compiled = api.compile_(str(FOLDER / name))
    folder = (FOLDER / name).parent
    findings = "".join(line(finding) for finding in compiled.checked.findings)
    texts = {folder / f"{stem(name)}.findings.txt": findings} if findings else {}
    for made in compiled.plans:
        label = "" if len(compiled.plans) == 1 else "." + re.sub(r"[^\w.@+-]+", "_", made.label, flags=re.ASCII)
        texts[folder / f"{stem(name)}{label}.plan.json"] = codec.dumps(made.plan)
    return texts


def kept(name: str) -> set[Path]:
    """The golden files that there are of a file."""
    folder = (FOLDER / name).parent
    found = (*folder.glob("*.plan.json"), *folder.glob("*.findings.txt"))
    mine = {path for path in found if path.name.startswith(f"{stem(name)}.")}
    longer = {stem(other) for other in FILES if stem(other).startswith(f"{stem(name)}.")}
    return {path for path in mine if not any(path.name.startswith(f"{other}.") for other in longer)}


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


def test_a_folder_is_checked_as_its_files_are() -> None:
    checked = api.check([str(FOLDER)])
    assert (checked.refused, checked.empty) == ((), ())
    # A folder with a `pyproject.toml` of its own is a project, in which its paths begin.
    own = [path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/pyproject.toml")]
    expected = {name.partition("/")[2] if name.partition("/")[0] in own else name for name in FILES}
    # The parameter files and configurations beside them are taken for no pipelines.
    assert {one.graph.span.path for one in checked.pipelines} == expected


def test_there_are_enough_files() -> None:
    assert len(PYTHON) >= 35
    assert len(YAML) >= 15


def test_most_files_are_clean() -> None:
    wrong = [name for name in FILES if any(" error FLO" in text for text in goldens(name).values())]
    assert len(wrong) <= len(FILES) // 2
    assert set(wrong) == set(TABLE["wrong"])


def findings(name: str) -> str:
    """What is reported of a file."""
    return "".join(text for path, text in goldens(name).items() if path.name.endswith(".findings.txt"))


@pytest.mark.parametrize(
    "name", [name for when, files in TABLE["fails"].items() if when != "meaning" for name in files]
)
def test_what_runnable_fails_on_is_told(name: str) -> None:
    assert re.search(" (error|warning) FLO", findings(name))


def test_a_file_that_runnable_runs_has_no_error_but_for_a_reason() -> None:
    fails = {name for files in TABLE["fails"].values() for name in files}
    assert set(TABLE["wrong"]) - fails == set(TABLE["succeeds"])


def holds(value: object, pattern: object) -> bool:
    """Whether a value has all of a pattern: each key of a mapping, each element of a list in any place."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(k in value and holds(value[k], p) for k, p in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(holds(v, p) for v in value) for p in pattern)
    return type(value) is type(pattern) and value == pattern


def inside(value: object) -> Iterator[object]:
    """A JSON value and all values in it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(part)


def shown(row: dict[str, object], name: str) -> bool:
    """Whether a file shows a row: in its text, in one of its plans (or any part of them), in its findings."""
    source = FOLDER / name
    texts = goldens(name)
    plans = [json.loads(text) for path, text in texts.items() if path.name.endswith(".plan.json")]
    told = findings(name)
    tests = [
        "shows" not in row or any(re.search(str(row["shows"]), text, re.MULTILINE) for text in around(source)),
        "plan" not in row or any(holds(plan, row["plan"]) for plan in plans),
        "part" not in row or any(holds(part, row["part"]) for plan in plans for part in inside(plan)),
        "finding" not in row or re.search(str(row["finding"]), told) is not None,
        "unsaid" not in row or re.search(str(row["unsaid"]), told) is None,
        "silent" not in row or not told,
    ]
    return all(tests)


def around(source: Path) -> list[str]:
    """The text of a file, and of those of its project if it is not alone in it."""
    relative = source.relative_to(FOLDER)
    if len(relative.parts) == 1:
        return [source.read_text(encoding="utf-8")]
    found = sorted(path for path in (FOLDER / relative.parts[0]).rglob("*") if path.suffix in {".py", ".yaml"})
    return [path.read_text(encoding="utf-8") for path in found]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_every_part_of_runnable_is_shown(row: dict[str, object]) -> None:
    files = row["files"]
    assert isinstance(files, list)
    assert files
    # A row that says nothing of the plan or the findings would be shown by any file.
    assert {"plan", "part", "finding", "silent"} & row.keys()
    for name in files:
        assert name in FILES
        assert shown(row, name), f"{name} does not show {row['id']!r}"


def test_every_file_shows_something() -> None:
    assert {name for row in ROWS for name in row["files"]} == set(FILES)


def test_rows_are_told_apart() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["what"] for row in ROWS)


def test_all_goldens_belong_to_a_file() -> None:
    mine = {path for name in FILES for path in kept(name)}
    assert mine == {*FOLDER.rglob("*.plan.json"), *FOLDER.rglob("*.findings.txt")}


def test_the_twins_are_equal_but_for_their_header() -> None:
    python, yaml = (
        json.loads((FOLDER / "imaging" / "pipelines" / name).read_text(encoding="utf-8"))
        for name in ("labels.plan.json", "labels.yaml.plan.json")
    )
    assert (python.pop("entry"), yaml.pop("entry")) == ("labels:labels", "pipelines/labels.yaml")
    # Python looks beside the file first, runnable's YAML in the folder that it is started in.
    assert (python.pop("code")["paths"], yaml.pop("code")["paths"]) == (["pipelines", "."], [".", "pipelines"])
    assert python == yaml
