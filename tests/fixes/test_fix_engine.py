"""`--fix` as a whole: bytes that are kept, files that are refused, rounds that end."""

import json
import os
from dataclasses import replace

import pytest
from fix_cases import write

from icefloe.api.check import check
from icefloe.api.fix import fix
from icefloe.findings import Finding
from icefloe.fixes import Edit, Fix
from icefloe.source import Span

WRONG = """\
from flowyml import Pipeline, step

@step(outputs="rows")
def load():
    return [1]

pipeline = Pipeline("p").add_step(load)
"""
RIGHT = WRONG.replace('"rows"', '["rows"]')


def fixed_bytes(folder, data: bytes, name: str = "pipeline.py") -> bytes:
    write(folder, {name: data})
    fix([str(folder)])
    return (folder / name).read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (WRONG, RIGHT),
        (WRONG.replace("\n", "\r\n"), RIGHT.replace("\n", "\r\n")),
        (WRONG.replace("\n", "\r"), RIGHT.replace("\n", "\r")),
        (WRONG.replace("\n", "\r\n", 2), RIGHT.replace("\n", "\r\n", 2)),
        ("\ufeff" + WRONG, "\ufeff" + RIGHT),
        ("# -*- coding: utf-8 -*-\n" + WRONG, "# -*- coding: utf-8 -*-\n" + RIGHT),
        (WRONG.replace("@step", "\f\n@step"), RIGHT.replace("@step", "\f\n@step")),
        (WRONG.replace("    return", "\treturn"), RIGHT.replace("    return", "\treturn")),
        (WRONG.rstrip("\n"), RIGHT.rstrip("\n")),
        (WRONG.replace('"rows")', '"🌊rows")  # ü\x0b'), WRONG.replace('"rows")', '["🌊rows"])  # ü\x0b')),
        (
            WRONG.replace('outputs="rows"', '\n    outputs="rows",  # 🌊\n'),
            RIGHT.replace('outputs=["rows"]', '\n    outputs=["rows"],  # 🌊\n'),
        ),
    ],
    ids=["plain", "crlf", "cr", "mixed", "mark", "cookie", "form feed", "tab", "no newline", "wide", "lines"],
)
def test_what_is_not_fixed_stays_byte_for_byte(tmp_path, before, after):
    assert fixed_bytes(tmp_path, before.encode()) == after.encode()


def test_an_added_line_ends_as_its_neighbours_do(tmp_path):
    text = WRONG.replace('(outputs="rows")', "").replace("return [1]", "return json.dumps(1)").replace("\n", "\r\n")
    write(tmp_path, {"pipeline.py": text})
    fix([str(tmp_path)], unsafe=True)
    assert (
        (tmp_path / "pipeline.py").read_bytes().startswith(b"from flowyml import Pipeline, step\r\nimport json\r\n\r\n")
    )


def test_mode_is_kept_and_nothing_lies_beside(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG})
    (tmp_path / "pipeline.py").chmod(0o750)
    assert fix([str(tmp_path)]).written == ("pipeline.py",)
    assert (tmp_path / "pipeline.py").stat().st_mode & 0o777 == 0o750
    assert sorted(one.name for one in tmp_path.iterdir()) == ["pipeline.py", "pyproject.toml"]


def test_a_read_only_file_is_refused_and_said(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG})
    (tmp_path / "pipeline.py").chmod(0o444)
    found = fix([str(tmp_path)])
    assert found.problems == ("pipeline.py is not fixed: it is read-only",)
    assert (found.count, found.written) == (0, ())
    assert [one.code for one in found.checked.findings if one.fix is not None] == ["FLO106"]
    assert (tmp_path / "pipeline.py").read_text() == WRONG


def test_what_can_be_written_is_written_beside_what_cannot(tmp_path):
    write(tmp_path, {"one.py": WRONG, "two.py": WRONG})
    (tmp_path / "one.py").chmod(0o444)
    found = fix([str(tmp_path)])
    assert (found.written, found.fixed, len(found.problems)) == (("two.py",), (("FLO106", 1),), 1)
    assert [one.span.path for one in found.checked.findings if one.code == "FLO106"] == ["one.py"]
    assert (tmp_path / "two.py").read_text() == RIGHT


def test_links_are_refused(tmp_path):
    write(tmp_path, {"project/pipeline.py": WRONG, "project/pyproject.toml": ""})
    os.link(tmp_path / "project/pipeline.py", tmp_path / "other.py")
    found = fix([str(tmp_path / "project")])
    assert "hard link" in found.problems[0]
    assert (tmp_path / "other.py").read_text() == WRONG
    (tmp_path / "project/pipeline.py").unlink()
    (tmp_path / "project/pipeline.py").symlink_to(tmp_path / "other.py")
    assert fix([str(tmp_path / "project")]).written == ()
    assert (tmp_path / "other.py").read_text() == WRONG


def test_a_dry_run_writes_nothing_and_shows_a_patch(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG.rstrip("\n")})
    found = fix([str(tmp_path)], dry=True)
    assert (tmp_path / "pipeline.py").read_text() == WRONG.rstrip("\n")
    assert found.diff.startswith("--- pipeline.py\n+++ pipeline.py\n@@ -1,6 +1,6 @@\n")
    assert '-@step(outputs="rows")\n+@step(outputs=["rows"])\n' in found.diff
    assert found.line(dry=True) == "found 1 finding (1 would be fixed, 0 remaining)"


def test_what_is_given_is_fixed_and_never_written(tmp_path):
    write(tmp_path, {"pipeline.py": RIGHT})
    wanted = replace(_wanted(), given={tmp_path / "pipeline.py": WRONG.encode()})
    found = fix([str(tmp_path / "pipeline.py")], wanted)
    assert found.texts == {"pipeline.py": RIGHT.encode()}
    (tmp_path / "pipeline.py").write_text("x = 1\n")
    fix([str(tmp_path / "pipeline.py")], wanted)
    assert (tmp_path / "pipeline.py").read_text() == "x = 1\n"


def _wanted():
    from icefloe.api.check import Wanted

    return Wanted()


def test_a_fix_that_breaks_the_file_is_taken_back(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG})

    def ask(paths, wanted):
        checked = check(paths, wanted)
        found = tuple(
            replace(one, fix=Fix(message="break it", edits=(Edit(span=one.span, text="(("),), safe=True))
            for one in checked.findings
        )
        return replace(checked, findings=found)

    found = fix([str(tmp_path)], ask=ask)
    assert (found.count, found.written) == (0, ())
    assert (tmp_path / "pipeline.py").read_text() == WRONG


def test_a_fix_after_which_a_pipeline_is_gone_is_taken_back(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG})

    def ask(paths, wanted):
        checked = check(paths, wanted)
        whole = (
            replace(checked.findings[0].span, line=1, column=1, end_line=8, end_column=1) if checked.findings else None
        )
        found = tuple(
            replace(one, fix=Fix(message="away with it", edits=(Edit(span=whole, text="x = 1\n"),), safe=True))
            for one in checked.findings
        )
        return replace(checked, findings=found)

    assert fix([str(tmp_path)], ask=ask).written == ()
    assert (tmp_path / "pipeline.py").read_text() == WRONG


def test_one_bad_fix_does_not_keep_the_good_ones_back(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG.replace("outputs=", "chache=False, outputs=")})

    def ask(paths, wanted):
        checked = check(paths, wanted)
        bad = Fix(
            message="break it", edits=tuple(Edit(span=one.span, text="((") for one in checked.findings[:1]), safe=True
        )
        found = tuple(replace(one, fix=bad) if one.code == "FLO105" else one for one in checked.findings)
        return replace(checked, findings=found)

    assert fix([str(tmp_path)], ask=ask).fixed == (("FLO106", 1),)
    assert 'chache=False, outputs=["rows"]' in (tmp_path / "pipeline.py").read_text()


def test_cells_of_notebooks_are_fixed_and_their_json_is_kept(tmp_path):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Ü\n", "text"]},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": "%matplotlib inline\nx = 1",
        },
        {
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {},
            "outputs": [],
            "source": WRONG.splitlines(keepends=True),
        },
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"
    after = fixed_bytes(tmp_path, text.encode(), "pipeline.ipynb").decode()
    assert after == text.replace('"@step(outputs=\\"rows\\")\\n"', '"@step(outputs=[\\"rows\\"])\\n"')
    assert after != text


def test_files_of_nested_projects_are_found(tmp_path):
    write(tmp_path, {"a/pyproject.toml": "", "a/one.py": WRONG, "b/pyproject.toml": "", "b/two.py": WRONG})
    assert sorted(fix([str(tmp_path)]).written) == ["a/one.py", "b/two.py"]
    assert (tmp_path / "b/two.py").read_text() == RIGHT


def test_two_ends_of_one_mistake_do_not_change_places_for_ever(tmp_path):
    text = """\
from motools.workflow import AtomConstructor, StepDefinition, Workflow

async def clean(config, input_atoms, temp_workspace):
    return [AtomConstructor("rows", temp_workspace / "rows.json", "dataset")]

workflow = Workflow("tidy", {"raw_dataset": "dataset"}, [
    StepDefinition("clean", clean, {"raw_datset": "dataset"}, {"rows": "dataset"}, None),
], dict)
"""
    write(tmp_path, {"pipeline.py": text})
    assert {one.code for one in check([str(tmp_path)]).findings if one.fix is not None} >= {"FLO148", "FLO201"}
    found = fix([str(tmp_path)], unsafe=True)
    assert found.count == 1
    assert (tmp_path / "pipeline.py").read_text() in (
        text.replace("raw_datset", "raw_dataset"),
        text.replace("raw_dataset", "raw_datset"),
    )


def test_fixes_that_undo_each_other_end(tmp_path):
    write(tmp_path, {"pipeline.py": WRONG})

    def ask(paths, wanted):
        checked = check(paths, wanted)
        text = wanted.given.get(tmp_path / "pipeline.py", WRONG.encode()).decode()
        now, other = ("one", "two") if "# one" in text else ("two", "one")
        span = replace(_first(checked), line=1, column=1, end_line=1, end_column=1)
        edit = Edit(span=replace(span, end_column=7 if f"# {now}" in text else 1), text=f"# {other};")
        made = Fix(message="turn it round", edits=(edit,), safe=True)
        finding = Finding(code="FLO106", message=now, span=span, fix=made)
        return replace(checked, findings=(finding,))

    found = fix([str(tmp_path)], ask=ask)
    assert found.count < 5


def _first(checked):
    start = Span(path="pipeline.py", line=1, column=1, end_line=1, end_column=1)
    return next((one.span for one in checked.findings), start)
