"""What every part of one Argo workflow is made from."""

import re
from collections.abc import Mapping

from icefloe_runtimes.invocation import settable
from icefloe_runtimes.names import distinct, dns
from icefloe_runtimes.refusals import disarmed
from icefloe_runtimes.target import Options
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

OPENING = "{{"
ENTRYPOINT = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A plan and its options, with the name of each step's template and of each parameter's argument."""

    plan: Plan
    options: Options
    tasks: Mapping[str, str]
    arguments: Mapping[str, str]

    def setting(self, name: str, default: str) -> str:
        """One of the target's own settings, made harmless."""
        return data(self.options.settings.get(name, default))


def context(plan: Plan, options: Options) -> Context:
    """The context of a plan's workflow."""
    tasks = distinct((step.id for step in plan.steps), dns, taken=[ENTRYPOINT])
    arguments = distinct((parameter.name for parameter in settable(plan)), _argument)
    return Context(plan=plan, options=options, tasks=tasks, arguments=arguments)


def data(text: str) -> str:
    """A text from outside, as a value that Argo takes for nothing but a value."""
    return disarmed(text, OPENING)


def label(text: str) -> str:
    """A text from outside, to be shown."""
    return data(visible(text))


def environment(text: str) -> str:
    """A text from outside as the value of an environment variable: Kubernetes expands `$(…)` there, `$$` is a `$`."""
    return data(text).replace("$", "$$")


def _argument(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "parameter"
