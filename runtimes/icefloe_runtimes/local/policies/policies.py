"""What follows the failure of a step, and what keeps it from being tried."""

import time
from collections.abc import Mapping
from dataclasses import replace

from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies.absent import leave_nothing
from icefloe_runtimes.local.policies.breaker import Breakers
from icefloe_runtimes.local.policies.doing import Doing
from icefloe_runtimes.local.policies.names import is_among, is_never
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.inside import HANDLER, RESULTS
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Body, Step

# Where a handler stands among the parts of its step: after all of them.
_LAST = 1 << 30
_LONGEST = 100


class Policies:
    """The policies of the steps of one run, but for retries and timeouts."""

    def __init__(self, setting: Setting, doing: Doing) -> None:
        self._setting = setting
        self._doing = doing
        self._breakers = Breakers(setting.plan.name, setting.workspace)

    def before(self, step: Step, place: Place) -> StepResult | None:
        """Give the failure of a step that must not be tried now, as its circuit breaker is open."""
        if step.policy.circuit_breaker is None:
            return None
        error = self._breakers.refusal(step, place)
        if error is None:
            return None
        return StepResult(name=place.path(step.id), status="failed", error=error, inside=place.around)

    def tried(self, step: Step, place: Place, error: StepError | None) -> bool:
        """Take note of an attempt, and why it failed; say whether there may be another one."""
        if step.policy.circuit_breaker is None or (error is not None and is_never(error)):
            return True
        # A breaker keeps the error where others can read it.
        return self._breakers.tried(step, place, error and self._setting.secrets.hidden_in_error(error))

    def environment(self, step: Step | None) -> Mapping[str, str]:
        """The variables that a step, or what is none, finds beside those of the run's own environment."""
        setting = self._setting
        if step is None:
            return setting.environment
        named: Mapping[str, str] = setting.environments.get(step.policy.environment, {})
        if not (setting.environment or named or setting.secrets.files):
            return {}
        return {**setting.environment, **named, **setting.secrets.of(step)}

    async def after(self, step: Step, place: Place, result: StepResult) -> Outcome:
        """Do what the step's policy wants after it has failed for good."""
        failure, error = step.policy.on_failure, result.error
        is_meant = failure is not None and error is not None and is_among(error, failure.on) and not is_never(error)
        if result.status != "failed" or failure is None or error is None or not is_meant:
            return Outcome(result=result)
        if failure.action == "continue":
            return self._forgiven(step, place, replace(result, reason="which does not fail the run"))
        if failure.action == "success":
            forgiven = self._forgiven(step, place, result)
            return forgiven if forgiven.counts else replace(forgiven, ends="success")
        if failure.action == "fallback":
            return Outcome(result=await self._fallen_back(step, place, result, error))
        if failure.action == "handler" and failure.handler is not None:
            return await self._handled(step, place, result, failure.handler)
        return Outcome(result=result)

    def _forgiven(self, step: Step, place: Place, result: StepResult) -> Outcome:
        try:
            leave_nothing(step, place, f"step {step.id!r} has failed")
        except OSError as error:
            # Those after it could not be told: then it counts.
            return Outcome(result=replace(result, reason=f"its record cannot be written: {error}"))
        return Outcome(result=replace(result, forgiven=True), counts=False)

    async def _fallen_back(self, step: Step, place: Place, result: StepResult, error: StepError) -> StepResult:
        started = time.monotonic()
        failed = await self._doing.piece(step, place, "fallback")
        took = result.duration_seconds + time.monotonic() - started
        if failed is None:
            log = result.log_path or f"{place.folder}/{folder(step.id)}.log"
            made = self._doing.succeeded(step, place, result.attempts, took, log)
            return replace(made, reason=f"the fallback's, after {_short(error)}")
        if place.stop.asked():
            return replace(result, status="interrupted", duration_seconds=took, reason=place.stop.reason)
        message = f"{failed.message} (its fallback, after {_short(error)})"
        return replace(result, duration_seconds=took, error=replace(failed, message=message))

    async def _handled(self, step: Step, place: Place, result: StepResult, handler: Body) -> Outcome:
        """Run the handler; what becomes of the body its end says."""
        ended = await self._doing.body(handler, place.within(step, HANDLER, _LAST))
        if ended.state == "interrupted":
            return Outcome(result=replace(result, status="interrupted", reason=place.stop.reason))
        if ended.state == "succeeded" and ended.ends == "success":
            failed = await self._doing.piece(step, place, "handled")
            if failed is None:
                given = manifest.read(place.folder, RESULTS).outputs.values()
                shows = {name: text for entry in given for name, text in entry.shows.items()}
                mended = replace(result, reason="its handler has mended it", shows=shows)
                forgiven = self._forgiven(step, place, mended)
                return replace(forgiven, ends="failure" if forgiven.counts else "success")
            reason = f"what its handler gives cannot be handed on: {failed.brief}"
        elif ended.state == "failed" and ended.error is not None and ended.ends != "failure":
            reason = f"its handler has failed too: {ended.error.brief}"
        else:
            reason = "its handler has run"
        return Outcome(result=replace(result, reason=reason), ends="failure")


def _short(error: StepError) -> str:
    """An error in a few words."""
    text = error.brief
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
