"""Connections whose value is computed, chosen, carried or written out, and what is said of them."""

import json
from pathlib import Path

import pytest

from icefloe import api
from icefloe.connections import everywhere
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding
from icefloe.report import REPORTS
from icefloe.survey import FileSurvey, Survey
from icefloe.types import spell

STEPS = """\
from typing import Literal, TypedDict
from icefloe import pipeline, step
class Point(TypedDict):
    x: int
    y: float
@step
def one() -> int: ...
@step
def text() -> str: ...
@step
def rate() -> float: ...
@step
def flag() -> bool: ...
@step
def grow(given: int) -> str: ...
@step
def point() -> Point: ...
@step
def numbers() -> list[int]: ...
@step
def take(given: int): ...
@step
def mode(given: Literal["fast", "slow"]): ...
"""


def read(tmp_path: Path, source: str) -> FileSurvey:
    (tmp_path / "main.py").write_text(source, encoding="utf-8")
    return Survey(tmp_path, DIALECTS).file("main.py")


def flow(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{STEPS}@pipeline\ndef flow(fast: bool, many: int = 3):\n{lines}"


def mismatches(survey: FileSurvey) -> list[Finding]:
    return [finding for finding in dict.fromkeys(survey.findings) if finding.code == "FLO301"]


@pytest.mark.parametrize(
    ("body", "given", "answer"),
    [
        ("take(one() + 1)", "int", "yes"),
        ("take(one() * rate())", "float", "no"),
        ("take(one() > 2)", "bool", "yes"),
        ("take(-rate())", "float", "no"),
        ("take(not flag())", "bool", "yes"),
        ('take(f"{one()} times")', "str", "no"),
        ("take(numbers()[0])", "int", "yes"),
        ("take(numbers()[:2])", "list[int]", "no"),
        ("take(len(numbers()))", "int", "yes"),
        ('take(point()["x"])', "int", "yes"),
        ('take(point()["y"])', "float", "no"),
        ("take([one(), rate()])", "list[int | float]", "no"),
        ("take((one(), text()))", "tuple[int, str]", "no"),
        ("take(one() if flag() else text())", "int | str", "no"),
        ("take(one() if flag() else many)", "int", "yes"),
        ("take(4)", "int", "yes"),
        ('take("4")', "str", "no"),
        ("take(None)", "None", "no"),
        ("take(many)", "int", "yes"),
    ],
)
def test_what_is_computed_between_steps_has_a_type(tmp_path: Path, body: str, given: str, answer: str):
    survey = read(tmp_path, flow(body))
    last = survey.pipelines[-1]
    found = [one for one in everywhere(last.graph, last.types) if one.step.id.startswith("take")][-1]
    assert (spell(found.given), found.verdict.answer) == (given, answer)
    assert len(mismatches(survey)) == (answer == "no")


def test_one_of_two_steps_is_told_with_both_and_where_they_are(tmp_path: Path):
    survey = read(tmp_path, flow("if fast:\n    x = one()\nelse:\n    x = text()\ntake(x)"))
    (found,) = mismatches(survey)
    assert found.message.startswith("step `one` or step `text` gives `int | str`")
    assert [note.message for note in found.related] == ["gives `int`", "gives `str`"]


def test_what_a_loop_carries_is_told_of_its_own_rounds_too(tmp_path: Path):
    body = "x = one()\nrounds = 0\nwhile flag() and rounds < 3:\n    x = grow(x)\n    rounds += 1\nprint(x)"
    (found,) = mismatches(read(tmp_path, flow(body)))
    assert "step `one` or step `grow` gives `int | str`" in found.message
    assert "parameter `given` of step `grow`" in found.message


def test_a_map_over_a_number_is_told(tmp_path: Path):
    (found,) = mismatches(read(tmp_path, flow("for x in one():\n    take(x)")))
    assert found.message == (
        "step `one` gives `int` through `one`, but parameter `given` of step `take` is given one element of it after "
        "the other: `int` has no elements to go through"
    )
    assert found.label == "takes one element after the other"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('mode("slow")', None),
        ('mode("last")', "the constant gives `Literal['last']`, but parameter `given`"),
        ("mode(3)", "the constant gives `Literal[3]`, but parameter `given`"),
    ],
)
def test_a_constant_is_shown_as_such_beside_constants(tmp_path: Path, call: str, said: str | None):
    found = mismatches(read(tmp_path, flow(call)))
    assert [one.message[: len(said or "")] for one in found] == ([] if said is None else [said])


LONG = "dict[str, list[tuple[str, int, dict[str, list[tuple[int, float, complex]]], set[frozenset[bytes]]]]]"
INFERRED = f"""\
from flowyml import Pipeline, context, step
@step(outputs=["rows"])
def load():
    return [1, 2]
@step(outputs=["table"])
def build() -> {LONG} | list[{LONG}]: ...
@step(inputs=["rows"])
def show(rows: dict[str, int]): ...
@step(inputs=["table"])
def store(table: str): ...
@step
def train(speed: str): ...
pipeline = Pipeline("p", context=context(speed=0.5)).add_steps([load, build, show, store, train])
"""


def test_an_inferred_end_points_at_its_expression(tmp_path: Path):
    found = {finding.facts[0][1]: finding for finding in mismatches(read(tmp_path, INFERRED))}
    (note,) = found["rows"].related
    assert (note.message, note.span.line) == ("gives `list[int]`, inferred from this", 4)
    assert "code or the annotation" in found["rows"].help
    (note,) = found["speed"].related
    assert (note.message, note.span.line) == ("gives `float`, inferred from this", 13)


def test_a_long_type_is_shortened_in_the_message_and_whole_in_json(tmp_path: Path):
    finding = next(one for one in mismatches(read(tmp_path, INFERRED)) if one.facts[0][1] == "table")
    whole = f"{LONG} | list[{LONG}]"
    assert whole not in finding.message
    shown = "dict[str, list[tuple[str, int, dict[…], set[…]]]] | list[dict[str, list[tuple[…]]]]"
    assert f"gives `{shown}`" in finding.message
    (note,) = finding.related
    assert note.message == "gives `dict[str, list[tuple[…]]] | list[dict[str, list[…]]]`"
    report = next(report for report in REPORTS if report.name == "json")
    summary = api.check((str(tmp_path),)).summary
    (row,) = json.loads(report.render([finding], {}, summary, False))
    assert row["facts"] == {"asset": "table", "gives": whole, "takes": "str", "reason": row["facts"]["reason"]}


KEPT = """\
from flowyml import Pipeline, step
@step(outputs=["score"])
def score() -> float: ...
@step(inputs=["score"], outputs=["model"], condition=lambda score: score > 0.5)
def train(score: float) -> str: ...
@step(inputs=["model"{more}]{guard})
def use({parameter}): ...
pipeline = Pipeline("p").add_steps([score, train, use])
"""
SAME, OTHER = (f", condition=lambda score: score > {bound}" for bound in (0.5, 0.6))


@pytest.mark.parametrize(
    ("parameter", "guard", "told"),
    [
        ("model: str", "", True),
        ("model: str | None", "", False),
        ("model: str = 'none'", "", False),
        ("model: object", "", False),
        ("model", "", False),
        ("model: str, score: float", SAME, False),
        ("model: str, score: float", OTHER, True),
    ],
)
def test_who_cannot_do_without_a_skipped_value_is_told(tmp_path: Path, parameter: str, guard: str, told: bool):
    more = ', "score"' if "score" in parameter else ""
    survey = read(tmp_path, KEPT.format(parameter=parameter, guard=guard, more=more))
    found = [finding for finding in survey.findings if finding.code == "FLO304"]
    assert bool(found) == told
    assert mismatches(survey) == []
    for one in found:
        assert "step `train` has a condition" in one.message
        assert [one.span.line, *(note.span.line for note in one.related)] == [7, 4]


def test_the_summary_says_how_many_and_why(tmp_path: Path):
    source = """\
from elsewhere import Frame
from flowyml import Pipeline, step
@step(outputs=["a", "b"])
def load() -> tuple[Frame, int]: ...
@step(inputs=["a", "b"])
def one(a: Frame, b: int): ...
@step(inputs=["a", "b"])
def two(a: str, b: str): ...
@step(inputs=["a", "b"])
def three(a: int, b): ...
pipeline = Pipeline("p").add_steps([load, one, two, three])
"""
    (tmp_path / "main.py").write_text(source, encoding="utf-8")
    assert api.check((str(tmp_path),)).summary.lines() == (
        (
            "6 connections: 2 right, 1 wrong, 3 unknown: elsewhere is not resolvable here (2), "
            "a parameter has no annotation (1)"
        ),
        "hint: --python VENV reads the types of the packages that are installed in an environment",
        "checked 1 file, 1 pipeline, 6 connections (3 unknown)",
    )
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("")
    hint = api.check((str(tmp_path),)).summary.lines()[1]
    assert hint.endswith(".venv reads the types of the packages that are installed there")
