# Covers: strict typing: generics, NewType, Protocol, TypedDict, ParamSpec-preserved signatures, TYPE_CHECKING imports.
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NewType, Protocol, TypedDict

from icefloe import pipeline, step

if TYPE_CHECKING:
    import numpy as np

UserId = NewType("UserId", int)


class Row(TypedDict):
    user: UserId
    amount: float


class Model(Protocol):
    def predict(self, rows: Sequence[Row]) -> list[float]: ...


class Mean:
    def predict(self, rows: Sequence[Row]) -> list[float]:
        return [0.0 for _ in rows]


@step
def rows(day: str) -> list[Row]:
    return []


@step
def fit(rows: Sequence[Row]) -> Mean:
    return Mean()


@step
def predict(model: Model, rows: Sequence[Row]) -> "np.ndarray":
    raise NotImplementedError


@pipeline
def typed(day: str) -> "np.ndarray":
    data = rows(day)
    return predict(fit(data), data)
