"""Runs steps with bodies: nested plans, maps, branches, switches and loops."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice

from icefloe_runtimes.local.account import Account
from icefloe_runtimes.local.body import BodyRun, Ended, Submit
from icefloe_runtimes.local.driving import Crowd, Work
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.results import Status, StepError, StepResult
from icefloe_runtimes.local.retrying import number
from icefloe_runtimes.local.stop import Limit
from icefloe_runtimes.local.wiring import Wirings
from icefloe_runtimes.local.worker import Worker
from icefloe_runtimes.step.call import Do
from icefloe_runtimes.step.grown import body_in
from icefloe_runtimes.step.inside import ENDED, NEXT, home, title
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.narrow import items
from icefloe_schema.plan import Group, LoopRun, MapRun, Step, SwitchRun
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who does the work for the steps of bodies, and whom they tell of it; `jobs` is how many run at once."""

    worker: Worker
    submit: Submit
    account: Account
    wirings: Wirings
    jobs: int

    def body(self, steps: tuple[Step, ...], place: Place, groups: tuple[Group, ...] = ()) -> BodyRun:
        """Give the run of a body at its place."""
        return BodyRun(self.wirings.of(steps, groups), place, self.submit, self.account.finished)


class Composite:
    """Runs one step with bodies to its end."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    async def run(self, step: Step, place: Place) -> Outcome:
        """Run all parts of the step that are to be run; a step that fails does not raise."""
        worker, name = self._hands.worker, place.path(step.id)
        self._hands.account.started(name, place)
        started = time.monotonic()
        going = _Going(self._hands, step, place)
        error, attempts = await worker.tried(step, place, going.once)
        took = time.monotonic() - started
        if error is None:
            made = worker.succeeded(step, place, attempts, took, worker.log(step, place))
            made = replace(going.summed(made), reason=made.reason or going.reason)
            return Outcome(result=made, whole=going.is_whole)
        status: Status = "interrupted" if place.stop.asked() else "failed"
        log_path = worker.log(step, place) if going.is_own else ""
        failed = StepResult(name=name, status=status, duration_seconds=took, attempts=attempts, inside=place.around)
        return Outcome(result=going.summed(replace(failed, error=error, log_path=log_path)), whole=False)


class _Going:
    """One step on its way: what its parts have used, and what is to be told of them."""

    def __init__(self, hands: Hands, step: Step, place: Place) -> None:
        self._hands = hands
        self._step = step
        self._outer = place
        self._place = place
        self._used: list[StepResult] = []
        self.reason = ""
        self.is_own = False
        self.is_whole = True

    async def once(self) -> StepError | None:
        """Try once; give why it failed, or `None`."""
        seconds = self._step.policy.timeout
        limit = Limit(self._outer.stop, None if seconds is None else number(seconds, 0.0))
        self._place = self._outer.until(limit)
        self._used.clear()
        self.reason = ""
        self.is_whole = True
        try:
            error = await self._tried()
        except OSError as found:
            # The runner itself could not write something down: most often for want of room.
            error = StepError(type=type(found).__name__, message=str(found), kinds=("OSError",))
            self.is_own = True
        if error is not None and limit.is_late() and not self._outer.stop.asked():
            message = f"it took longer than {number(seconds, 0.0):g}s"
            return StepError(type="TimeoutError", message=message, kinds=("TimeoutError",))
        return error

    def summed(self, result: StepResult) -> StepResult:
        """The result with what the steps inside have used; it is simulated if all that ran in it was."""
        ran = [one for one in self._used if one.status == "succeeded"]
        return replace(
            result,
            cpu_seconds=result.cpu_seconds + sum(one.cpu_seconds for one in self._used),
            peak_memory_bytes=max([result.peak_memory_bytes, *(one.peak_memory_bytes for one in self._used)]),
            simulated=bool(ran) and all(one.simulated for one in ran),
        )

    async def _tried(self) -> StepError | None:
        error = await self._piece("begin")
        if error is not None:
            return error
        said = self._said()
        if said is None:
            return None
        parts = [str(part) for part in items(said.get("parts")) or ()]
        if isinstance(self._step.run, LoopRun) and parts:
            return await self._loop(self._step.run)
        if isinstance(self._step.run, MapRun):
            return await self._map(self._step.run, parts)
        return await self._branches(parts)

    async def _piece(self, what: Do, part: str = "0") -> StepError | None:
        error = await self._hands.worker.piece(self._step, self._place, what, part)
        self.is_own = error is not None
        return error

    def _said(self) -> Mapping[str, object] | None:
        """What the last piece has said; nothing, where the step was skipped."""
        try:
            said: dict[str, object] = json.loads((home(self._place.folder, self._step.id) / NEXT).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return said

    async def _loop(self, run: LoopRun) -> StepError | None:
        for number_ in range(run.maximum):
            ended = await self._body(str(number_), number_)
            if ended.state != "succeeded":
                return _why(ended)
            error = await self._piece("again", str(number_))
            if error is not None:
                return error
            said = self._said() or {}
            if not said.get("again"):
                rounds = f"{number_ + 1} round{'s' if number_ else ''}"
                self.reason = rounds if said.get("until") else f"{rounds}, the most it may: its end was not reached"
                break
        return None

    async def _branches(self, parts: list[str]) -> StepError | None:
        """All parts beside one another; one that fails does not stop the others."""
        ended = await _all_of((part, self._body(part, number_)) for number_, part in enumerate(parts))
        failed = [ended[part] for part in parts if ended[part].state != "succeeded"]
        if failed:
            return _why(failed[0])
        if isinstance(self._step.run, SwitchRun):
            self.reason = f"case {title(self._step, parts[0])}"
        if isinstance(self._step.run, LoopRun):
            self.reason = "no round"
        return await self._collected(parts)

    async def _map(self, run: MapRun, parts: list[str]) -> StepError | None:
        ended = await self._elements(run, parts)
        good = [part for part in parts if ended[part].state == "succeeded"]
        bad = [ended[part] for part in parts if ended[part].state != "succeeded"]
        if any(one.state == "interrupted" for one in bad):
            return StepError(type="Interrupted", message=self._place.stop.reason)
        share = number(run.minimum_success, 1.0)
        # A share like 0.7 of ten elements must not ask for eight of them.
        if len(good) < share * len(parts) - 1e-9:
            first = _why(bad[0])
            wanted = "" if share == 1 else f", and a share of {share:g} must"
            elements = f"{len(parts)} element{'' if len(parts) == 1 else 's'}"
            message = f"{first.message} ({len(good)} of {elements} succeeded{wanted})"
            return replace(first, message=message)
        elements = f"{len(parts)} element{'' if len(parts) == 1 else 's'}"
        self.reason = f"{len(good)} of {elements}" if bad else elements
        return await self._collected(good)

    async def _elements(self, run: MapRun, parts: list[str]) -> dict[str, Ended]:
        """Run the body for each element, a few at a time, and again where it failed."""
        limit = min(run.concurrency or self._hands.jobs, self._hands.jobs)
        return await _all_of(((part, self._element(run, part, n)) for n, part in enumerate(parts)), limit)

    async def _element(self, run: MapRun, part: str, number_: int) -> Ended:
        ended = await self._body(part, number_)
        for tries in range(run.retries):
            if ended.state != "failed":
                break
            name = f"{self._place.path(self._step.id)}/{title(self._step, part)}"
            self._hands.account.element_failed(name, tries + 1, run.retries + 1, _why(ended))
            import shutil

            # What the last try has left must not be taken for this one's.
            shutil.rmtree(home(self._place.folder, self._step.id) / folder(part), ignore_errors=True)
            ended = await self._body(part, number_)
        return ended

    async def _body(self, part: str, number_: int) -> Ended:
        body = body_in(self._place.folder, self._step, part)
        place = self._place.within(self._step, part, number_)
        inner = self._hands.body(body.steps if body else (), place, body.groups if body else ())
        ended = await inner.to_end()
        self.is_whole = self.is_whole and inner.is_whole
        self._used += inner.results.values()
        return ended

    async def _collected(self, parts: list[str]) -> StepError | None:
        (home(self._place.folder, self._step.id) / ENDED).write_text(json.dumps(parts), "utf-8")
        return await self._piece("end")


async def _all_of(works: Iterable[tuple[str, Work[Ended]]], limit: int | None = None) -> dict[str, Ended]:
    """How bodies beside one another ended, by their parts; no more than so many run at once."""
    ended: dict[str, Ended] = {}
    running: Crowd[str, Ended] = Crowd()
    waiting = iter(works)
    try:
        for part, work in islice(waiting, limit):
            running.add(part, work)
        while running:
            part, how = await running.next()
            ended[part] = how
            for following, work in islice(waiting, 1):
                running.add(following, work)
    finally:
        await running.close()
    return ended


def _why(ended: Ended) -> StepError:
    if ended.error is not None:
        return ended.error
    return StepError(type="Interrupted", message="the run was interrupted")
