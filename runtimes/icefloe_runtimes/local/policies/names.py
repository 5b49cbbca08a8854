"""Whether an exception is one of those that a policy names."""

from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.locked import Drifted
from icefloe_runtimes.step.errors import ModuleDrifted

# What is not as it was frozen fails the run, whatever a policy says.
_NEVER = frozenset((Drifted.__name__, ModuleDrifted.__name__))


def is_never(error: StepError) -> bool:
    """Whether an error is one after which nothing but failing is right."""
    return bool({error.type, *error.kinds} & _NEVER)


def is_among(error: StepError, names: tuple[str, ...]) -> bool:
    """Whether an error is one of these by its class or one above it; all are, where none is named."""
    wanted = {name.rpartition(".")[2] for name in names}
    return not wanted or bool(wanted & {error.type, *error.kinds})
