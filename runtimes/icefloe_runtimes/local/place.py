"""Where a step stands in a run: at the top, or inside others."""

from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step.inside import Inside, part_home, title
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A body on its way: the folder of its artifacts, the steps around it, and the wish that it should end.

    `titles` are what people are told of the steps around it, `around` is the path of the nearest one; `order` is where
    it stands among all that runs.
    """

    folder: Path
    stop: Stop
    inside: Inside = ()
    titles: tuple[str, ...] = ()
    around: str = ""
    order: tuple[int, ...] = ()

    def path(self, step: str) -> str:
        """The name of a step by which a run's record and its progress know it."""
        return "/".join((*self.titles, step)) if self.titles else step

    def within(self, step: Step, part: str, number: int) -> "Place":
        """The place of one part of a step that stands here; `number` is its place among the parts."""
        return replace(
            self,
            folder=part_home(self.folder, step.id, part),
            inside=(*self.inside, (step.id, part)),
            titles=(*self.titles, step.id, *filter(None, [title(step, part)])),
            around=self.path(step.id),
            order=(*self.order, number),
        )

    def at(self, number: int) -> "Place":
        """The place of the step with this number in the body."""
        order = (*self.order, number)
        return Place(
            folder=self.folder, stop=self.stop, inside=self.inside, titles=self.titles, around=self.around, order=order
        )

    def until(self, stop: Stop) -> "Place":
        """The same place with another wish to end."""
        return replace(self, stop=stop)
