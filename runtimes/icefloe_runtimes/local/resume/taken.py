"""Taking results over into a run."""

from collections.abc import Mapping
from pathlib import Path

from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.resume.choice import Choice
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_schema.plan import Step


class Taken:
    """What a run takes over: whole steps before it begins, and steps inside others when their turn comes."""

    def __init__(self, choice: Choice, run: Path) -> None:
        self._choice = choice
        self._bringing = None
        if choice.facts is not None:
            from icefloe_runtimes.local.resume.bringing import Bringing

            self._bringing = Bringing(choice.facts, choice, run)

    def done(self) -> Mapping[str, StepResult]:
        """Bring the steps that are not to be run; give what became of them."""
        found: dict[str, StepResult] = {}
        for name, decided in self._choice.steps.items():
            if decided.action == "skip":
                found[name] = StepResult(name=name, status="skipped", reason=decided.why)
            elif decided.action == "take" and self._bringing is not None:
                found[name] = self._bringing.whole(name, decided.why)
        return found

    def find(self, step: Step, place: Place) -> StepResult | None:
        """Bring what the earlier run has of a step inside others; `None` where the step is to be run."""
        if self._bringing is None or not place.inside or not self._choice.is_resumed:
            return None
        return self._bringing.find(step, place)
