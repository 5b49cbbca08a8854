"""SARIF: valid by the official schema, read by a reader of others, and the same findings told again after an edit."""

import importlib.util
import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from report_findings import CELL, FINDINGS, MISMATCH, NASTY, RENAME, SEVERAL, SOURCES, SUMMARY, many, span

from icefloe import api
from icefloe.findings import Finding, Severity
from icefloe.report import sarif
from icefloe.report.fingerprints import line_hashes
from icefloe.source import Source

SCHEMA = Path(__file__).parent / "vendor" / "sarif-schema-2.1.0.json"
EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


def run_of(findings, sources=SOURCES) -> dict:
    log = json.loads(sarif.render(findings, sources, SUMMARY))
    assert [error.message for error in validator().iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def test_the_schema_refuses_what_is_wrong():
    log = json.loads(sarif.render(FINDINGS, SOURCES, SUMMARY))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(validator().iter_errors(log))
    assert list(validator().iter_errors({"version": "2.1.0"}))


@pytest.mark.parametrize("findings", [(), *((finding,) for finding in FINDINGS), FINDINGS])
def test_the_official_schema_accepts_every_report(findings):
    run_of(findings)


def test_the_schema_accepts_the_report_of_a_real_check():
    checked = api.check([str(EXAMPLES / "flowyml" / "broken.py")])
    log = json.loads(sarif.render(checked.findings, checked.sources, checked.summary))
    assert list(validator().iter_errors(log)) == []
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "FLO301"
    assert len(result["relatedLocations"]) == 1


def test_a_result_says_both_ends_and_what_to_do():
    (result,) = run_of([MISMATCH])["results"]
    uri = {"uri": "steps/fit%20it.py", "uriBaseId": "%SRCROOT%"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": uri,
                "region": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 11},
            }
        }
    ]
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "gives `list[int]`"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "load.py"
    assert result["message"]["text"].endswith("\nchange one of the two annotations")
    assert result["level"] == "error"


def test_rules_are_described_by_their_pages_and_results_point_at_them():
    run = run_of(FINDINGS)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({finding.code for finding in FINDINGS})
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    rule = next(rule for rule in rules if rule["id"] == "FLO301")
    assert rule["name"] == "type-mismatch"
    assert rule["help"]["markdown"].startswith("# type-mismatch (FLO301)\n")
    assert rule["shortDescription"]["text"].endswith(".")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["pipeline", "types"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_fix_is_its_replacements():
    (result,) = run_of([RENAME])["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "load.py"
    region = {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 6}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "model"}}]


def test_a_cell_is_a_part_of_its_notebook_and_has_no_lines_of_the_file():
    (result,) = run_of([CELL])["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "nb.ipynb", "uriBaseId": "%SRCROOT%"}}
    assert place["logicalLocations"][0]["name"] == "cell 4"
    assert "(cell 4, line 2)" in result["message"]["text"]
    assert list(result["partialFingerprints"]) == ["icefloeFinding/v1"]


def test_no_name_of_a_hostile_repository_is_a_link():
    (result,) = run_of([NASTY])["results"]
    assert "](" not in result["message"]["text"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", uri)
    assert unquote(uri, errors="surrogatepass") == NASTY.span.path


def test_nothing_in_it_is_of_this_machine():
    text = sarif.render(FINDINGS, SOURCES, SUMMARY)
    assert str(Path.cwd()) not in text
    assert "file://" not in text
    assert text == sarif.render(FINDINGS, dict(reversed(SOURCES.items())), SUMMARY)
    text.encode("ascii")


def test_of_more_than_can_be_uploaded_the_worst_are_kept(monkeypatch):
    monkeypatch.setattr(sarif, "RESULTS", 5)
    monkeypatch.setattr(sarif, "PLACES", 3)
    run = run_of([*many(4, Severity.NOTE), *many(4), *many(1, Severity.WARNING)], {})
    assert sorted(result["level"] for result in run["results"]) == ["error"] * 4 + ["warning"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("+4 more findings")
    crowded = replace(MISMATCH, related=MISMATCH.related * 9)
    assert len(run_of([crowded])["results"][0]["relatedLocations"]) == 2


def test_the_limits_are_those_of_github():
    assert (sarif.RESULTS, sarif.PLACES) == (25_000, 1_000)


def fingerprints(findings, text: str) -> list[dict]:
    run = run_of(findings, {"load.py": Source(path="load.py", text=text)})
    return [result["partialFingerprints"] for result in run["results"]]


def moved(finding: Finding, lines: int) -> Finding:
    at = finding.span
    return replace(finding, span=replace(at, line=at.line + lines, end_line=at.end_line + lines))


def test_fingerprints_stand_when_lines_are_added_above_and_fall_with_their_line():
    text = "import os\n\nmodle = load()\n" + "".join(f"x{n} = {n}\n" for n in range(40))
    before = fingerprints([RENAME], text)
    assert fingerprints([moved(RENAME, 2)], f"# more\nimport sys\n{text}") == before
    assert fingerprints([moved(RENAME, 1)], f"import json\n{text}  # below\n") == before
    (other,) = fingerprints([RENAME], text.replace("modle", "model", 1))
    assert not set(other.values()) & set(before[0].values())


def test_two_findings_alike_are_told_apart():
    text = "modle\n" * 60
    first, second = fingerprints([RENAME, moved(RENAME, 1)], text)
    assert not set(first.values()) & set(second.values())


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_the_hash_of_a_line_is_the_one_that_github_computes(text, hashes):
    """The values are those that GitHub's own action gives for these texts."""
    assert line_hashes(text) == hashes


def test_lines_that_go_on_alike_are_numbered():
    found = line_hashes("Lorem ipsum dolor sit amet.\n" * 10)
    assert found[:7] == [*(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)), "a7f2ff1481e87703:1"]


def test_a_span_outside_of_the_text_has_no_hash_of_a_line():
    (result,) = run_of([replace(SEVERAL, span=span(99, 1, 1, "load.py"))])["results"]
    assert list(result["partialFingerprints"]) == ["icefloeFinding/v1"]


@pytest.mark.executes
def test_a_reader_of_others_reads_it(tmp_path):
    """`sarif-tools`, by Microsoft, which makes tables of SARIF files."""
    if importlib.util.find_spec("sarif") is None:
        pytest.skip("sarif-tools is not installed: pip install --group proof")
    log = tmp_path / "icefloe.sarif"
    log.write_text(sarif.render(FINDINGS, SOURCES, SUMMARY), "utf-8")
    table = tmp_path / "table.csv"
    command = [sys.executable, "-m", "sarif", "csv", "-o", str(table), str(log)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = table.read_text("utf-8")
    for words in ("FLO301", "steps/fit%20it.py", "load.py", "FLO105", "nb.ipynb"):
        assert words in text
    done = subprocess.run(
        [sys.executable, "-m", "sarif", "summary", str(log)], capture_output=True, text=True, cwd=tmp_path
    )
    assert "error: 4" in done.stdout
    assert "warning: 1" in done.stdout
