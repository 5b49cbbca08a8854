"""Parameter files of runnable against what takes their values: casts, and pydantic's models."""

import pytest

from icefloe.dialects.runnable import DIALECT

MAIN = """\
import enum
import pathlib
from typing import Literal, Optional
from pydantic import BaseModel, Field, field_validator
from runnable import Pipeline, PythonTask

class Inner(BaseModel):
    name: str

class Options(BaseModel):
    value: {field}
    other: int = 3
{more}

def fit(options: {takes}):
    print(options)

def main():
    pipeline = Pipeline(steps=[PythonTask(name="fit", function=fit)])
    pipeline.execute(parameters_file="options.yaml")
    return pipeline
"""


def said(read, file: str, field: str = "int", takes: str = "Options", more: str = "") -> list[str]:
    found = read(DIALECT, MAIN.format(field=field, takes=takes, more=more), options__yaml=file)
    return [f"{one.severity.value} {one.code}" for one in found.findings]


# As pydantic 2 takes them or not.
FIELDS = [
    ("int", "3", True),
    ("int", "2.5", False),
    ("int", "2.0", True),
    ("int", "true", True),
    ("int", "'3'", True),
    ("int", "three", False),
    ("int", "null", False),
    ("int", "[1]", False),
    ("float", "3", True),
    ("float", "'2.5'", True),
    ("float", "much", False),
    ("float", "{a: 1}", False),
    ("bool", "true", True),
    ("bool", "'true'", True),
    ("bool", "'maybe'", False),
    ("bool", "3", False),
    ("bool", "1", True),
    ("str", "abc", True),
    ("str", "3", False),
    ("str", "[a]", False),
    ("list", "[1]", True),
    ("list", "a", False),
    ("list[int]", "[1, 2]", True),
    ("list[int]", "[a]", False),
    ("dict[str, int]", "{a: 1}", True),
    ("dict[str, int]", "{a: b}", False),
    ("dict", "[a]", False),
    ("tuple[int, int]", "3", False),
    ("Optional[int]", "null", True),
    ("Optional[int]", "three", False),
    ("int | str", "three", True),
    ("Literal['a', 'b']", "a", True),
    ("Literal['a', 'b']", "c", False),
    ("pathlib.Path", "a.csv", True),
    ("Inner", "{name: a}", True),
    ("Inner", "{}", False),
    ("Inner", "{name: 3}", False),
]


@pytest.mark.parametrize(("field", "value", "fits"), FIELDS)
def test_the_field_of_a_model(read, field: str, value: str, fits: bool):
    assert said(read, f"options:\n  value: {value}\n", field) == ([] if fits else ["error FLO312"])


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        ("options: {value: 1}", []),
        ("options: {value: 1, unknown: 2}", []),
        ("options: {other: 1}", ["error FLO312"]),
        ("options: 3", ["error FLO312"]),
        ("options: [3]", ["error FLO312"]),
    ],
)
def test_what_a_model_is_made_of(read, file: str, codes: list[str]):
    assert said(read, file) == codes


@pytest.mark.parametrize(
    "more",
    [
        "    @field_validator('value', mode='before')\n    def read(cls, given):\n        return 3",
        "    model_config = {'extra': 'allow'}",
        "    given: int = Field(alias='b', default=2)",
    ],
)
def test_a_model_that_may_take_more_is_left_alone(read, more: str):
    assert said(read, "options: {value: three}", more=more) == []


def test_a_missing_field_names_the_field_and_the_file(read):
    found = read(DIALECT, MAIN.format(field="int", takes="Options", more=""), options__yaml="options:\n  other: 1\n")
    (one,) = found.findings
    assert "`value` is not there" in one.message
    assert [(note.span.path, note.span.line) for note in one.related] == [("options.yaml", 1), ("main.py", 11)]


CASTS = [
    ("int", "3", []),
    ("int", "'3'", []),
    ("int", "three", ["error FLO312"]),
    ("int", "[3]", ["error FLO312"]),
    ("list[int]", "[1, 2]", []),
    ("list[int]", "[a]", ["error FLO314"]),
    ("list[str]", "abc", ["error FLO314"]),
    ("list", "{a: 1}", ["error FLO314"]),
    ("dict", "3", ["error FLO312"]),
    ("dict[str, int]", "{a: 1}", []),
    ("bool", "'no'", ["warning FLO314"]),
    ("bool", "no", ["warning FLO314"]),  # a text, in YAML 1.2
    ("bool", "false", []),
    ("str", "3", []),
    ("Optional[int]", "3", ["warning FLO313"]),
    ("int | None", "3", []),
    ("int | None", "three", ["error FLO301"]),
    ("pathlib.Path", "a.csv", []),
]


@pytest.mark.parametrize(("takes", "value", "codes"), CASTS)
def test_a_value_of_a_parameter_file(read, takes: str, value: str, codes: list[str]):
    assert said(read, f"options: {value}\n", takes=takes) == codes
