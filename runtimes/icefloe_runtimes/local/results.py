"""What a run gives back."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.stepresult import Status, StepError, StepResult
from icefloe_runtimes.local.summary import summary
from icefloe_runtimes.step.names import meant
from icefloe_schema.records import dataclass

__all__ = ["Digests", "Results", "RunResult", "State", "Status", "StepError", "StepResult"]

State: TypeAlias = Literal["running", "succeeded", "failed", "interrupted", "killed"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What was run, as `sha256:…`: the plan, and of a run that was held to a lock that lock and all its modules."""

    plan: str = ""
    lock: str = ""
    modules: Mapping[str, str] = field(default_factory=dict[str, str])


class Results(Mapping[str, T]):
    """A mapping that says, for a name it does not have, which was meant."""

    def __init__(self, what: str, items: Mapping[str, T]) -> None:
        self._what = what
        self._items = dict(items)

    def __getitem__(self, name: str) -> T:
        if name not in self._items:
            raise KeyError(f"no {self._what} {name!r}{meant(name, self._items)}")
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """How a run went, and what it made; `outputs` loads a value when it is asked for, by asset or by step.

    A run is `killed` whose runner died. `trouble` is what failed it beside its steps, as a full disk does;
    `resumed_from` is the run that it goes on from.
    """

    run_id: str
    pipeline_name: str
    state: State
    folder: Path
    outputs: Outputs
    step_results: Mapping[str, StepResult]
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    plan_path: str = ""
    duration_seconds: float = 0.0
    started_at: str = ""
    user: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    digests: Digests = field(default_factory=Digests)
    resumed_from: str = ""
    trouble: str = ""

    @property
    def success(self) -> bool:
        """Whether no step failed."""
        return self.state == "succeeded"

    @property
    def exit_code(self) -> int:
        """The exit status to end with: 0, 1 for a failed run, 130 for an interrupted one."""
        return {"succeeded": 0, "interrupted": 130}.get(self.state, 1)

    @property
    def figures(self) -> Mapping[str, str]:
        """The small outputs of the plan's steps, in their order: numbers, short strings, entries of small mappings."""
        results = [result for result in self.step_results.values() if not result.inside]
        return {name: text for result in results for name, text in result.shows.items()}

    @property
    def saved_seconds(self) -> float:
        """What the steps took whose results were there already."""
        return sum(result.saved_seconds for result in self.step_results.values())

    def __getitem__(self, name: str) -> object:
        """The value of an asset, or of a step's outputs; `KeyError` says which name was meant."""
        return self.outputs[name]

    def __contains__(self, name: object) -> bool:
        return name in self.outputs

    def __bool__(self) -> bool:
        return True

    def summary(self) -> str:
        """Say in a few lines how each step went, and show the small outputs."""
        how = {"running": "for", "killed": "after"}.get(self.state, "in")
        head = f"{self.pipeline_name} {self.state} {how} {seconds(self.duration_seconds)} (run {self.run_id})"
        head += f": {self.trouble}" if self.trouble else ""
        return "\n".join(summary(head, self.step_results, self.figures))

    def to_dict(self) -> dict[str, object]:
        """Give everything but the values as plain data, as a report holds it."""
        return {
            "run_id": self.run_id,
            "pipeline_name": self.pipeline_name,
            "state": self.state,
            "success": self.success,
            "plan_path": self.plan_path,
            "started_at": self.started_at,
            "duration_seconds": self.duration_seconds,
            "parameters": dict(self.parameters),
            "user": self.user,
            "labels": dict(self.labels),
            "digests": asdict(self.digests),
            "resumed_from": self.resumed_from,
            "trouble": self.trouble,
            "figures": dict(self.figures),
            "saved_seconds": self.saved_seconds,
            "step_results": {name: result.to_dict() for name, result in self.step_results.items()},
        }
