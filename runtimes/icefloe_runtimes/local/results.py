"""What a run gives back."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.visible import visible
from icefloe_schema.records import dataclass

Status: TypeAlias = Literal["succeeded", "failed", "skipped", "upstream failed", "interrupted"]
State: TypeAlias = Literal["running", "succeeded", "failed", "interrupted"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepError:
    """Why a step failed: the exception's type, its message, and `file:line` in the user's code."""

    type: str
    message: str
    place: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def brief(self) -> str:
        """The type and the first line of the message, fit to be shown; the log has the rest."""
        lines = self.message.strip().splitlines()
        first = f"{self.type}: {lines[0]}" if lines else self.type
        return visible(f"{first} …" if len(lines) > 1 else first)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How one step went. `artifact_uri` is the folder of its outputs; `shows` are their small figures.

    A step of a body is called by its path (`train-loop/2/train`), and `inside` is that of the step around it.
    """

    name: str
    status: Status
    duration_seconds: float = 0.0
    cached: bool = False
    attempts: int = 0
    artifact_uri: str = ""
    error: StepError | None = None
    log_path: str = ""
    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0
    simulated: bool = False
    reason: str = ""
    shows: Mapping[str, str] = field(default_factory=dict[str, str])
    inside: str = ""


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
    """How a run went, and what it made; `outputs` loads a value when it is asked for, by asset or by step."""

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

    def __getitem__(self, name: str) -> object:
        """The value of an asset, or of a step's outputs; `KeyError` says which name was meant."""
        return self.outputs[name]

    def __contains__(self, name: object) -> bool:
        return name in self.outputs

    def __bool__(self) -> bool:
        return True

    def summary(self) -> str:
        """Say in a few lines how each step went, and show the small outputs."""
        seconds = f"{self.duration_seconds:.1f}s"
        lines = [f"{self.pipeline_name} {self.state} in {seconds} (run {self.run_id})"]
        # Of what is inside other steps only that is told which went wrong.
        told = {name: one for name, one in self.step_results.items() if not one.inside or one.status == "failed"}
        width = max((len(name) for name in told), default=0)
        for name, result in told.items():
            why = f": {result.error.brief}" if result.error else ""
            status = f"{result.status} (simulated)" if result.simulated else result.status
            lines.append(f"  {name:<{width}}  {status}{why or (result.reason and f': {result.reason}')}")
        shown = self.figures
        width = max((len(name) for name in shown), default=0)
        lines += [f"  {name:<{width}}  {text}" for name, text in shown.items()]
        return "\n".join(lines)

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
            "figures": dict(self.figures),
            "step_results": {name: asdict(result) for name, result in self.step_results.items()},
        }
