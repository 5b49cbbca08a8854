"""Exceptions of the original systems that the body of a step raises or catches."""

from collections.abc import Mapping


class NetworkError(Exception):
    """motools: the network failed; worth another try."""


class WorkflowTimeoutError(Exception):
    """motools: something took too long; worth another try."""


class ValidationError(Exception):
    """motools: a value is wrong for good."""


class ConfigError(Exception):
    """motools: the configuration is wrong for good."""


class CancelFlowException(Exception):  # noqa: N818 - the original's word
    """fastflow: end the flow."""


class SkipNodeException(Exception):  # noqa: N818 - the original's word
    """fastflow: skip this step."""


class RetryNodeException(Exception):  # noqa: N818 - the original's word
    """fastflow: try this step again, at most so many times, after so many seconds."""

    def __init__(self, max_retries: int = 3, delay: float = 1.0) -> None:
        super().__init__(f"it asked for another try, {max_retries} times at most")
        self.max_retries = max_retries
        self.delay = delay


MOTOOLS: Mapping[str, object] = {
    kind.__name__: kind for kind in (NetworkError, WorkflowTimeoutError, ValidationError, ConfigError)
}
FASTFLOW: Mapping[str, object] = {
    kind.__name__: kind for kind in (CancelFlowException, SkipNodeException, RetryNodeException)
}
