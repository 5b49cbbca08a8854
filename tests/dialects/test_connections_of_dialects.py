"""Every kind of connection of every dialect: right, wrong with both ends and the part that fails, and unknown."""

from pathlib import Path

import pytest
from connection_cases import KINDS, Kind

from icefloe.connections import Connection, everywhere
from icefloe.dialects import DIALECTS
from icefloe.source import Span
from icefloe.survey import FileSurvey, Survey
from icefloe.types import spell

GIVES, RIGHT, WRONG, ABSENT = "dict[str, int]", "dict[str, int]", "dict[str, str]", "Elsewhere"


def read(tmp_path: Path, source: str) -> FileSurvey:
    (tmp_path / "main.py").write_text(source, encoding="utf-8")
    return Survey(tmp_path, DIALECTS).file("main.py")


def filled(text: str, gives: str, takes: str) -> str:
    return text.replace("GIVES", gives).replace("TAKES", takes)


def the_one(survey: FileSurvey, consumer: str) -> Connection:
    """The connection into a parameter, in the last pipeline of the file."""
    last = survey.pipelines[-1]
    name, _, of = consumer.partition(" of its ")
    step, _, parameter = name.rpartition(".")
    return next(
        one
        for one in everywhere(last.graph, last.types)
        if (one.step.id, one.binding.parameter, one.guards) == (step, parameter, bool(of))
    )


def text_at(source: str, span: Span) -> str:
    assert span.line == span.end_line
    return source.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_value_that_fits_is_checked(tmp_path: Path, kind: Kind):
    survey = read(tmp_path, filled(kind.source, GIVES, RIGHT))
    found = the_one(survey, kind.consumer)
    assert (found.verdict.answer, spell(found.given)) == ("yes", filled(kind.given, GIVES, RIGHT))
    assert found.asset == kind.asset
    assert "FLO301" not in {finding.code for finding in survey.findings}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_value_that_does_not_fit_is_told_with_both_ends(tmp_path: Path, kind: Kind):
    source = filled(kind.source, GIVES, WRONG)
    survey = read(tmp_path, source)
    assert the_one(survey, kind.consumer).verdict.answer == "no"
    (found,) = {finding for finding in survey.findings if finding.code == "FLO301"}
    parameter = kind.consumer.partition(" of its ")[0].rpartition(".")[2]
    taken = filled(kind.taken, GIVES, WRONG)
    holder = f", which its `{kind.wraps}` holds," if kind.wraps else ""
    start = f"{kind.words} gives `{filled(kind.given, GIVES, WRONG)}`{holder} through `{kind.asset}`"
    assert found.message.startswith(start)
    assert f"takes `{taken}`: " in found.message
    assert found.message.endswith("value type: int is not str")
    assert text_at(source, found.span) == ("inputs" if kind.name.startswith("fastflow") else parameter)
    assert found.label == f"takes `{taken}`"
    (note,) = found.related
    assert text_at(source, note.span) == filled(kind.place, GIVES, WRONG)
    assert note.message == filled(kind.shown, GIVES, WRONG)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("end", ["gives", "takes"])
def test_what_cannot_be_told_says_why_and_is_no_error(tmp_path: Path, kind: Kind, end: str):
    source = filled(kind.source, *((ABSENT, RIGHT) if end == "gives" else (GIVES, ABSENT)))
    survey = read(tmp_path, source)
    verdict = the_one(survey, kind.consumer).verdict
    assert (verdict.answer, verdict.cause) == ("unknown", "elsewhere is not resolvable here")
    assert "FLO301" not in {finding.code for finding in survey.findings}
    assert "elsewhere is not resolvable here" in dict(survey.tally.causes)
    assert survey.tally.wrong == 0
