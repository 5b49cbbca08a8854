"""The processes of a run: whoever starts them is brought in when the first one is needed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from icefloe_runtimes.local.crew.job import Ended, Job, Left
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step.manifest import Usage

if TYPE_CHECKING:
    from icefloe_runtimes.local.crew.crew import Crew


#: What is told of each call of several that is done: which one it is, what it has used, and what it has left.
Passed: TypeAlias = Callable[[int, Usage, Left | None], None]


class Processes:
    """Gives jobs to a crew, which a run that starts nothing never has."""

    def __init__(self, setting: Setting, tell: Callable[[str], None]) -> None:
        self._setting = setting
        self._tell = tell
        self._crew: Crew | None = None

    @property
    def debugged(self) -> str:
        """The path of the step that somebody wants to look at where it fails."""
        return self._setting.debug

    async def attempt(self, job: Job, stop: Stop, passed: Passed | None = None) -> Ended:
        """Run a job to its end."""
        if self._crew is None:
            from icefloe_runtimes.local.crew.crew import Crew

            self._crew = Crew(self._setting, self._tell)
        return await self._crew.attempt(job, stop, passed)

    async def close(self) -> None:
        """End what is left of them."""
        if self._crew is not None:
            await self._crew.close()
