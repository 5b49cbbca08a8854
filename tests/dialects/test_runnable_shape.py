"""How runnable pipelines are built and executed: what it does not find again, says too late, or does twice."""

import tomllib
from pathlib import Path

import pytest

from icefloe.dialects.runnable import DIALECT
from icefloe.survey import Survey

TABLE = tomllib.loads(Path(__file__).with_name("runnable_shape.toml").read_text(encoding="utf-8"))
HEAD = TABLE["head"]
LINES = HEAD.count("\n")
SHAPE = {"FLO105", "FLO106", *(f"FLO{number}" for number in range(180, 200))}


def told(finding):
    notes = [note.message for note in finding.related]
    return " | ".join([finding.message, finding.label, *notes, finding.help])


@pytest.mark.parametrize("case", TABLE["wrong"], ids=[f"{one['code']}-{one['says']}" for one in TABLE["wrong"]])
def test_what_is_wrong_is_told_once_at_its_place(read, case):
    found = [finding for finding in read(DIALECT, HEAD + case["source"]).findings if finding.code in SHAPE]
    places = [(finding.code, finding.span.line - LINES) for finding in found]
    assert places == [(case["code"], case["line"])], [told(finding) for finding in found]
    assert case["says"] in told(found[0])
    assert found[0].help
    assert all(note.span != found[0].span for note in found[0].related)


@pytest.mark.parametrize("source", [one["source"] for one in TABLE["right"]])
def test_what_is_right_is_not_told_of(read, source):
    found = [finding for finding in read(DIALECT, HEAD + source).findings if finding.code in SHAPE]
    assert [told(finding) for finding in found] == []


@pytest.mark.parametrize(("path", "cut"), [("spy.py", ""), ("src/py/flow.py", "src.flow"), ("npy/flow.py", ".flow")])
def test_a_path_of_which_runnable_cuts_a_part_off(tmp_path, path, cut):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "pyproject.toml").write_text("")
    build = "def main():\n    p = Pipeline(steps=[Stub(name='a')])\n    p.execute()\n    return p\n"
    file.write_text(HEAD + build)
    found = [one for one in Survey(tmp_path, (DIALECT,)).file(path).findings if one.code in SHAPE]
    assert [finding.code for finding in found] == ["FLO196"]
    assert f"makes `{cut}` of the path `{path}`" in found[0].message
