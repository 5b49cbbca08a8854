"""How one step of a run went."""

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Literal, TypeAlias

from icefloe_runtimes.visible import visible
from icefloe_schema.records import dataclass

Status: TypeAlias = Literal["succeeded", "failed", "skipped", "upstream failed", "interrupted", "running"]


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
    """How one step went. `artifact_uri` is the folder of its outputs, "" for a command that leaves nothing; `shows` are
    their small figures. `log_path` is what it has printed; "" where that is nothing and it has not failed.

    A step of a body is called by its path (`train-loop/2/train`), and `inside` is that of the step around it. What a
    step gives may come from an earlier run, `taken_from`, where it took `saved_seconds`: from the cache (`cached`), or
    because this run goes on from that one. A failure that is `forgiven` does not fail the run. Only the record of a run
    that is under way has steps that are `running`; they took what they have taken up to now.
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
    saved_seconds: float = 0.0
    taken_from: str = ""
    forgiven: bool = False

    @property
    def leaves_nothing(self) -> bool:
        """Whether that it has ended well is all there is of it."""
        return self.status == "succeeded" and not self.artifact_uri

    def to_dict(self) -> dict[str, object]:
        """Give all of it as plain data; that goes for thousands of them, and copies nothing."""
        found: dict[str, object] = {name: getattr(self, name) for name in _NAMES}
        found["shows"] = dict(self.shows)
        if self.error is not None:
            found["error"] = {name: getattr(self.error, name) for name in ("type", "message", "place", "kinds")}
        return found


_NAMES = tuple(one.name for one in fields(StepResult))
