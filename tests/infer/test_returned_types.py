"""What functions return, from their annotations or from their code."""

import pytest
from project_source import project

from icefloe.types import spell
from icefloe.values import Items

HEAD = """
from __future__ import annotations
import datetime, enum, json, pathlib, random, typing as t
import numpy as np
import pandas as pd
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple, NewType, Optional, TypedDict
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from pydantic import BaseModel
if t.TYPE_CHECKING:
    from polars import DataFrame as Frame
UserId = NewType("UserId", int)
Rows = list[dict[str, float]]
class Color(enum.Enum):
    RED = "red"
class Point(NamedTuple):
    x: int
    y: str
class Movie(TypedDict, total=False):
    title: str
@dataclass
class Data:
    rows: list[int]
class Config(BaseModel):
    depth: int = 3
"""
ANNOTATED = [
    ("def f() -> int: ...", "int"),
    ("def f() -> 'list[Data]': ...", "list[shop.Data]"),
    ("def f() -> Rows: ...", "list[dict[str, float]]"),
    ("def f() -> Optional[pd.DataFrame]: ...", "pandas.DataFrame | None"),
    ("def f() -> t.List[np.ndarray]: ...", "list[numpy.ndarray]"),
    ("def f() -> Frame: ...", "polars.DataFrame"),
    ("def f() -> tuple[pd.DataFrame, pd.Series]: ...", "tuple[pandas.DataFrame, pandas.Series]"),
    ("def f() -> tuple[int, ...]: ...", "tuple[int, ...]"),
    ("def f() -> t.Callable[[int], str]: ...", "Callable[[int], str]"),
    ("def f() -> t.Callable[..., str]: ...", "Callable[..., str]"),
    ("def f() -> Annotated[float, 'm']: ...", "float"),
    ("def f() -> Literal['a', 'b']: ...", "Literal['a', 'b']"),
    ("def f() -> UserId: ...", "shop.UserId"),
    ("def f() -> Point: ...", "shop.Point"),
    ("def f() -> None: ...", "None"),
    ("async def f() -> int: ...", "int"),
    ("def f() -> Iterator[int]:\n    yield 1", "collections.abc.Iterator[int]"),
    ("def f() -> t.Any: ...", "Any"),
    ("def f() -> Nowhere: ...", "?"),
]
INFERRED = [
    ("def f(): return 1", "int"),
    ("def f(): return 'a' if random.random() > 0.5 else None", "str | None"),
    ("def f(): return [1, 2.5]", "list[int | float]"),
    ("def f(): return {'accuracy': 0.9, 'loss': 1}", "dict[str, float | int]"),
    ("def f(): return RandomForestClassifier(n_estimators=3)", "sklearn.ensemble.RandomForestClassifier"),
    ("def f(): return pd.DataFrame({'a': [1]})", "pandas.DataFrame"),
    ("def f(): return pd.read_csv('x.csv')", "?"),
    ("def f(x: int, y: str): return x, y", "tuple[int, str]"),
    ("def f(x: int): return [x]", "list[int]"),
    ("def f(x: int = None): return x", "int | None"),
    ("def f(x): return x", "?"),
    ("def f(*names: str): return names", "tuple[str, ...]"),
    ("def f(x: int): return f'{x}!'", "str"),
    ("def f(x: int): return x + 1.5", "float"),
    ("def f(x: int): return x / 2", "float"),
    ("def f(x: int): return x > 3", "bool"),
    ("def f(x): return x > 3", "?"),
    ("def f(x): return x is None", "bool"),
    ("def f(x): return len(x)", "int"),
    ("def f(x): return str(x)", "str"),
    ("def f(x: list[int]): return sorted(x)", "list[int]"),
    ("def f(x: dict[str, int]): return x['a']", "int"),
    ("def f(x: list[str]): return x[0]", "str"),
    ("def f(data: Data): return data.rows", "list[int]"),
    ("def f(x: str): return x.upper()", "str"),
    ("def f(x: str): return x.split(',')", "list[str]"),
    ("def f(x): return json.dumps(x)", "str"),
    ("def f(x): return pathlib.Path(x)", "pathlib.Path"),
    ("def f(): return datetime.datetime.now()", "datetime.datetime"),
    ("def f(): return Data([1])", "shop.Data"),
    ("def f(): return Config(depth=4)", "shop.Config"),
    ("def f(): return UserId(5)", "shop.UserId"),
    ("def f(x):\n    if x:\n        return 1\n    return 'a'", "int | str"),
    ("def f(): print('a')", "None"),
    ("def f(): pass", "None"),
    ("def f(): ...", "?"),
    ("def f():\n    'Later.'\n    raise NotImplementedError", "?"),
    ("def f():\n    ...\n    print('a')", "None"),
    ("def f(): yield 1", "collections.abc.Generator[int, Any, None]"),
    ("def f(): return accuracy_score([1], [1])", "?"),
    ("def f(): return len", "Callable[[collections.abc.Sized], int]"),
    ("def f(): return Data", "type[shop.Data]"),
    ("def f(): return lambda x: 1", "Callable[[?], int]"),
]


@pytest.mark.parametrize(("source", "text"), ANNOTATED)
def test_annotated(source: str, text: str) -> None:
    made = project(HEAD + source)
    returned = made.types.returned(made.summary("f"))
    assert (spell(returned.type), returned.inferred) == (text, False)
    assert returned.span.line > 25


@pytest.mark.parametrize(("source", "text"), INFERRED)
def test_inferred(source: str, text: str) -> None:
    made = project(HEAD + source)
    returned = made.types.returned(made.summary("f"))
    assert (spell(returned.type), returned.inferred) == (text, True), returned.type


EDGES = [
    ("def f(): return [1, 2]", "def g(x: list[float]): ...", "yes", ""),
    ("def f(): return {'a': 1}", "def g(x: dict[str, float]): ...", "yes", ""),
    ("def f(): return 'a'", "def g(x: Literal['a', 'b']): ...", "yes", ""),
    ("def f(): return 'c'", "def g(x: Literal['a', 'b']): ...", "no", "none of"),
    ("def f(): return []", "def g(x: list[int]): ...", "yes", ""),
    ("def f(): return []", "def g(x: int): ...", "no", "is not int"),
    ("def f(): return {'title': 'x'}", "def g(x: Movie): ...", "unknown", "keys"),
    ("def f(): return [1, 'a']", "def g(x: list[int]): ...", "no", "element type: str is not int"),
    ("def f() -> int: ...", "def g(x: int | None): ...", "yes", ""),
    ("def f() -> int: ...", "def g(x: int = None): ...", "yes", ""),
    ("def f() -> None: ...", "def g(x: int = None): ...", "yes", ""),
    ("def f() -> int: ...", "def g(x: float): ...", "yes", ""),
    ("def f() -> dict[str, int]: ...", "def g(x: dict[str, str]): ...", "no", "value type: int is not str"),
    ("def f() -> pd.DataFrame: ...", "def g(x: pd.DataFrame): ...", "yes", ""),
    ("def f() -> pd.DataFrame: ...", "def g(x: Frame): ...", "unknown", "pandas.DataFrame"),
    ("def f() -> Config: ...", "def g(x: int): ...", "no", "shop.Config is not int"),
    ("def f() -> dict[str, int]: ...", "def g(x: Config): ...", "no", "is not shop.Config"),
    ("def f() -> Point: ...", "def g(x: tuple[int, str]): ...", "yes", ""),
    ("def f(): return RandomForestClassifier()", "def g(x: int): ...", "unknown", "RandomForestClassifier"),
    ("def f() -> Color: ...", "def g(x: Color): ...", "yes", ""),
    ("def f() -> int: ...", "def g(x): ...", "unknown", "the parameter x has no annotation"),
]


@pytest.mark.parametrize(("producer", "consumer", "answer", "why"), EDGES)
def test_edge(producer: str, consumer: str, answer: str, why: str) -> None:
    made = project(f"{HEAD}{producer}\n{consumer}\n")
    given = made.types.returned(made.summary("f")).type
    taken = made.types.parameter(made.summary("g").function.parameters[0])
    verdict = made.types.assignable(given, taken)
    assert verdict.answer == answer, verdict
    assert why in verdict.why


OUTPUTS = [
    ("def f() -> tuple[int, str]: ...", 2, ("int", "str"), None),
    ("def f() -> tuple[int, ...]: ...", 2, ("int", "int"), None),
    ("def f() -> tuple[int, str]: ...", 1, ("tuple[int, str]",), None),
    ("def f() -> Point: ...", 2, ("int", "str"), None),
    ("def f() -> list[int]: ...", 2, ("int", "int"), None),
    ("def f() -> tuple[int, str] | tuple[str, str]: ...", 2, ("int | str", "str"), None),
    ("def f(): return 1, 'a'", 2, ("int", "str"), None),
    ("def f() -> dict: ...", 2, ("?", "?"), None),
    ("def f() -> t.Any: ...", 2, ("Any", "Any"), None),
    ("def f() -> tuple[int, str]: ...", 3, ("?", "?", "?"), "a tuple of 2, but 3 outputs"),
    ("def f() -> int: ...", 2, ("?", "?"), "returns int, but 2 outputs"),
    ("def f(): return 1, 2, 3", 2, ("?", "?"), "a tuple of 3, but 2 outputs"),
    ("def f(): print()", 2, ("?", "?"), "returns None, but 2 outputs"),
    ("def f(x):\n    if x:\n        return None\n    return x, 1", 2, ("?", "? | int"), None),
    ("def f(x) -> tuple[int, int]:\n    return x, 1, 2", 2, ("int", "int"), "a tuple of 3, but 2 outputs"),
    ("def f(x): return x", 2, ("?", "?"), None),
]


@pytest.mark.parametrize(("source", "count", "texts", "problem"), OUTPUTS)
def test_outputs(source: str, count: int, texts: tuple[str, ...], problem: str | None) -> None:
    made = project(HEAD + source)
    summary = made.summary("f")
    returned = made.types.returned(summary).type
    assert tuple(spell(made.types.element(returned, i, count)) for i in range(count)) == texts
    found = made.types.arity_problem(summary, count)
    assert found is None if problem is None else problem in (found or ""), found


def test_exploding_values_end() -> None:
    made = project("x = 1")
    value = made.trace.scope["x"]
    for token in range(60):
        value = Items(kind="tuple", items=(value, value), token=token, span=value.span)
    assert len(spell(made.types.of(value))) < 10_000
    for token in range(2000):
        value = Items(kind="list", items=(value,), token=token, span=value.span)
    assert len(spell(made.types.of(value))) < 10_000


def test_exploding_annotations_end() -> None:
    doubled = "\n".join(f"A{i} = tuple[A{i - 1}, A{i - 1}]" for i in range(1, 40))
    made = project(f"A0 = int\n{doubled}\ndef f() -> A39: ...\n")
    assert len(spell(made.types.returned(made.summary("f")).type)) < 10_000
