"""What becomes of the steps of a plan, and of which earlier run."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from icefloe_runtimes.local.resume.decision import Decided
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe_runtimes.local.resume.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What becomes of all steps of a plan, in its order; what is taken comes from the run that `facts` tell of.

    `is_resumed` tells that the run goes on from that one also inside its steps, those that it `opens`.
    """

    steps: Mapping[str, Decided] = field(default_factory=dict[str, Decided])
    facts: "Facts | None" = None
    is_resumed: bool = False
    opens: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """The steps that are taken over."""
        return tuple(name for name, decided in self.steps.items() if decided.action == "take")

    @property
    def taken_from(self) -> str:
        """The run that something is taken from, empty for none."""
        return "" if self.facts is None else self.facts.earlier.run_id

    @property
    def resumed_from(self) -> str:
        """The run that this one goes on from, empty for none."""
        return self.taken_from if self.is_resumed else ""
