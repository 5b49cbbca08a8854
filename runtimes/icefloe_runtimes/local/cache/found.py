"""What the cache has to say of a step before it starts."""

from collections.abc import Mapping

from icefloe_runtimes.local.cache.entry import Ingredients
from icefloe_runtimes.local.cache.leaf import digest
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step.named import Named
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was looked for: all that the result is made of, the digest of the code (empty if it is not known), and the
    files that were looked at.

    `parts` are those of the step as the plan has it, each as a text.
    """

    parts: Mapping[str, str]
    inputs: Mapping[str, str]
    packages: Mapping[str, str]
    around: Mapping[str, str]
    key: str
    closure: str
    files: tuple[tuple[str, Named], ...] = ()

    @property
    def ingredients(self) -> Ingredients:
        """All of it but for the code, as it is kept."""
        step = {name: digest(text) for name, text in self.parts.items()}
        return Ingredients(step=step, inputs=self.inputs, packages=self.packages, around=self.around)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """The step need not be run: this is its result, and what it has left is in its folder.

    `sha256` is the digest of the record there, empty where there is none yet.
    """

    result: StepResult
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """The step is to be run, and why; `asked` is what its result will be kept under, `None` if it is not kept.

    `is_new` says that there was nothing under it.
    """

    reason: str = ""
    asked: Asked | None = None
    is_new: bool = False
