"""What policies ask of whoever runs steps."""

from typing import Protocol

from icefloe_runtimes.local.body import Ended
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_runtimes.step.call import Call, Do
from icefloe_schema.plan import Body, Step


class Doing(Protocol):
    """Runs what stands for a step, and what is told of it."""

    async def piece(self, step: Step, place: Place, what: Do, part: str = "0") -> StepError | None:
        """Run a piece of a step in a process of its own; give why it failed."""
        ...

    async def called(self, call: Call, place: Place, log: str) -> StepError | None:
        """Make a call in a process of its own, which prints into a log; give why it failed."""
        ...

    async def body(self, body: Body, place: Place) -> Ended:
        """Run a body to its end."""
        ...

    def succeeded(self, step: Step, place: Place, attempts: int, took: float, log: str) -> StepResult:
        """Give the result of a step that has left its record."""
        ...
