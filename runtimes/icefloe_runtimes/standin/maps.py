"""Maps that the body of a step calls: they work, in threads."""

# ruff: noqa: ARG001 - options that only a scheduler would read are taken and left

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from icefloe_runtimes.standin.notes import noted

Item = TypeVar("Item")
Result = TypeVar("Result")


def parallel_map(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    num_workers: int | None = None,
    max_workers: int | None = None,
    backend: str = "thread",
) -> list[Result]:
    """Call a function for each item in threads: the order is kept, and the first error by order is raised."""
    # Few steps call it, and every step would wait for the import.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=num_workers or max_workers) as pool:
        return list(pool.map(function, items))


class MapResult(list[object]):
    """The results of a map task in the order of its items, with the count of what went well."""

    def __init__(self, results: Iterable[object] = (), failures: Sequence[tuple[int, Exception]] = ()) -> None:
        super().__init__(results)
        self.failures = tuple(failures)

    @property
    def successes(self) -> int:
        """How many items succeeded."""
        return len(self)

    @property
    def total(self) -> int:
        """How many items there were."""
        return len(self) + len(self.failures)


class MapTask:
    """A function of one item that is called with many; `__wrapped__` is the function itself."""

    def __init__(
        self, function: Callable[[object], object], concurrency: int, retries: int, min_success_ratio: float
    ) -> None:
        self.__wrapped__ = function
        self.__name__ = function.__name__
        self.concurrency = concurrency
        self.retries = retries
        self.min_success_ratio = min_success_ratio

    def __call__(self, items: Iterable[object], /) -> MapResult:
        """Call the function for each item; too few successes raise the first error."""
        given = list(items)
        outcomes = parallel_map(self._attempt, given, num_workers=self.concurrency)
        failures = [(index, error) for index, (_, error) in enumerate(outcomes) if error is not None]
        if len(given) - len(failures) < self.min_success_ratio * len(given):
            raise failures[0][1]
        return MapResult((result for results, _ in outcomes for result in results), failures)

    def _attempt(self, item: object) -> tuple[tuple[object, ...], Exception | None]:
        error: Exception | None = None
        for _ in range(self.retries + 1):
            try:
                return (self.__wrapped__(item),), None
            except Exception as raised:  # noqa: BLE001 - a user's function may raise anything
                error = raised
        return (), error


def map_task(
    function: Callable[[object], object] | None = None,
    /,
    *,
    concurrency: int = 4,
    retries: int = 0,
    min_success_ratio: float = 1.0,
    **options: object,
) -> object:
    """Turn a function of one item into one of a list of items; bare, or with options."""
    said = {"concurrency": concurrency, "retries": retries, "min_success_ratio": min_success_ratio, **options}
    if function is not None:
        noted(function, "map_task", (), said)
        return MapTask(function, concurrency, retries, min_success_ratio)

    def decorate(decorated: Callable[[object], object]) -> MapTask:
        noted(decorated, "map_task", (), said)
        return MapTask(decorated, concurrency, retries, min_success_ratio)

    return decorate
