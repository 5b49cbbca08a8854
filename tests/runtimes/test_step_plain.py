"""Values that are declared as JSON and have a class of their own."""

import enum
from collections import Counter, OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.plain import plain
from icefloe_runtimes.step.shelf import Shelf
from icefloe_runtimes.step.storage import load, store
from icefloe_schema.plan import Output


class Color(enum.Enum):
    RED = "red"


class Pair(NamedTuple):
    first: int
    second: int


@dataclass
class Point:
    x: int
    y: "Color"


class Model:
    """What pydantic's models have in common."""

    def model_dump(self, *, mode: str, by_alias: bool) -> dict[str, object]:
        return {"mode": mode, "by_alias": by_alias}


class Number:
    """What the numbers of NumPy have in common."""

    shape = ()

    def item(self) -> float:
        return 2.5


Number.__module__ = "numpy"


def stored(value: object, folder: Path, form: str = "json") -> Entry:
    return store("x", value, Shelf(str(folder), Keeping(durable=False)), Output(name="x", format=form))


CASES = [
    (Color.RED, "red"),
    ([Color.RED], ["red"]),
    (OrderedDict(a=1), {"a": 1}),
    (Counter("aa"), {"a": 2}),
    (Pair(1, 2), [1, 2]),
    ((1, Color.RED), (1, "red")),
    (Point(1, Color.RED), {"x": 1, "y": "red"}),
    (Model(), {"mode": "json", "by_alias": True}),
    ({"best": Number()}, {"best": 2.5}),
]


@pytest.mark.parametrize(("value", "made"), CASES)
def test_a_value_is_stored_without_its_class(tmp_path: Path, value: object, made: object):
    entry = stored(value, tmp_path)
    assert load(tmp_path, entry) == made
    assert type(load(tmp_path, entry)) is type(made)


@pytest.mark.parametrize("value", [1, "a", None, [1, (2, 3)], {"a": {1, 2}}, Path("a")])
def test_what_json_can_tell_stays_what_it_is(tmp_path: Path, value: object):
    assert load(tmp_path, stored(value, tmp_path, "metric")) == value


@pytest.mark.parametrize("value", [object(), [object()], {"a": len}, Number, Model])
def test_what_json_cannot_hold_is_refused(tmp_path: Path, value: object):
    with pytest.raises(StepFailed, match="cannot hold"):
        stored(value, tmp_path)


def test_a_value_inside_itself_is_refused(tmp_path: Path):
    value: list[object] = []
    value.append(value)
    assert plain(value)
    with pytest.raises(StepFailed, match="cannot hold"):
        stored(value, tmp_path)
