from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NewType, Protocol, TypedDict

from flowyml import Pipeline, context, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

UserId = NewType("UserId", int)


class Event(TypedDict):
    user: UserId
    weight: float


class Scorer(Protocol):
    def score(self, events: Sequence[Event]) -> float: ...


class MeanScorer:
    def score(self, events: Sequence[Event]) -> float:
        return sum(e["weight"] for e in events) / len(events)


@step(outputs=["events"])
def load() -> list[Event]:
    return [{"user": UserId(1), "weight": 2.0}]


@step(outputs=["train", "test"])
def split(events: Sequence[Event], ratio: float = 0.5) -> tuple[list[Event], list[Event]]:
    middle = int(len(events) * ratio)
    return list(events[:middle]), list(events[middle:])


@step(outputs=["scorer"])
def make_scorer(train: list[Event]) -> MeanScorer:
    return MeanScorer()


@step(inputs=["scorer", "test"], outputs=["score"])
def evaluate(scorer: Scorer, test: list[Event], digits: int | None) -> float:
    return round(scorer.score(test), digits or 2)


@step(inputs=["score"], outputs=["message"])
def report(score: float | None) -> str:
    return f"{score}"


@step(inputs=["message"], outputs=["length"])
def measure(message: list[str]) -> int:
    return len(message)


pipeline = Pipeline("typed", context=context(digits=3))
pipeline.add_steps([load, split, make_scorer, evaluate, report, measure])
