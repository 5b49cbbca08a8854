"""Telling a pipeline's hooks of what happens in its run."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.policies.doing import Doing
from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Step

# So much of what hooks print is shown; the rest is in the log.
_SHOWN = 4000


class Hooks:
    """Calls the hooks of a plan, each event in a process of its own; one that fails is noted, and fails nothing.

    `note` is told what they print, and why one failed.
    """

    def __init__(self, setting: Setting, doing: Doing, note: Callable[[str], None]) -> None:
        self._setting = setting
        self._doing = doing
        self._note = note
        self._events = {event for event, hooks in setting.plan.hooks.items() if hooks}

    @property
    def any(self) -> bool:
        """Whether there are hooks at all."""
        return bool(self._events)

    async def pipeline_started(self, place: Place) -> None:
        """Tell of the run before its first step."""
        await self._tell("on_pipeline_start", place, None, {})

    async def pipeline_ended(self, place: Place, result: RunResult) -> None:
        """Tell of the run when its last step has ended."""
        await self._tell("on_pipeline_end", place, None, result.to_dict())

    async def step_started(self, step: Step, place: Place) -> None:
        """Tell of a step before its first attempt."""
        await self._tell("on_step_start", place, step, {})

    async def step_ended(self, step: Step, place: Place, result: StepResult) -> None:
        """Tell of a step that has ended, whatever has become of it."""
        await self._tell("on_step_end", place, step, asdict(self._setting.secrets.hidden_in(result)))

    async def _tell(self, event: str, place: Place, step: Step | None, said: Mapping[str, object]) -> None:
        if event not in self._events or place.stop.asked():
            return
        name = f"{folder(step.id)}.{event}" if step else event
        about, log = place.folder / f"{name}.json", place.folder / f"{name}.log"
        report = place.folder / f"{name}.failed.json"
        try:
            place.folder.mkdir(parents=True, exist_ok=True)
            report.unlink(missing_ok=True)
            about.write_text(json.dumps({"run_id": self._setting.folder.name, **said}), "utf-8")
        except OSError as why:
            self._note(f"the hooks of {event} cannot be told: {why}")
            return
        of, said_to = step.id if step else "", str(about)
        call = Call(step=of, inside=place.inside, do="hook", part=event, about=said_to, report=str(report))
        error = await self._doing.called(call, place, str(log))
        about.unlink(missing_ok=True)
        self._show(log)
        if error is not None:
            self._note(f"the hooks of {event} have failed, which fails nothing else: {error.brief}")
        self._show_failed(report, log)

    def _show(self, log: Path) -> None:
        """Pass on what hooks have printed: they are there to tell somebody."""
        try:
            text = log.read_text("utf-8", "replace")
        except OSError:
            return
        if text.strip():
            self._note(text[:_SHOWN].rstrip())

    def _show_failed(self, report: Path, log: Path) -> None:
        """Say which hooks failed, and leave in the log where."""
        try:
            failed: list[dict[str, str]] = json.loads(report.read_text("utf-8"))
        except (OSError, ValueError):
            return
        report.unlink(missing_ok=True)
        hidden = self._setting.secrets.hidden
        with log.open("a", encoding="utf-8") as stream:
            for one in failed:
                stream.write(hidden(one["traceback"]))
                self._note(f"a hook has failed, which fails nothing else: {hidden(one['what'])}")
