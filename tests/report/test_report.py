"""The voices of a report: frames, one line each, JSON."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Edit, Fix
from icefloe.report import REPORTS, Style, Summary, concise, full
from icefloe.report import json as as_json
from icefloe.source import Source, Span

SUMMARY = Summary(files=3, pipelines=1, connections=7, unknown=2)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def span(line: int, column: int, end: int, path: str = "a.py", end_line: int | None = None) -> Span:
    return Span(path=path, line=line, column=column, end_line=end_line or line, end_column=end)


TWO_ENDS = Finding(
    code="FLO301",
    message="`load` gives `list[int]`, but `fit` takes `str`",
    span=span(2, 8, 11, "steps/fit.py"),
    label="takes `str`",
    related=(Note(message="gives `list[int]`", span=span(12, 15, 24, "load.py")),),
    help="change one of the two annotations",
)
SOURCES = {
    "steps/fit.py": Source(path="steps/fit.py", text="@step\ndef fit(raw: str): ...\n"),
    "load.py": Source(path="load.py", text="\n" * 11 + "def load() -> list[int]: ...\n"),
}


def test_a_connection_is_drawn_with_a_frame_for_each_end():
    text = full.render([TWO_ENDS], SOURCES, SUMMARY)
    assert text == (
        "error[FLO301]: `load` gives `list[int]`, but `fit` takes `str`\n"
        "  --> steps/fit.py:2:8\n"
        "   |\n"
        " 2 | def fit(raw: str): ...\n"
        "   |        ^^^ takes `str`\n"
        "  --> load.py:12:15\n"
        "   |\n"
        "12 | def load() -> list[int]: ...\n"
        "   |               ^^^^^^^^^ gives `list[int]`\n"
        "   |\n"
        "   = help: change one of the two annotations\n"
        "\n"
        "found 1 error\n"
        "7 connections: 5 right, 2 unknown\n"
        "checked 3 files, 1 pipeline, 7 connections (2 unknown)\n"
    )


def test_a_secret_is_starred_out_wherever_its_line_is_shown():
    secret = "ghp_" + "a1B2" * 9
    text = f'token = "{secret}"\n'
    finding = Finding(code="FLO1", message="m", span=span(1, 1, 6))
    for report in REPORTS:
        assert secret not in report.render([finding], {"a.py": Source(path="a.py", text=text)}, SUMMARY)


def test_codes_are_links_to_their_installed_pages_where_links_are_wanted():
    text = full.render([TWO_ENDS], SOURCES, SUMMARY, Style(links=True))
    found = re.match(r"\x1b\]8;;file://([^\x1b]*)\x1b\\error\[FLO301\]\x1b\]8;;\x1b\\: ", text)
    assert found
    assert "# type-mismatch (FLO301)" in Path(found[1]).read_text("utf-8")
    unknown = replace(TWO_ENDS, code="FLO000")
    assert "\x1b" not in full.render([unknown], SOURCES, SUMMARY, Style(links=True))
    page = replace(TWO_ENDS, code="FLO105")
    line = concise.render([page], SOURCES, SUMMARY, Style(colour=True, links=True)).splitlines()[0]
    assert "/codes/pages/FLO105-unknown-argument.md\x1b\\\x1b[1;31mFLO105\x1b[0m\x1b]8;;\x1b\\" in line


@pytest.mark.parametrize(("safe", "option"), [(True, "--fix"), (False, "--fix --unsafe-fixes")])
def test_a_fix_says_how_it_is_applied(safe, option):
    finding = replace(TWO_ENDS, fix=Fix(message="write `x`", edits=(), safe=safe))
    assert f"   = fix: write `x` ({option})\n" in full.render([finding], SOURCES, SUMMARY)


def test_who_asks_for_quiet_gets_findings_alone():
    quiet = replace(SUMMARY, quiet=True)
    assert full.render([], {}, quiet) == concise.render([], {}, quiet) == ""
    text = full.render([TWO_ENDS], SOURCES, quiet)
    assert text.endswith("   = help: change one of the two annotations\n")
    assert concise.render([TWO_ENDS], SOURCES, quiet).count("\n") == 1


def test_a_source_that_is_not_there_has_no_frame():
    finding = Finding(code="FLO901", message="not UTF-8", span=span(1, 1, 1, "b.py"))
    assert full.render([finding], {}, SUMMARY).startswith("error[FLO901]: not UTF-8\n --> b.py:1:1\n\nfound 1 error\n")


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\r", "\u202e", "\u2028", "\u200b", "\x9b", "a\nb", "\x00", "\ud800"])
@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_no_text_of_the_user_reaches_the_terminal_raw(report, hostile):
    at = span(1, 1, 2, f"a{hostile}.py")
    finding = Finding(
        code="FLO201",
        message=f"no `{hostile}`",
        span=at,
        label=hostile,
        help=hostile,
        related=(Note(message=hostile, span=at),),
        fix=Fix(message=hostile, edits=()),
    )
    sources = {at.path: Source(path=at.path, text=f"x{hostile}")}
    text = report.render([finding], sources, SUMMARY, False)
    assert hostile not in text
    text.encode()


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_colour_adds_nothing_but_colour(report):
    bare = report.render([TWO_ENDS], SOURCES, SUMMARY, False)
    assert "\x1b" not in bare
    assert ANSI.sub("", report.render([TWO_ENDS], SOURCES, SUMMARY, True)) == bare


def test_full_and_concise_use_colour_when_told():
    assert "\x1b[1;31m" in full.render([TWO_ENDS], SOURCES, SUMMARY, Style(colour=True))
    assert "\x1b[1;31m" in concise.render([TWO_ENDS], SOURCES, SUMMARY, Style(colour=True))


def test_findings_are_counted_by_severity():
    found = [
        Finding(code="FLO1", message="m", span=span(1, 1, 1), severity=severity)
        for severity in (Severity.NOTE, Severity.ERROR, Severity.ERROR, Severity.WARNING)
    ]
    assert "\nfound 2 errors, 1 warning, 1 note\n" in full.render(found, {}, SUMMARY)
    assert "warning[FLO1]: m" in full.render(found, {}, SUMMARY)


def test_notes_that_say_the_same_are_told_once():
    notes = [
        Finding(code="FLO1", message=message, span=span(line, 1, 2), severity=Severity.NOTE)
        for line, message in enumerate(("same", "other", "same", "same", "same", "same"), 1)
    ]
    told = full.render(notes, {}, SUMMARY)
    assert "note[FLO1]: same\n --> a.py:1:1\n --> a.py:3:1\n --> a.py:4:1\n ... and 2 more\n" in told
    assert "note[FLO1]: other\n --> a.py:2:1\n" in told
    assert "found 6 notes" in told


def test_nothing_found_is_one_line():
    line = "checked 1 file, 0 pipelines, 1 connection (0 unknown)\n"
    summary = Summary(files=1, pipelines=0, connections=1, unknown=0)
    assert full.render([], {}, summary) == line
    assert concise.render([], {}, summary) == line
    assert as_json.render([], {}, summary) == "[]\n"


def test_concise_is_one_line_each():
    assert concise.render([TWO_ENDS], SOURCES, SUMMARY) == (
        "steps/fit.py:2:8: FLO301 `load` gives `list[int]`, but `fit` takes `str`\n"
        "7 connections: 5 right, 2 unknown\n"
        "checked 3 files, 1 pipeline, 7 connections (2 unknown)\n"
    )


def test_json_has_the_names_of_ruff():
    fix = Fix(message="rename", edits=(Edit(span=span(2, 8, 11), text="raw"),), safe=True)
    finding = Finding(code="FLO201", message="m", span=span(2, 8, 11), fix=fix, severity=Severity.WARNING)
    (row,) = json.loads(as_json.render([finding], {}, SUMMARY))
    place = {
        "filename": "a.py",
        "cell": None,
        "location": {"row": 2, "column": 8},
        "end_location": {"row": 2, "column": 11},
    }
    assert row == {
        "code": "FLO201",
        "name": row["name"],
        "severity": "warning",
        "message": "m",
        "label": "",
        **place,
        "related": [],
        "help": "",
        "url": None,
        "fix": {"applicability": "safe", "message": "rename", "edits": [{"content": "raw", **place}]},
    }
    assert re.fullmatch(r"[a-z-]*", row["name"])


def test_json_has_the_related_places():
    (row,) = json.loads(as_json.render([TWO_ENDS], SOURCES, SUMMARY))
    assert row["related"] == [
        {
            "message": "gives `list[int]`",
            "filename": "load.py",
            "cell": None,
            "location": {"row": 12, "column": 15},
            "end_location": {"row": 12, "column": 24},
        }
    ]


def test_every_voice_is_listed():
    folder = Path(full.__file__).parent
    voices = {path.stem for path in folder.glob("*.py") if "\ndef render(" in path.read_text("utf-8")}
    assert {report.name for report in REPORTS} == voices
    assert len(REPORTS) == len(voices)


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ({}, "9 connections: 9 right"),
        ({"wrong": 2}, "9 connections: 7 right, 2 wrong"),
        ({"unknown": 3}, "9 connections: 6 right, 3 unknown"),
        ({"unknown": 3, "causes": (("a", 2), ("b", 1))}, "9 connections: 6 right, 3 unknown: a (2), b (1)"),
        (
            {"unknown": 8, "causes": (("a", 3), ("b", 2), ("c", 1), ("d", 1), ("e", 1))},
            "9 connections: 1 right, 8 unknown: a (3), b (2), c (1), d (1), other reasons (1)",
        ),
        ({"wrong": 1, "checker": "ty 1"}, "9 connections: 8 right, 1 wrong (types also checked by ty 1)"),
        ({"checker": "ty 1"}, "9 connections: 9 right (types also checked by ty 1)"),
    ],
)
def test_how_the_connections_came_out_is_said_where_there_is_more_to_say(more, first):
    lines = Summary(**{"files": 1, "pipelines": 1, "connections": 9, "unknown": 0, **more}).lines()
    assert lines[-1] == f"checked 1 file, 1 pipeline, 9 connections ({more.get('unknown', 0)} unknown)"
    assert lines[:-1] == ((first,) if more else ())


def test_a_hint_stands_after_how_the_connections_came_out():
    summary = Summary(files=1, pipelines=1, connections=1, unknown=1, hint="--python .venv")
    assert summary.lines()[:2] == ("1 connection: 0 right, 1 unknown", "hint: --python .venv")
