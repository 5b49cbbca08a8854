"""The words of the function style, and those that both styles share."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import overload

from icefloe.sdk.mark import Decorated, mark
from icefloe.sdk.steps import Resources


class Schedule:
    """When a pipeline runs by itself."""

    def __init__(self, cron: str, interval: float | None, timezone: str) -> None:
        self.cron = cron
        self.interval = interval
        self.timezone = timezone


def schedule(cron: str = "", *, interval: float | None = None, timezone: str = "") -> Schedule:
    """Say when a pipeline runs by itself: a cron line, or an interval in seconds."""
    return Schedule(cron, interval, timezone)


class If:
    """A branch between two steps, named here or by `.then(…)` and `.else_(…)`."""

    def __init__(
        self,
        condition: Callable[..., object],
        then_step: Callable[..., object] | None = None,
        else_step: Callable[..., object] | None = None,
    ) -> None:
        self.condition = condition
        self.then_step = then_step
        self.else_step = else_step

    def then(self, function: Callable[..., object], /) -> "If":
        """Name the step that is run where the condition holds."""
        self.then_step = function
        return self

    def else_(self, function: Callable[..., object], /) -> "If":
        """Name the step that is run where it does not."""
        self.else_step = function
        return self


@contextmanager
def group(name: str, *, resources: Resources | None = None) -> Generator[None]:  # noqa: ARG001 - read by the compiler
    """Run the steps called in this block together, in one place."""
    yield


@overload
def pipeline(function: Decorated, /) -> Decorated: ...


@overload
def pipeline(
    *,
    name: str | None = None,
    description: str | None = None,
    version: str | None = None,
    schedule: str | Schedule | None = None,
    tags: Mapping[str, str] | None = None,
    project: str | None = None,
    stack: str | None = None,
    cache: bool | None = None,
    concurrency: int | None = None,
) -> Callable[[Decorated], Decorated]: ...


def pipeline(
    function: Decorated | None = None,
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    version: str | None = None,
    schedule: str | Schedule | None = None,
    tags: Mapping[str, str] | None = None,
    project: str | None = None,
    stack: str | None = None,
    cache: bool | None = None,
    concurrency: int | None = None,
) -> Decorated | Callable[[Decorated], Decorated]:
    """Mark a function whose body is a pipeline; calling it simply runs it."""
    options = {
        "name": name,
        "description": description,
        "version": version,
        "schedule": schedule,
        "tags": tags,
        "project": project,
        "stack": stack,
        "cache": cache,
        "concurrency": concurrency,
    }
    if function is not None:
        return mark(function, "pipeline", options)
    return lambda decorated: mark(decorated, "pipeline", options)
