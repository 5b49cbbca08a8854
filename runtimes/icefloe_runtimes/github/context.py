"""What every job of one workflow is made from."""

from collections.abc import Mapping

from icefloe_runtimes.invocation import settable
from icefloe_runtimes.names import distinct, identifier
from icefloe_runtimes.refusals import disarmed
from icefloe_runtimes.target import Options
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

OPENING = "${{"
# GitHub took ten inputs for years, and its enterprise servers still do.
MAXIMUM_INPUTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A plan and its options, with the id of each step's job and of each parameter's input."""

    plan: Plan
    options: Options
    jobs: Mapping[str, str]
    inputs: Mapping[str, str]

    def setting(self, name: str, default: str) -> str:
        """One of the target's own settings, made harmless."""
        return data(self.options.settings.get(name, default))

    def has_single_input(self) -> bool:
        """Whether the parameters are too many for an input each and share one JSON object."""
        return len(self.inputs) > MAXIMUM_INPUTS


def context(plan: Plan, options: Options) -> Context:
    """The context of a plan's workflow."""
    jobs = distinct((step.id for step in plan.steps), identifier)
    inputs = distinct((parameter.name for parameter in settable(plan)), identifier)
    return Context(plan=plan, options=options, jobs=jobs, inputs=inputs)


def data(text: str) -> str:
    """A text from outside, as a value that GitHub takes for nothing but a value."""
    return disarmed(text, OPENING)


def label(text: str) -> str:
    """A text from outside, to be shown."""
    return data(visible(text))
