"""The crew of a run: whoever starts its processes, and waits for them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from icefloe_runtimes.local.attempt import attempt
from icefloe_runtimes.local.crew.job import Ended, Job
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop


class Crew:
    """Starts a process for each job."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._threads = ThreadPoolExecutor(max_workers=setting.jobs, thread_name_prefix="icefloe-step")

    async def attempt(self, job: Job, stop: Stop) -> Ended:
        """Run a job to its end."""
        loop = asyncio.get_running_loop()
        error = await loop.run_in_executor(self._threads, attempt, self._setting, job, stop)
        return Ended(error=error, done=int(error is None))

    async def close(self) -> None:
        """End what is left."""
        self._threads.shutdown()
