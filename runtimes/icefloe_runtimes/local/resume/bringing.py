"""Bringing results of an earlier run into another one."""

import shutil
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.resume.choice import Choice
from icefloe_runtimes.local.resume.earlier import Key
from icefloe_runtimes.local.resume.facts import Facts
from icefloe_runtimes.local.resume.leaf import same, same_shell
from icefloe_runtimes.local.resume.sound import damage
from icefloe_runtimes.local.resume.within import step_at, steps_in
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import LoopRun, Step


class Bringing:
    """Brings whole steps before a run begins, and steps inside others when their turn comes.

    Of these each is brought once, and only where all that it was made of was brought.
    """

    def __init__(self, facts: Facts, choice: Choice, run: Path) -> None:
        self._facts = facts
        self._choice = choice
        self._run = run
        self._asked: set[Key] = set()
        self._taken: set[Key] = set()
        self._open: dict[Inside, bool] = {}
        # The first round of each loop in which something was run.
        self._fresh: dict[Key, int] = {}

    def whole(self, name: str, note: str) -> StepResult:
        """Bring a step of the plan itself."""
        return _brought(self._facts, ((), name), self._run, note)

    def find(self, step: Step, place: Place) -> StepResult | None:
        """Bring what the earlier run has of a step inside others; `None` where the step is to be run."""
        key = (place.inside, step.id)
        # What is tried a second time in this run is to be run.
        is_first = key not in self._asked
        self._asked.add(key)
        if not is_first or not self._stands(step, key):
            self._has_run(place.inside)
            return None
        self._taken.add(key)
        return _brought(self._facts, key, place.folder)

    def _stands(self, step: Step, key: Key) -> bool:
        left = self._facts.earlier.finished.get(key)
        if left is None or not (left.manifest or left.leaves_nothing):
            return False
        if left.result.status not in ("succeeded", "skipped"):
            return False
        then = step_at(self._facts.plan_then.steps, key, self._facts.earlier.folder)
        is_made_of_taken = self._is_open(key[0]) and self._has_all_needs(step, key[0])
        return is_made_of_taken and same(then, step) and not damage(self._facts.earlier, key)

    def _is_open(self, inside: Inside) -> bool:
        """Whether a body was given what it was given in the earlier run."""
        if inside not in self._open:
            self._open[inside] = self._looked_at(inside)
        return self._open[inside]

    def _looked_at(self, inside: Inside) -> bool:
        key = outer, name = inside[:-1], inside[-1][0]
        step = step_at(self._facts.plan.steps, key, self._run)
        then = step_at(self._facts.plan_then.steps, key, self._facts.earlier.folder)
        if step is None or not same_shell(then, step):
            return False
        if isinstance(step.run, LoopRun) and key in self._fresh and self._fresh[key] < int(inside[-1][1]):
            return False
        return self._is_open(outer) and self._has_all_needs(step, outer) if outer else name in self._choice.opens

    def _has_all_needs(self, step: Step, inside: Inside) -> bool:
        own = {one.id for one in steps_in(self._facts.plan.steps, inside, self._run)}
        return all((inside, edge.source) in self._taken for edge in incoming(step) if edge.source in own)

    def _has_run(self, inside: Inside) -> None:
        for number, (step, part) in enumerate(inside):
            if part.isdigit():
                key = (inside[:number], step)
                self._fresh[key] = min(int(part), self._fresh.get(key, int(part)))


def _copied(source: Path, made: Path) -> None:
    making = made.with_name(f"taking-{made.name}")
    made.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(source, making, symlinks=True)
    making.rename(made)


def _brought(facts: Facts, key: Key, target: Path, note: str = "") -> StepResult:
    """Put what a step has left into the folder `target`: all of it, or nothing."""
    earlier = facts.earlier
    found = earlier.finished[key]
    before, run, made = found.result, found.run.name, target / folder(key[1])
    try:
        if not found.leaves_nothing:
            _copied(earlier.left(key), made)
    except (OSError, shutil.Error) as why:
        message = f"what it left in run {run} cannot be taken over: {why}"
        error = StepError(type="OSError", message=message, kinds=("OSError",))
        return StepResult(name=before.name, status="failed", error=error, inside=before.inside)
    reason = f"taken from run {run}{note}"
    return replace(
        before,
        reason=reason if before.status == "succeeded" else f"{before.reason} ({reason})",
        cached=False,
        duration_seconds=0.0,
        cpu_seconds=0.0,
        attempts=0,
        log_path="",
        artifact_uri="" if found.leaves_nothing else made.as_uri(),
        saved_seconds=before.saved_seconds or before.duration_seconds,
        taken_from=before.taken_from or run,
    )
