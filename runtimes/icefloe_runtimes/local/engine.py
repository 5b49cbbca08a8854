"""One run on its way: who works for it, and in which order its steps go."""

from collections.abc import Callable

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.body import BodyRun
from icefloe_runtimes.local.composite import Composite, Hands
from icefloe_runtimes.local.driving import Work
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.processes import Processes
from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.resume import Taken
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.slots import Slots
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.local.weights import machine_memory
from icefloe_runtimes.local.wiring import Wirings
from icefloe_runtimes.local.worker import Worker
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step


class Engine:
    """Runs the plan of a setting, once."""

    def __init__(self, setting: Setting, account: Account, stop: Stop, taken: Taken) -> None:
        self._setting = setting
        self._taken = taken
        self._account = account
        self._place = Place(folder=setting.folder, stop=stop)
        self._processes = Processes(setting)
        self._wirings = Wirings()
        self._worker = Worker(self._processes, Slots(setting.jobs, machine_memory()), account)
        hands = Hands(
            worker=self._worker, submit=self._submit, account=account, wirings=self._wirings, jobs=setting.jobs
        )
        self._composite = Composite(hands)

    async def to_end(self) -> RunResult:
        """Run everything that can run; give the result."""
        try:
            return await self._run()
        finally:
            self._account.close()

    async def _run(self) -> RunResult:
        try:
            self._account.begun()
            steps = self._wirings.of(self._setting.plan.steps)
            ended = await BodyRun(steps, self._place, self._submit, self._account.finished).to_end(self._taken.done())
        finally:
            await self._processes.close()
        return self._account.ended(ended.state)

    def _submit(self, step: Step, place: Place) -> Work[Outcome]:
        # A step with bodies waits for the steps in them, and must not take the place of one.
        run = self._composite.run if has_bodies(step) else self._worker.run
        return self._inside(run, step, place) if place.inside else run(step, place)

    async def _inside(self, run: Callable[[Step, Place], Work[Outcome]], step: Step, place: Place) -> Outcome:
        """Run a step of a body, unless the run that this one goes on from has finished it."""
        found = self._taken.find(step, place)
        return await run(step, place) if found is None else Outcome(result=found)
