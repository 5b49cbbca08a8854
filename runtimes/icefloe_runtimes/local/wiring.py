"""What waits for what in a body, by the numbers of its steps: worked out once, however often the body runs."""

from collections.abc import Mapping

from icefloe_runtimes.edges import incoming
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The steps of a body; for each the steps that it needs and those that need it, and how many it waits for."""

    steps: tuple[Step, ...]
    numbers: Mapping[str, int]
    needs: tuple[tuple[int, ...], ...]
    followers: tuple[tuple[int, ...], ...]
    awaited: tuple[int, ...]


def wired(steps: tuple[Step, ...]) -> Wiring:
    """Wire the steps of a body; what it needs from around it was there before it began."""
    numbers = {step.id: number for number, step in enumerate(steps)}
    needs = tuple(tuple(numbers[edge.source] for edge in incoming(step) if edge.source in numbers) for step in steps)
    followers: list[list[int]] = [[] for _ in steps]
    for number, sources in enumerate(needs):
        for source in sources:
            followers[source].append(number)
    return Wiring(
        steps=steps,
        numbers=numbers,
        needs=needs,
        followers=tuple(map(tuple, followers)),
        awaited=tuple(map(len, needs)),
    )


class Wirings:
    """The wirings of a run, kept by the identity of what they are of: the plan keeps that alive."""

    def __init__(self) -> None:
        self._found: dict[int, Wiring] = {}

    def of(self, steps: tuple[Step, ...]) -> Wiring:
        """Give the wiring of these steps."""
        key = id(steps)
        if key not in self._found:
            self._found[key] = wired(steps)
        return self._found[key]
