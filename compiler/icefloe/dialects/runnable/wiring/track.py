"""Where a task stands among all the chains of a pipeline, and whether two of them can run in one run, and in order."""

from typing import Literal, TypeAlias

from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe_schema.records import dataclass

Apart: TypeAlias = Literal["", "either or", "beside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The chains that lead to a task, from the main chain inward, each with the step that it is in there.

    `scopes` and `kinds` are those of the chains, `steps` the ids of the steps; the last one is the task's own.
    """

    scopes: tuple[int, ...]
    kinds: tuple[str, ...]
    steps: tuple[str, ...]

    def step_in(self, scope: Scope) -> str | None:
        """The step of a chain in which the task is, or that it is; None if it is not in that chain."""
        number = id(scope)
        return next((step for one, step in zip(self.scopes, self.steps, strict=True) if one == number), None)

    def apart(self, other: "Track") -> Apart:
        """Whether only one of two tasks is in a run, or both may run at the same time."""
        for at, (one, two) in enumerate(zip(self.scopes, other.scopes, strict=False)):
            if one != two:
                return "either or" if "case" in (self.kinds[at], other.kinds[at]) else "beside"
        return ""

    @property
    def repeats(self) -> bool:
        """Whether it runs for each element of a Map or in each round of a Loop."""
        return bool({"element", "round"} & set(self.kinds))

    @property
    def is_handler(self) -> bool:
        """Whether it only runs when another task has failed."""
        return "handler" in self.kinds


def track(scope: Scope, step: str) -> Track:
    """Where a step of a chain stands."""
    scopes, kinds, steps = [id(scope)], [_kind(scope)], [step]
    one = scope
    while one.parent is not None:
        scopes.append(id(one.parent))
        kinds.append(_kind(one.parent))
        steps.append(one.holder)
        one = one.parent
    return Track(scopes=tuple(reversed(scopes)), kinds=tuple(reversed(kinds)), steps=tuple(reversed(steps)))


def _kind(scope: Scope) -> str:
    return "case" if scope.is_case else scope.kind
