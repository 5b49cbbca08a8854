"""What the functions of a graph's steps do, helpers included: each function once."""

from collections.abc import Iterator

from icefloe.deeds import Deeds, Read
from icefloe.findings import Note
from icefloe.graph import Graph, Step
from icefloe.source import Span
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one function does, and the first step that it does it for; `helper` is its name if it is not the step's.

    `undefined` are the names that a helper reads and nothing can bind; those of a step are in its body's summary.
    """

    step: Step
    helper: str
    deeds: Deeds
    undefined: tuple[Read, ...] = ()

    @property
    def who(self) -> str:
        """Who does it, at the start of a sentence."""
        return f"`{self.helper}`, which step `{self.step.id}` calls," if self.helper else f"step `{self.step.id}`"

    @property
    def related(self) -> tuple[Note, ...]:
        """The step as a second place."""
        return (Note(message=f"`{self.step.id}` is a step", span=self.step.span),)


def done(graph: Graph) -> Iterator[Done]:
    """What the functions of all steps do, in the order of the steps."""
    seen = set[Span]()
    for step in graph.steps:
        if step.body is None:
            continue
        place = step.body.function.span
        if place not in seen:
            seen.add(place)
            yield Done(step=step, helper="", deeds=step.body.does.own)
        for helper in step.body.does.helpers:
            if helper.place not in seen:
                seen.add(helper.place)
                yield Done(step=step, helper=helper.name, deeds=helper.deeds, undefined=helper.undefined)
