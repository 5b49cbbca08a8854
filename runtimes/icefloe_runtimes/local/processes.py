"""The processes of a run: whoever starts them is brought in when the first one is needed."""

from typing import TYPE_CHECKING

from icefloe_runtimes.local.crew.job import Ended, Job
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop

if TYPE_CHECKING:
    from icefloe_runtimes.local.crew import Crew


class Processes:
    """Gives jobs to a crew, which a run that starts nothing never has."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._crew: Crew | None = None

    async def attempt(self, job: Job, stop: Stop) -> Ended:
        """Run a job to its end."""
        if self._crew is None:
            from icefloe_runtimes.local.crew import Crew

            self._crew = Crew(self._setting)
        return await self._crew.attempt(job, stop)

    async def close(self) -> None:
        """End what is left of them."""
        if self._crew is not None:
            await self._crew.close()
