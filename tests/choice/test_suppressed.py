"""Comments that keep findings back, those that need not, and those that say nothing."""

import json
import re
from pathlib import Path

import pytest
from known_mistakes import TRAIN, found

import icefloe
from icefloe import api
from icefloe.choice.known import known
from icefloe.choice.marks import marks
from icefloe.choice.suppression import ELSEWHERE
from icefloe.syntax.comments import layout

CODE = re.compile(r'"(FLO\d{3})"')

ALL = ["FLO201:9", "FLO301:19", "FLO105:25"]


def changed(line: int, more: str, text: str = TRAIN) -> str:
    """The text with something more behind a line."""
    lines = text.split("\n")
    lines[line - 1] += more
    return "\n".join(lines)


def above(line: int, comment: str, text: str = TRAIN) -> str:
    """The text with a line more above a line."""
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], comment, *lines[line - 1 :]])


# Where a comment keeps a finding back: on each line of its spans, and of what they stand in.
@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("FLO201", 9),  # the span
        ("FLO201", 10),  # the `def` below the decorator
        ("FLO201", 4),  # the other end
        ("FLO201", 5),
        ("FLO301", 19),  # the parameter
        ("FLO301", 14),  # the decorator of its step
        ("FLO301", 17),
        ("FLO301", 18),  # the line of the `def`
        ("FLO301", 20),  # the end of the head
        ("FLO301", 10),  # the other end
        ("FLO301", 9),
        ("FLO105", 25),
    ],
)
def test_a_comment_on_a_line_of_the_finding_keeps_it_back(check, code: str, line: int) -> None:
    left = [one for one in ALL if not one.startswith(code)]
    assert found(check({"train.py": changed(line, f"  # icefloe: ignore[{code}] known")})) == left


@pytest.mark.parametrize(
    ("code", "line"), [("FLO201", 1), ("FLO201", 15), ("FLO301", 21), ("FLO105", 26), ("FLO105", 22)]
)
def test_a_comment_anywhere_else_does_not(check, code: str, line: int) -> None:
    told = found(check({"train.py": changed(line, f"  # icefloe: ignore[{code}]")}))
    assert told == sorted([*ALL, f"FLO930:{line}"], key=lambda one: int(one.rpartition(":")[2]))


@pytest.mark.parametrize(
    ("code", "line", "kept"),
    [
        ("FLO105", 25, True),
        ("FLO301", 19, True),
        ("FLO301", 14, True),
        ("FLO201", 9, True),
        ("FLO105", 23, False),
        ("FLO105", 26, False),
    ],
)
def test_a_comment_on_a_line_of_its_own_speaks_of_the_line_below(check, code: str, line: int, kept: bool) -> None:
    told = found(check({"train.py": above(line, f"# icefloe: ignore[{code}]")}))
    assert any(one.startswith(code) for one in told) is not kept
    assert any(one.startswith("FLO930") for one in told) is not kept
    two = found(check({"train.py": above(line, f"# icefloe: ignore[{code}]\n# and this is why")}))
    assert any(one.startswith(code) for one in two) is not kept


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        ("# icefloe: ignore[FLO105]", True),
        ("# icefloe:ignore[flo105]", True),
        ("#icefloe:  ignore [ FLO105 , FLO201 ] because: [it] is so", True),
        ("# icefloe: ignore[unknown-argument] reason", True),
        ("# type: ignore[call-arg]  # icefloe: ignore[FLO105]", True),
        ("# icefloe: ignore[FLO105] # noqa: E501", True),
        ("# noqa: FLO105", True),
        ("# NOQA:E501,FLO105 the rest", True),
        ("# noqa: E501 FLO105", True),
        ("# noqa", False),
        ("# noqa: E501", False),
        ("# icefloe: ignore[FLO1]", False),
        ("# icefloe: ignore", False),
        ("# type: ignore[FLO105]", False),
        ("# the tool says icefloe, ignore[FLO105]", False),
    ],
)
def test_what_a_comment_may_look_like(check, comment: str, kept: bool) -> None:
    told = found(check({"train.py": changed(25, f"  {comment}")}))
    assert ("FLO105:25" not in told) is kept


def test_only_comments_count(check) -> None:
    in_text = TRAIN.replace('Pipeline("x", ', 'Pipeline("# icefloe: ignore[FLO105]", ')
    assert found(check({"train.py": in_text})) == ALL
    in_block = TRAIN.replace('Pipeline("x", ', 'Pipeline("""x\n# icefloe: ignore[FLO105]\n""", ')
    assert found(check({"train.py": in_block})) == ["FLO201:9", "FLO301:19", "FLO105:27"]


@pytest.mark.parametrize("line", [1, 8, 25, 28])
def test_a_comment_for_the_file_speaks_of_all_of_it(check, line: int) -> None:
    text = above(line, "# icefloe: ignore-file[FLO105, type-mismatch] generated")
    assert [one[:6] for one in found(check({"train.py": text}))] == ["FLO201"]
    assert found(check({"train.py": above(1, "# icefloe: ignore-file[FLO404]")}))[0] == "FLO930:1"


# --- what is wrong with comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "code", "message"),
    [
        ("# icefloe: ignore", "FLO931", "says no code"),
        ("# icefloe: ignore[]", "FLO931", "says no code"),
        ("# icefloe: ignore for now", "FLO931", "says no code"),
        ("# icefloe: ignore-file", "FLO931", "says no code"),
        ("# icefloe: ignore FLO105", "FLO931", "brackets are missing around FLO105"),
        ("# icefloe: ignore: FLO105, type-mismatch ours", "FLO931", "missing around FLO105, type-mismatch, and"),
        ("# icefloe: ignore-file=flo105", "FLO931", "brackets are missing around flo105"),
        ("# icefloe: ignore the FLO105", "FLO931", "says no code"),
        ("# icefloe: ignore[FLO105", "FLO932", "says nothing to icefloe"),
        ("# icefloe: disable[FLO105]", "FLO932", "says nothing to icefloe"),
        ("# icefloe: disable=FLO105", "FLO932", "says nothing to icefloe"),
        ("# icefloe: [FLO105]", "FLO932", "says nothing to icefloe"),
        ("# icefloe: ignore[FLO2]", "FLO933", "no rule 'FLO2' to be ignored: a comment takes whole codes or names"),
        ("# icefloe: ignore[all]", "FLO933", "a comment takes whole codes or names"),
        ("# icefloe: ignore[FLO999]", "FLO933", "'FLO999' to be ignored: `icefloe explain` lists all of them"),
        ("# icefloe: ignore[unknwon-argument]", "FLO933", "did you mean unknown-argument?"),
        ("# icefloe: ignore[FLO202]", "FLO930", "ignores `FLO202`, and there is no such finding here"),
        ("# icefloe: ignore[FLO105, FLO202, cycle]", "FLO930", "ignores `FLO202`, `cycle`"),
    ],
)
def test_a_comment_that_does_nothing_is_told_of(check, comment: str, code: str, message: str) -> None:
    told = [one for one in check({"train.py": changed(25, f"  {comment}")}).findings if one.code.startswith("FLO93")]
    assert [one.code for one in told] == [code]
    assert message in told[0].message
    assert (told[0].span.line, told[0].span.column) == (25, 33)
    assert told[0].help


@pytest.mark.parametrize("word", ["ignore", "ignore-file"])
def test_missing_brackets_are_shown(check, word: str) -> None:
    told = check({"train.py": changed(25, f"  # icefloe: {word} FLO105 ours")}).findings
    assert [one.help for one in told if one.code == "FLO931"] == [
        f"write `# icefloe: {word}[FLO105]`, and a reason behind it"
    ]


@pytest.mark.parametrize("text", ["this one is slow", "", "see [the page](x)", "https://example.org/ignore"])
def test_words_for_people_are_left_alone(check, text: str) -> None:
    assert found(check({"train.py": changed(25, f"  # icefloe: {text}")})) == ALL


def test_a_file_without_findings_is_looked_through_too(check) -> None:
    clean = "from flowyml import Pipeline, step\n\n\n@step\ndef one():  # icefloe: ignore[FLO105]\n    pass\n\n\n"
    clean += "p = Pipeline('clean')\np.add_step(one)\n"
    assert found(check({"clean.py": clean})) == ["FLO930:clean.py:5"]


@pytest.mark.parametrize(
    "choice",
    [
        {"select": ("FLO201",)},
        {"ignore": ("FLO202",)},
        {"ignore": ("FLO930",)},
        {"per_file_ignores": (("*", ("FLO2",)),)},
    ],
)
def test_a_comment_for_what_is_not_selected_is_not_judged(check, choice) -> None:
    told = found(check({"train.py": changed(25, "  # icefloe: ignore[FLO202]")}, **choice))
    assert not [one for one in told if one.startswith("FLO930")]


STEPS = """\
from flowyml import step


@step(outputs=["a"])
def one() -> str:  # icefloe: ignore[FLO301]
    return ""
"""
USE = """\
from flowyml import Pipeline, step
from steps import one


@step(inputs=["a"])
def two(a: int): ...


p = Pipeline("x")
p.add_step(one)
p.add_step(two)
"""
UNKNOWN = """\
import pandas as pd
from flowyml import Pipeline, step


@step(outputs=["a"])
def one():
    return pd.read_csv("x")


@step(inputs=["a"])  # icefloe: ignore[FLO301]
def two(a: int): ...


p = Pipeline("x")
p.add_step(one)
p.add_step(two)
"""


def test_what_was_not_looked_at_whole_is_not_judged(check) -> None:
    files = {"steps.py": STEPS, "flow.py": USE, "bad.py": "import flowyml  # icefloe: ignore[FLO201]\nx = ("}
    assert found(check(files)) == ["FLO901:bad.py:2"]
    assert found(check(files, "flow.py")) == []
    assert found(check(files, "steps.py")) == []


def test_what_more_knowledge_could_find_is_not_judged(check) -> None:
    checked = check({"train.py": UNKNOWN})
    assert checked.summary.unknown
    assert not [one for one in found(checked) if one.startswith("FLO930")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # icefloe: ignore[FLO202] why", ""),
        ("  # icefloe: ignore[FLO202, FLO105, cycle] why", "  # icefloe: ignore[FLO105] why"),
        ("  # type: ignore[x]  # icefloe: ignore[FLO202] why", "  # type: ignore[x]"),
        ("  # icefloe: ignore[FLO202] # noqa: E501", "  # noqa: E501"),
        ("  # icefloe: ignore[FLO202] see #12, # 13  # type: ignore", "  # type: ignore"),
        ("  # icefloe: ignore[FLO202] see #12", ""),
    ],
)
def test_what_is_not_needed_is_fixed_away(check, before: str, after: str) -> None:
    checked = check({"train.py": changed(25, before)})
    (one,) = [finding for finding in checked.findings if finding.code == "FLO930"]
    assert one.fix is not None
    assert one.fix.safe
    (edit,) = one.fix.edits
    lines = checked.sources["train.py"].text.split("\n")
    line = lines[24]
    assert (
        line[: edit.span.column - 1] + edit.text + line[edit.span.end_column - 1 :]
        == changed(25, after).split("\n")[24]
    )


def test_a_line_of_its_own_is_taken_out_whole(check) -> None:
    (one,) = [f for f in check({"train.py": above(24, "# icefloe: ignore[cycle]")}).findings if f.code == "FLO930"]
    assert one.fix is not None
    (edit,) = one.fix.edits
    assert (edit.span.line, edit.span.column, edit.span.end_line, edit.span.end_column, edit.text) == (24, 1, 25, 1, "")
    (one,) = [
        f
        for f in check({"train.py": changed(25, "  # icefloe: ignore[cycle]")}, "train.py").findings
        if f.code == "FLO930"
    ]
    assert one.fix is not None
    assert not one.fix.safe


# --- other files ----------------------------------------------------------------------------------------------------

WORK = "def one():\n    pass\n"
FLOW = """\
dag:
  start_at: first
  steps:
    first:
      type: task
      command: work.one
      next: success
    alone: {type: stub, next: success}
"""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (FLOW, ["FLO234:flow.yaml:8"]),
        (changed(8, " # icefloe: ignore[FLO234]", FLOW), []),
        (above(8, "    # icefloe: ignore[unreached-yaml-step] later", FLOW), []),
        (changed(7, " # icefloe: ignore[FLO234]", FLOW), ["FLO930:flow.yaml:7", "FLO234:flow.yaml:8"]),
        (changed(8, " # icefloe: ignore", FLOW), ["FLO234:flow.yaml:8", "FLO931:flow.yaml:8"]),
        (FLOW.replace("work.one", "work.one # icefloe: ignore[FLO234]"), ["FLO930:flow.yaml:6", "FLO234:flow.yaml:8"]),
        (FLOW.replace("alone:", "'# icefloe: ignore[FLO234]':"), ["FLO234:flow.yaml:8"]),
        ("# icefloe: ignore-file[FLO234]\n" + FLOW, []),
    ],
)
def test_documents_have_comments_too(check, text: str, left: list[str]) -> None:
    assert found(check({"flow.yaml": text, "work.py": WORK})) == left


def test_a_block_of_text_holds_no_comment(check) -> None:
    text = FLOW.replace("    alone:", "    said: {type: stub, next: fail}\n    alone:")
    block = text.replace(
        "said: {type: stub, next: fail}", "said:\n      type: stub\n      next: |\n        # icefloe: ignore[FLO234]"
    )
    assert "FLO930" not in str(found(check({"flow.yaml": block, "work.py": WORK})))


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": one.splitlines(True)}
        for one in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


@pytest.mark.parametrize(
    ("behind", "left"),
    [
        ("", ["FLO105:nb.ipynb:cell 2:2"]),
        ("  # icefloe: ignore[FLO105]", []),
        ("  # icefloe: ignore[FLO105, cycle]", ["FLO930:nb.ipynb:cell 2:2"]),
        ("\n# icefloe: ignore-file[FLO105]", []),
    ],
)
def test_cells_have_comments_too(check, behind: str, left: list[str]) -> None:
    first, second = TRAIN.split('p = Pipeline("x", verison="1")')
    first = first.replace("rwa", "raw").replace("model: int", "model: str")
    text = notebook(first, f'%matplotlib inline\np = Pipeline("x", verison="1"){behind}{second}', "1 + 1")
    assert found(check({"nb.ipynb": text})) == left


def test_what_a_comment_suppresses_is_no_reason_to_refuse_a_plan(check, tmp_path: Path) -> None:
    text = TRAIN.replace("rwa", "raw").replace("model: int", "model: str")
    assert not check({"train.py": text}).accepted
    assert api.compile_("train.py").plans == ()
    check({"train.py": changed(25, "  # icefloe: ignore[FLO105]", text)})
    assert len(api.compile_("train.py").plans) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x = (",
        "'''",
        "# icefloe: ignore[",
        "if x:\n  y\n z  # icefloe: ignore[FLO1]",
        "\x0c# icefloe: ignore[x]\x00",
        "f'{",
        "\\",
    ],
)
def test_any_text_can_be_looked_through(text: str) -> None:
    assert marks(layout(text)) is not None


def test_what_check_never_finds_is_not_judged(check) -> None:
    folder = Path(icefloe.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    made = {code for path, text in texts.items() if "lower" in path.parts for code in CODE.findall(text)}
    made |= set(CODE.findall(texts[folder / "api" / "compile.py"]))
    others = {
        code
        for path, text in texts.items()
        if not {"lower", "api", "choice"} & {*path.parts}
        for code in CODE.findall(text)
    }
    assert made - others == {code for code in known() if code.startswith(ELSEWHERE[:4])}
    text = changed(25, "  # icefloe: ignore[FLO130, FLO134]")
    assert not [one for one in found(check({"train.py": text})) if one.startswith("FLO930")]
