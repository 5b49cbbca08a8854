"""The names of a task of runnable against what its function returns, and the branches of a Conditional."""

import pytest

from icefloe.dialects.runnable import DIALECT

RETURNS = [
    ("return 1", '["a"]', []),
    ("return 1, 2", '["a", "b"]', []),
    ("return 1, 2", '["a"]', ["error FLO316"]),
    ("return 1, 2, 3", '["a", "b"]', ["error FLO316"]),
    ("return 1", '["a", "b"]', ["error FLO316"]),
    ("return [1, 2]", '["a"]', []),
    ("return [1, 2]", '["a", "b"]', ["error FLO316"]),
    ("return (1, 2)", "[]", ["warning FLO317"]),
    ("return 1", "[]", ["note FLO317"]),
    ("return None", "[]", []),
    ("print(1)", "[]", []),
    ("print(1)", '["a"]', ["warning FLO318"]),
    ("return None", '["a"]', ["warning FLO318"]),
    ("print(1)", '["a", "b"]', ["error FLO316"]),
    ("if n: return None\n    return 1, 2", '["a", "b"]', []),
    ("if n: return 1\n    return 1, 2", '["a", "b"]', ["error FLO316"]),
    ("return Pair(1, 2)", '["a", "b"]', []),
    ("return Pair(1, 2)", '["a"]', ["error FLO316"]),
    ("return tuple(range(n))", '["a", "b"]', []),
    ("return other(n)", '["a", "b"]', []),
    ("return pair()", '["a", "b"]', []),
    ("return pair()", '["a"]', ["error FLO316"]),
    ("...", '["a"]', []),
    ("raise ValueError", '["a"]', []),
]
HEAD = """\
from typing import NamedTuple
from runnable import Pipeline, PythonTask, pickled
from other import other

class Pair(NamedTuple):
    first: int
    second: int

def pair() -> tuple[int, int]:
    return 1, 2

"""


@pytest.mark.parametrize(("body", "returns", "codes"), RETURNS)
def test_the_number_of_returns(read, body: str, returns: str, codes: list[str]):
    main = f"{HEAD}def work(n: int = 1):\n    {body}\n"
    main += f'p = Pipeline(steps=[PythonTask(function=work, name="work", returns={returns})])\n'
    found = read(DIALECT, main)
    said = [one for one in found.findings if one.code.startswith(("FLO3", "FLO2"))]
    assert [f"{one.severity.value} {one.code}" for one in said] == codes
    assert all(one.related and one.help for one in said)


@pytest.mark.parametrize(
    ("annotation", "returns", "codes"),
    [
        ("tuple[int, str]", '["a", "b"]', []),
        ("tuple[int, str]", '["a"]', ["FLO316"]),
        ("tuple[int, str, int]", '["a", "b"]', ["FLO316"]),
        ("tuple[int, ...]", '["a", "b"]', []),
        ("list[int]", '["a", "b"]', ["FLO316"]),
        ("Pair", '["a", "b"]', []),
        ("int | None", '["a"]', []),
    ],
)
def test_the_number_of_returns_from_the_annotation(read, annotation: str, returns: str, codes: list[str]):
    main = f"{HEAD}def work() -> {annotation}:\n    return other()\n"
    main += f'p = Pipeline(steps=[PythonTask(function=work, name="work", returns={returns})])\n'
    found = read(DIALECT, main)
    assert [one.code for one in found.findings if one.code.startswith("FLO3")] == codes


def test_a_name_that_no_parameter_can_have(read):
    main = f'{HEAD}p = Pipeline(steps=[PythonTask(function=pair, name="pair", returns=["f1-score", "class"])])\n'
    found = read(DIALECT, main)
    assert [one.code for one in found.findings] == ["FLO323", "FLO323"]


BRANCHES = [
    ("bool", '"True", "False"', []),
    ("bool", '"True"', ["error FLO321"]),
    ("bool", '"true", "false"', ["error FLO321"]),
    ("bool", '"True", "False", "None"', ["warning FLO322"]),
    ('Literal["a", "b"]', '"a", "b"', []),
    ('Literal["a", "b"]', '"a"', ["error FLO321"]),
    ('Literal["a", "b"]', '"a", "b", "c"', ["warning FLO322"]),
    ("Literal[1, 2]", '"1", "2"', []),
    ("Literal[1, 2]", '"1", "two"', ["error FLO321"]),
    ("Color", '"red", "blue"', []),
    ("Color", '"RED", "BLUE"', ["error FLO321"]),
    ("Size", '"1", "2"', []),
    ("str", '"a"', []),
    ("int", '"1", "2"', []),
    ("int", '"1", "two"', ["warning FLO322"]),
    ("int", '"one", "two"', ["error FLO321"]),
    ("float", '"1"', ["error FLO321"]),
    ('Literal["a"] | str', '"b"', ["error FLO321"]),
]
CHOICE = """\
import enum
from typing import Literal
from runnable import Conditional, Pipeline, PythonTask, Stub
from other import other

class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2

def choose() -> {annotation}:
    {body}

keys = [{keys}]
p = Pipeline(steps=[
    PythonTask(function=choose, name="choose", returns=["way"]),
    Conditional(name="which", parameter="way", branches={{key: Stub(name="s").as_pipeline() for key in keys}}),
])
"""


def said(found) -> list[str]:
    return [f"{one.severity.value} {one.code}" for one in found.findings if one.code in ("FLO321", "FLO322")]


@pytest.mark.parametrize(("annotation", "keys", "codes"), BRANCHES)
def test_every_value_has_a_branch(read, annotation: str, keys: str, codes: list[str]):
    found = read(DIALECT, CHOICE.format(annotation=annotation, keys=keys, body="return other()"))
    assert said(found) == codes


@pytest.mark.parametrize(
    ("body", "keys", "codes"),
    [
        ("return 'a' if other() else 'b'", '"a", "b"', []),
        ("return 'a' if other() else 'b'", '"a"', ["error FLO321"]),
        ("return 'a' if other() else 'b'", '"a", "b", "c"', ["warning FLO322"]),
        ("return 'a'", '"a", "b"', []),
        ("return 'a'", '"b"', ["error FLO321"]),
    ],
)
def test_constants_that_a_function_returns_are_values(read, body: str, keys: str, codes: list[str]):
    main = CHOICE.format(annotation="str", keys=keys, body=body)
    assert said(read(DIALECT, main)) == codes
    assert said(read(DIALECT, main.replace("() -> str:", "():"))) == codes


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("return pd.read_csv('a.csv')", ["FLO311"]),
        ("return pd.DataFrame()", ["FLO311"]),
        ("return pd.read_csv('a.csv', chunksize=10)", []),
        ("return pd.read_csv('a.csv').mean()", []),
        ("return {1: 2}", ["FLO310"]),
        ("return {'a': 2}", []),
        ("return {'a': {1, 2}}", ["FLO310"]),
        ("return lambda: 1", ["FLO310"]),
        ("return Path('a')", ["FLO310"]),
    ],
)
def test_what_a_function_without_annotation_returns_as_json(read, body: str, codes: list[str]):
    head = "import pandas as pd\nfrom pathlib import Path\nfrom runnable import Pipeline, PythonTask\n"
    task = 'PythonTask(function=work, name="work", returns=["x"])'
    found = read(DIALECT, f"{head}def work():\n    {body}\n\np = Pipeline(steps=[{task}])\n")
    assert [one.code for one in found.findings] == codes
    pickled = task.replace('["x"]', '[pickled("x")]')
    found = read(
        DIALECT, f"{head}from runnable import pickled\ndef work():\n    {body}\n\np = Pipeline(steps=[{pickled}])\n"
    )
    assert [one.code for one in found.findings] == []


def of_code(found, code: str):
    return [one for one in found.findings if one.code == code]


@pytest.mark.parametrize(("kind", "count"), [('pickled("made")', 1), ('"made"', 0)])
def test_what_is_pickled_inside_a_map_is_collected_as_json(read, kind: str, count: int):
    main = f"""\
from runnable import Map, Pipeline, PythonTask, pickled

class Model:
    pass

def give() -> list[int]:
    return [1, 2]

def make(n: int) -> {"Model" if count else "int"}:
    return {"Model()" if count else "n"}

branch = Pipeline(steps=[PythonTask(function=make, name="make", returns=[{kind}])])
p = Pipeline(steps=[
    PythonTask(function=give, name="give", returns=["numbers"]),
    Map(name="each", branch=branch, iterate_on="numbers", iterate_as="n"),
])
"""
    found = of_code(read(DIALECT, main), "FLO327")
    assert [one.severity.value for one in found] == ["warning"] * count


@pytest.mark.parametrize(("name", "count"), [("X_train", 1), ("x_train", 0)])
def test_no_variable_gives_a_name_with_a_capital(read, name: str, count: int):
    main = f"""\
from runnable import Pipeline, PythonTask

def fit({name}):
    print({name})

def build():
    return Pipeline(steps=[PythonTask(function=fit, name="fit")])

p = build()
"""
    found = of_code(read(DIALECT, main), "FLO324")
    assert len(found) == count
    assert all("RUNNABLE_PRM_X_train" in one.message for one in found)


@pytest.mark.parametrize(("word", "count"), [("PythonTask", 1), ("AsyncPythonTask", 0)])
def test_a_coroutine_that_nobody_awaits(read, word: str, count: int):
    pipeline = "Pipeline" if count else "AsyncPipeline"
    main = f"from runnable import {pipeline}, {word}\nasync def work():\n    return 1\n"
    main += f'p = {pipeline}(steps=[{word}(function=work, name="work", returns=["a"])])\n'
    assert len(of_code(read(DIALECT, main), "FLO330")) == count


@pytest.mark.parametrize(
    ("value", "takes", "codes"),
    [
        ("[]", "float", ["FLO312"]),
        ("[]", "list[int]", []),
        ("[1, 2]", "dict", ["FLO312"]),
        ("['a']", "dict[str, int]", ["FLO312"]),
        ("['ab']", "dict", []),
        ("[['a', 1]]", "dict", []),
        ("{}", "list", ["FLO314"]),
    ],
)
def test_what_is_written_out_without_annotation(read, value: str, takes: str, codes: list[str]):
    tasks = 'PythonTask(function=give, name="give", returns=["x"]), PythonTask(function=take, name="take")'
    main = f"from runnable import Pipeline, PythonTask\ndef give():\n    return {value}\n"
    main += f"def take(x: {takes}):\n    print(x)\np = Pipeline(steps=[{tasks}])\n"
    assert [one.code for one in read(DIALECT, main).findings] == codes
