"""What the cache has to say of a step before it starts."""

from icefloe_runtimes.local.cache.entry import Ingredients
from icefloe_runtimes.local.cache.files import Named
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was looked for: all that the result is made of, the digest of the code (empty if it is not known), and the
    files that were looked at."""

    key: str
    ingredients: Ingredients
    closure: str
    files: tuple[tuple[str, Named], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """The step need not be run: this is its result, and what it has left is in its folder."""

    result: StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """The step is to be run, and why; `asked` is what its result will be kept under, `None` if it is not kept."""

    reason: str = ""
    asked: Asked | None = None
