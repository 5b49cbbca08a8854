"""The voices for CI systems: workflow commands, code quality, JUnit. Hostile text stays text in each."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_findings import CELL, FINDINGS, HOSTILE, MISMATCH, NASTY, SEVERAL, SOURCES, SUMMARY, many

from icefloe.findings import Severity
from icefloe.report import github, gitlab, junit
from icefloe.report.plain import plain

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them: split at the first `::`, properties at `,` and `=`, unescaped."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], {key: unescaped(value, ":,") for key, value in pairs.items()}, unescaped(match[3], "")))
    return found


def unescaped(text: str, more: str) -> str:
    assert not set(text) & set(more) - {"%"}
    for character in f"{more}\r\n":
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def test_an_annotation_names_both_ends():
    ((kind, properties, message),) = commands(github.render([MISMATCH], SOURCES, SUMMARY))
    assert kind == "error"
    assert properties == {
        "title": "FLO301 type-mismatch",
        "file": "steps/fit it.py",
        "line": "2",
        "col": "8",
        "endColumn": "11",
    }
    assert message == (
        "`load` gives `list[int]`, but `fit` takes `str | None`\n"
        "steps/fit it.py:2:8: takes `str | None`\n"
        "load.py:12:15: gives `list[int]`\n"
        "help: change one of the two annotations"
    )


def test_columns_are_left_out_where_lines_differ_and_lines_where_the_file_is_a_notebook():
    (several, cell) = commands(github.render([SEVERAL, CELL], SOURCES, SUMMARY))
    assert several[1] == {"title": "FLO101 duplicate-step", "file": "load.py", "line": "1", "endLine": "3"}
    assert cell[1] == {"title": "FLO105 unknown-argument", "file": "nb.ipynb"}
    assert "nb.ipynb:cell 4:2:3: " in cell[2]


def test_no_text_ends_its_command_or_begins_another():
    (found,) = commands(github.render([NASTY], SOURCES, SUMMARY))
    assert found[0] == "error"
    assert found[1]["file"] == plain(NASTY.span.path)
    assert found[2].splitlines()[0] == plain(HOSTILE)


def test_the_worst_come_first_and_the_rest_is_counted():
    found = [*many(12, Severity.NOTE), *many(3, Severity.WARNING), *many(46)]
    told = commands(github.render(found, {}, SUMMARY))
    kinds = [kind for kind, _, _ in told]
    assert kinds == ["error"] * 10 + ["warning"] * 3 + ["notice"] * 10
    assert told[-1] == ("notice", {"title": "icefloe"}, "+39 more: 36 errors, 3 notes; `icefloe check` shows them all")
    assert told[0][2] == "number 0"


@pytest.mark.parametrize("count", [0, 1, 10])
def test_nothing_is_counted_where_all_are_shown(count):
    told = commands(github.render([*many(count), *many(count, Severity.NOTE)], {}, SUMMARY))
    assert len(told) == 2 * count
    assert all(properties["title"] != "icefloe" for _, properties, _ in told)


def test_gitlab_gets_what_it_asks_for():
    """Required by its documentation: description, check_name, fingerprint, severity, location."""
    issues = json.loads(gitlab.render(FINDINGS, SOURCES, SUMMARY))
    assert len({issue["fingerprint"] for issue in issues}) == len(FINDINGS)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]
    by_code = {issue["check_name"]: issue for issue in issues}
    assert by_code["FLO301"]["location"] == {"path": "steps/fit it.py", "lines": {"begin": 2, "end": 2}}
    assert "gives `list[int]`: load.py:12" in by_code["FLO301"]["description"]
    assert by_code["FLO105"]["location"] == {"path": "nb.ipynb", "lines": {"begin": 1, "end": 1}}
    assert gitlab.render([], {}, SUMMARY) == "[]\n"


def test_junit_fails_for_errors_alone():
    root = ET.fromstring(junit.render(FINDINGS, SOURCES, SUMMARY))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "6", "4")
    suites = {suite.get("name"): suite for suite in root}
    assert len(suites["load.py"]) == 3
    assert [case.find("failure") is not None for case in suites["load.py"]] == [True, False, False]
    (case,) = suites["steps/fit it.py"]
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == MISMATCH.message
    assert "load.py:12:15: gives `list[int]`" in (failure.text or "")
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_junit_has_a_passed_case_where_nothing_was_found():
    (suite,) = ET.fromstring(junit.render([], {}, SUMMARY))
    (case,) = suite
    assert case.get("name") == SUMMARY.line()
    assert len(case) == 0


@given(st.text(alphabet="%:,\n\r=a ", max_size=20))
def test_every_text_comes_out_of_a_command_as_it_went_in(words):
    finding = type(MISMATCH)(code="FLO301", message=words, span=NASTY.span)
    ((_, _, message),) = commands(github.render([finding], {}, SUMMARY))
    assert message == plain(words)
