"""Making a value one of a class."""

from argparse import Namespace
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import pytest

from icefloe_runtimes.step.casting import cast


@dataclass(frozen=True)
class Field:
    """What a model knows of one of its fields."""

    alias: str | None = None


class Model:
    """A model as pydantic has them, which refuses what it does not know."""

    model_fields: ClassVar = MappingProxyType({"rows": Field(), "by": Field(alias="By")})

    def __init__(self, rows: object, **more: object) -> None:
        assert set(more) <= {"by", "By"}
        self.rows = rows
        self.more = more

    @classmethod
    def model_validate(cls, value: object) -> "Model":
        raise AssertionError(value)


def test_a_namespace_is_made_of_a_mapping() -> None:
    assert cast(Namespace, {"a": 1, "b": [2]}, "args") == Namespace(a=1, b=[2])


@pytest.mark.parametrize(
    ("value", "rows", "more"),
    [
        ({"rows": 3}, 3, {}),
        ({"rows": 3, "By": "x", "other": 1}, 3, {"By": "x"}),
        ({"rows": 3, "by": "x"}, 3, {"by": "x"}),
        (7, 7, {}),
    ],
)
def test_a_model_is_made_of_its_fields(value: object, rows: object, more: dict[str, object]) -> None:
    made = cast(Model, value, "rows")
    assert isinstance(made, Model)
    assert (made.rows, made.more) == (rows, more)


def test_everything_else_is_called() -> None:
    assert cast(int, "7", "n") == 7
    assert cast(list, "ab", "n") == ["a", "b"]
    with pytest.raises(TypeError):
        cast(Namespace, 7, "args")
