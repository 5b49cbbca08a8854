"""How a step has ended, and what that means for the body that it is in."""

from typing import Literal

from icefloe_runtimes.local.results import StepResult
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A step's result for its body.

    With `counts` false its failure does not fail the body, and the steps after it find its outputs skipped. `ends` says
    that the body ends with it, and how, whatever the plan says of the step. It is `whole` if nothing inside it failed.
    `sha256` is the digest of the record that it has left, where somebody has worked that out on the way.
    """

    result: StepResult
    counts: bool = True
    ends: Literal["", "success", "failure"] = ""
    whole: bool = True
    sha256: str = ""
