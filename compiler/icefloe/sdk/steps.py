"""The words that make a function a step, and those of its policy."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, overload

from icefloe.sdk.mark import Decorated, mark

Resources: TypeAlias = Mapping[str, str | int | float | Mapping[str, str]]


class Policy:
    """How steps are run: a decorator of one step, or a `with` block around calls of steps in a pipeline function."""

    def __init__(self, word: str, options: Mapping[str, object]) -> None:
        self._word = word
        self._options = options

    def __call__(self, decorated: Decorated, /) -> Decorated:
        """Decorate a step; the function is given back as it is."""
        return mark(decorated, self._word, self._options)

    def __enter__(self) -> None:
        """Begin the block: nothing happens, the compiler reads it."""

    def __exit__(self, *error: object) -> None:
        """End the block; an exception goes on."""


@overload
def step(function: Decorated, /) -> Decorated: ...


@overload
def step(
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    name: str | None = None,
    cache: bool | str | None = None,
    retry: int | Policy | None = None,
    timeout: float | None = None,
    resources: Resources | None = None,
    execution_group: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> Callable[[Decorated], Decorated]: ...


def step(
    function: Decorated | None = None,
    /,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    name: str | None = None,
    cache: bool | str | None = None,
    retry: int | Policy | None = None,
    timeout: float | None = None,
    resources: Resources | None = None,
    execution_group: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> Decorated | Callable[[Decorated], Decorated]:
    """Mark a function as a step, bare or with options."""
    options = {
        "inputs": inputs,
        "outputs": outputs,
        "name": name,
        "cache": cache,
        "retry": retry,
        "timeout": timeout,
        "resources": resources,
        "execution_group": execution_group,
        "tags": tags,
    }
    if function is not None:
        return mark(function, "step", options)
    return lambda decorated: mark(decorated, "step", options)


def retry(
    *,
    max_attempts: int = 3,
    backoff: float | None = None,
    delay: float | None = None,
    max_delay: float | None = None,
    jitter: bool | None = None,
    on: Sequence[type[BaseException]] | None = None,
    not_on: Sequence[type[BaseException]] | None = None,
) -> Policy:
    """Try a step again when it fails: `max_attempts` counts all tries, `backoff` multiplies the delay.

    It decorates a step, or stands in a `with` around calls of steps in a pipeline function.
    """
    return Policy(
        "retry",
        {
            "max_attempts": max_attempts,
            "backoff": backoff,
            "delay": delay,
            "max_delay": max_delay,
            "jitter": jitter,
            "on": on,
            "not_on": not_on,
        },
    )


def on_failure(fallback: Callable[..., object] | str) -> Policy:
    """Say what happens when a step has failed for good: a fallback function, or `"continue"` or `"fail"`.

    It decorates a step, or stands in a `with` around calls of steps in a pipeline function.
    """
    return Policy("on_failure", {"fallback": fallback})


class CircuitBreaker(Policy):
    """Stop trying a step after so many failures in a row.

    It decorates a step, or stands in a `with` around calls of steps in a pipeline function.
    """

    def __init__(self, *, failure_threshold: int = 5, reset_timeout: float | None = None) -> None:
        self.failure_threshold = failure_threshold
        self.reset_timeout = reset_timeout
        super().__init__("CircuitBreaker", {"failure_threshold": failure_threshold, "reset_timeout": reset_timeout})


def when(test: Callable[..., object], /) -> Callable[[Decorated], Decorated]:
    """Run a step only if the test of its inputs holds."""
    return lambda decorated: mark(decorated, "when", {"test": test})


def unless(test: Callable[..., object], /) -> Callable[[Decorated], Decorated]:
    """Run a step only if the test of its inputs does not hold."""
    return lambda decorated: mark(decorated, "unless", {"test": test})


def dynamic(
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    name: str | None = None,
) -> Callable[[Decorated], Decorated]:
    """Mark a function that builds a pipeline at run time."""
    options = {"inputs": inputs, "outputs": outputs, "name": name}
    return lambda decorated: mark(decorated, "dynamic", options)
