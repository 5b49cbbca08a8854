"""One run on its way: who works for it."""

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.body import BodyRun, Ended
from icefloe_runtimes.local.cache import Cache
from icefloe_runtimes.local.composite import Composite, Hands
from icefloe_runtimes.local.driving import Work, on_loop
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies import Hooks, Policies
from icefloe_runtimes.local.processes import Processes
from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.resume import Taken
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.slots import Slots
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.local.turns import Around, Turns
from icefloe_runtimes.local.weights import machine_memory
from icefloe_runtimes.local.wiring import Unit, Wirings
from icefloe_runtimes.local.worker import Worker
from icefloe_runtimes.step.call import Call, Do
from icefloe_schema.plan import Body, Step


class Engine:
    """Runs the plan of a setting, once; what follows the failure of a step is done by it too."""

    def __init__(self, setting: Setting, account: Account, stop: Stop, taken: Taken) -> None:
        self._setting = setting
        self._taken = taken
        self._account = account
        self._place = Place(folder=setting.folder, stop=stop)
        self._processes = Processes(setting, account.noted)
        policies = Policies(setting, self)
        self._hooks = Hooks(setting, self, account.noted)
        slots = Slots(setting.jobs, machine_memory())
        self._worker = Worker(self._processes, slots, account, policies, setting.secrets)
        self._hands = Hands(worker=self._worker, submit=self, account=account, wirings=Wirings(), jobs=setting.jobs)
        around = Around(taken=taken, cache=Cache(setting), policies=policies, hooks=self._hooks, account=account)
        self._turns = Turns(self._worker, Composite(self._hands), around)

    async def to_end(self) -> RunResult:
        """Run everything that can run; give the result."""
        try:
            return await self._run()
        finally:
            self._account.close()

    async def _run(self) -> RunResult:
        plan = self._setting.plan
        try:
            self._account.begun()
            if self._hooks.any:
                await on_loop()
                await self._hooks.pipeline_started(self._place)
            body = self._hands.body(plan.steps, self._place, plan.groups)
            ended = await body.to_end(self._taken.done())
            if self._hooks.any:
                await self._hooks.pipeline_ended(self._place, self._account.so_far(ended.state))
        finally:
            await self._processes.close()
        return self._account.ended(ended.state)

    def one(self, step: Step, place: Place) -> Work[Outcome]:
        """Run one step to its end."""
        return self._turns.one(step, place)

    def several(self, unit: Unit, body: BodyRun) -> Work[None]:
        """Run the steps of a unit to their ends."""
        return self._turns.several(unit, body)

    async def piece(self, step: Step, place: Place, what: Do, part: str = "0") -> StepError | None:
        """Run a piece of a step in a process of its own; give why it failed."""
        return await self._worker.piece(step, place, what, part)

    async def called(self, call: Call, place: Place, log: str) -> StepError | None:
        """Make a call in a process of its own; give why it failed."""
        return await self._worker.called(call, place, log)

    async def body(self, body: Body, place: Place) -> Ended:
        """Run a body to its end."""
        return await self._hands.body(body.steps, place, body.groups).to_end()

    def succeeded(self, step: Step, place: Place, attempts: int, took: float, log: str) -> StepResult:
        """Give the result of a step that has left its record."""
        return self._worker.succeeded(step, place, attempts, took, log)
