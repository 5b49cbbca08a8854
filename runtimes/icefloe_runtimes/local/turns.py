"""The turns of steps, of whatever kind: what is there already is taken, else it runs, and what follows is done."""

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.body import BodyRun
from icefloe_runtimes.local.cache import Cache, Hit, Miss
from icefloe_runtimes.local.composite import Composite
from icefloe_runtimes.local.driving import on_loop
from icefloe_runtimes.local.group import GroupRun
from icefloe_runtimes.local.making import Making
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies import Hooks, Policies
from icefloe_runtimes.local.resume import Taken
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.wiring import Unit
from icefloe_runtimes.local.worker import Failed, Worker
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Who has a say before a step runs and after it."""

    taken: Taken
    cache: Cache
    policies: Policies
    hooks: Hooks
    account: Account


class Turns:
    """Gives each step its turn when it can start."""

    def __init__(self, worker: Worker, composite: Composite, around: Around) -> None:
        self._worker = worker
        self._composite = composite
        self._around = around
        self._making = Making()

    async def one(self, step: Step, place: Place) -> Outcome:
        """Run one step to its end, unless there is what it gives."""
        found = self.earlier(step, place)
        if isinstance(found, Outcome):
            return await self.told(step, place, found)
        if found.asked is None or has_bodies(step):
            return await self.run(step, place, found)
        # What another step is making of the same things is not made a second time beside it.
        if await self._making.awaited(found.asked.key, place.stop):
            again = self._around.cache.find(step, place)
            if isinstance(again, Hit):
                return await self.told(step, place, Outcome(result=again.result, sha256=again.sha256))
        with self._making.of(found.asked.key):
            return await self.run(step, place, found)

    async def several(self, unit: Unit, body: BodyRun) -> None:
        """Run the steps of a unit to their ends, together where that can be, and tell the body of each."""
        await GroupRun(unit, body, self._worker, self).to_end()

    def earlier(self, step: Step, place: Place) -> Outcome | Miss:
        """What an earlier run or the cache has of a step, else what the cache is to keep it under."""
        taken = self._around.taken.find(step, place)
        if taken is not None:
            return Outcome(result=taken)
        found = self._around.cache.find(step, place)
        return Outcome(result=found.result, sha256=found.sha256) if isinstance(found, Hit) else found

    def is_alone(self, step: Step) -> bool:
        """Whether something is to be done between this step and another one in the same process."""
        policy = step.policy
        return self._around.hooks.any or policy.circuit_breaker is not None or bool(policy.environment)

    async def run(self, step: Step, place: Place, miss: Miss, failed: Failed | None = None) -> Outcome:
        """Run one step, whose first attempt may have failed already, and do what is to follow."""
        refused = self._around.policies.before(step, place) if failed is None else None
        if refused is not None:
            outcome = Outcome(result=refused)
        elif has_bodies(step):
            await self._starting(step, place)
            outcome = await self._composite.run(step, place)
        else:
            await self._starting(step, place)
            outcome = await self._worker.run(step, place, failed)
        if outcome.result.status == "failed":
            await on_loop()
            outcome = await self._around.policies.after(step, place, outcome.result)
        elif outcome.whole:
            self._around.cache.keep(step, place, miss, outcome.result)
        return await self.told(step, place, outcome)

    def kept(self, step: Step, place: Place, miss: Miss | None, result: StepResult) -> None:
        """Keep what a step has left that has run in a process with others."""
        if miss is None:
            # Files might have changed while the steps before it ran: then nobody knows what it has read.
            miss = self._around.cache.ask(step, place)
            if miss.asked is None or miss.asked.files:
                return
        self._around.cache.keep(step, place, miss, result)

    async def _starting(self, step: Step, place: Place) -> None:
        if self._around.hooks.any:
            await on_loop()
            await self._around.hooks.step_started(step, place)

    async def told(self, step: Step, place: Place, outcome: Outcome) -> Outcome:
        """Tell the hooks of a step that has ended; give how that was."""
        if self._around.hooks.any:
            await on_loop()
            await self._around.hooks.step_ended(step, place, outcome.result)
        return outcome
