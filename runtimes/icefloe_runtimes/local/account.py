"""What is told of a run on its way: to whoever listens, to its journal, and at its end to its record."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from icefloe_runtimes.local import record
from icefloe_runtimes.local.events import (
    Event,
    Noted,
    RunFinished,
    RunStarted,
    StepFinished,
    StepRetried,
    StepStarted,
)
from icefloe_runtimes.local.journal import Journal, JournalError
from icefloe_runtimes.local.outcome import Outcome
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.recorded import of_error, of_step
from icefloe_runtimes.local.refusals import notes
from icefloe_runtimes.local.results import Results, RunResult, State, StepError, StepResult
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.manifest import MANIFEST
from icefloe_runtimes.step.names import folder
from icefloe_schema.jsonvalue import Json

Listener = Callable[[Event], None]


class Account:
    """Keeps how the steps of a run went, and tells of it as it happens.

    What cannot be recorded ends the run: nothing is to be built on what nobody will know of.
    """

    def __init__(self, setting: Setting, listener: Listener, stop: Stop) -> None:
        """Begin the journal; `UsageError` where that cannot be done."""
        self._setting = setting
        self._listener = listener
        self._stop = stop
        self._results: dict[tuple[int, ...], StepResult] = {}
        self._started = time.monotonic()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._trouble = ""
        try:
            self._journal = Journal(setting.folder)
        except JournalError as error:
            raise UsageError(str(error)) from error

    def begun(self) -> None:
        """The run begins."""
        setting = self._setting
        run = setting.folder.name
        told: dict[str, Json] = {
            "run_id": run,
            "pipeline_name": setting.plan.name,
            "root": os.path.relpath(setting.root, setting.folder),
            "plan_path": setting.plan_path,
            "parameters": setting.parameters,
            "user": setting.user,
            "labels": setting.labels,
            "started_at": self._started_at,
            "digests": asdict(setting.digests),
            "resumed_from": setting.resumed_from,
            "takes": list(setting.takes),
            "opens": list(setting.opens),
            "closures": setting.closures,
        }
        self._append("run started", told)
        ids = tuple(step.id for step in setting.plan.steps)
        said = (*notes(setting.plan), *setting.notes)
        self._listener(RunStarted(run_id=run, pipeline_name=setting.plan.name, steps=ids, notes=said))

    def started(self, name: str, place: Place) -> None:
        """A step begins."""
        self._append("step started", {**_where(name, place), "around": place.around})
        self._listener(StepStarted(step=name))

    def retried(
        self, name: str, place: Place, attempt: int, attempts: int, error: StepError, delay_seconds: float
    ) -> None:
        """An attempt has failed, and another will follow."""
        error = self._setting.secrets.hidden_in_error(error)
        self._append("attempt failed", {**_where(name, place), "attempt": attempt, "error": of_error(error)})
        message = f"{error.type}: {error.message}"
        event = StepRetried(step=name, attempt=attempt, attempts=attempts, message=message, delay_seconds=delay_seconds)
        self._listener(event)

    def element_failed(self, name: str, attempt: int, attempts: int, error: StepError) -> None:
        """A body has failed and is run again; how its steps went stands in the journal already."""
        error = self._setting.secrets.hidden_in_error(error)
        message = f"{error.type}: {error.message}"
        self._listener(StepRetried(step=name, attempt=attempt, attempts=attempts, message=message, delay_seconds=0.0))

    def finished(self, place: Place, outcome: Outcome) -> None:
        """A step has ended, or will not run."""
        result = self._setting.secrets.hidden_in(outcome.result)
        self._results[place.order] = result
        where = _where(result.name, place)
        left = f"{place.folder}/{folder(str(where['id']))}"
        is_left = result.status in ("succeeded", "skipped")
        digest = (outcome.sha256 or _digest(f"{left}/{MANIFEST}")) if is_left and not result.leaves_nothing else ""
        more = {"manifest": digest} if digest else {}
        self._append("step finished", {**where, **more, "result": of_step(result)}, left if digest else "")
        self._journal.commit()
        self._listener(StepFinished(step=result.name, result=result))

    def ended(self, state: State) -> RunResult:
        """The run has ended; give what came of it. All of it is on the disk before anybody is told."""
        if state == "interrupted" and not self._trouble:
            self._append("interrupted", {"reason": self._stop.reason})
        self._append("run ended", {"state": "failed" if self._trouble else state, "trouble": self._trouble})
        try:
            self._journal.settle()
        except JournalError as error:
            self._in_trouble(str(error))
        if not (self._setting.folder / record.PLAN).exists():
            self._in_trouble(f"{self._setting.folder} is gone: it was moved or removed while the run went on")
        result = self._result("failed" if self._trouble else state)
        self._journal.release()
        try:
            record.write(result, self._setting.root)
        except OSError as error:
            # The journal has all of it, as far as there was room.
            self._in_trouble(f"the record of the run cannot be written: {error.strerror or error}")
            result = self._result("failed")
        self.close()
        self._listener(RunFinished(result=result))
        return result

    def noted(self, text: str) -> None:
        """Tell people something that they should know."""
        self._listener(Noted(text=text))

    def so_far(self, state: State) -> RunResult:
        """What has come of the run, which ends so."""
        return self._result("failed" if self._trouble else state)

    def close(self) -> None:
        """Let go of the journal: a run that has not ended now has died."""
        self._journal.close()

    def _append(self, kind: str, fields: Mapping[str, Json], made: str = "") -> None:
        self._journal.append(kind, made, **fields)
        if self._journal.trouble and not self._trouble:
            self._in_trouble(self._journal.trouble)
            self._stop.ask()

    def _in_trouble(self, text: str) -> None:
        if not self._trouble:
            self._trouble = text
            self._listener(Noted(text=text))

    def _result(self, state: State) -> RunResult:
        setting = self._setting
        # Steps stand in the plan's order, whichever ended first, and those of a body after the step around them.
        results = {self._results[key].name: self._results[key] for key in sorted(self._results)}
        return RunResult(
            run_id=setting.folder.name,
            pipeline_name=setting.plan.name,
            state=state,
            folder=setting.folder,
            outputs=Outputs(setting.plan, setting.folder, setting.root, setting.parameters),
            step_results=Results("step", results),
            parameters=setting.parameters,
            plan_path=setting.plan_path,
            duration_seconds=time.monotonic() - self._started,
            started_at=self._started_at,
            user=setting.user,
            labels=setting.labels,
            digests=setting.digests,
            resumed_from=setting.resumed_from,
            trouble=self._trouble,
        )


def _where(name: str, place: Place) -> Mapping[str, Json]:
    """Where a step stands, as the journal says it."""
    if not place.inside:
        return {"step": name, "id": name, "order": list(place.order)}
    own = name.removeprefix("".join(f"{title}/" for title in place.titles))
    return {"step": name, "id": own, "inside": [list(pair) for pair in place.inside], "order": list(place.order)}


def _digest(path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - on the way of each step
            return hashlib.sha256(stream.read()).hexdigest()
    except OSError:
        return ""
