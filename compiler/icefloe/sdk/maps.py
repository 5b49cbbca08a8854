"""Maps over items: these act, because a step's body calls them."""

from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Generic, TypeVar

from icefloe.sdk.mark import mark

Item = TypeVar("Item")
Result = TypeVar("Result")


class MapResult(list[Result]):
    """The results of a map task, in the order of its items, with the count of what went well."""

    def __init__(self, results: Iterable[Result], *, failures: Sequence[tuple[int, Exception]] = ()) -> None:
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


class MapTask(Generic[Item, Result]):
    """A function of one item that is called with many; `__wrapped__` is the function itself."""

    __wrapped__: Callable[[Item], Result]

    def __init__(
        self, function: Callable[[Item], Result], concurrency: int, retries: int, min_success_ratio: float
    ) -> None:
        update_wrapper(self, function)
        self.concurrency = concurrency
        self.retries = retries
        self.min_success_ratio = min_success_ratio

    def __call__(self, items: Iterable[Item], /) -> MapResult[Result]:
        """Call the function for each item; results keep the order of the items."""
        given = list(items)
        outcomes = parallel_map(self._attempt, given, num_workers=self.concurrency)
        failures = [(index, error) for index, (_, error) in enumerate(outcomes) if error is not None]
        if len(given) - len(failures) < self.min_success_ratio * len(given):
            raise failures[0][1]
        return MapResult((result for results, _ in outcomes for result in results), failures=failures)

    def _attempt(self, item: Item) -> tuple[tuple[Result, ...], Exception | None]:
        error: Exception | None = None
        for _ in range(self.retries + 1):
            try:
                return (self.__wrapped__(item),), None
            except Exception as raised:  # noqa: BLE001 - a user's function may raise anything
                error = raised
        return (), error


def map_task(
    *,
    concurrency: int = 4,
    retries: int = 0,
    min_success_ratio: float = 1.0,
    name: str | None = None,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
) -> Callable[[Callable[[Item], Result]], MapTask[Item, Result]]:
    """Turn a function of one item into one of a list of items."""
    options = {
        "concurrency": concurrency,
        "retries": retries,
        "min_success_ratio": min_success_ratio,
        "name": name,
        "inputs": inputs,
        "outputs": outputs,
    }

    def decorate(function: Callable[[Item], Result]) -> MapTask[Item, Result]:
        return MapTask(mark(function, "map_task", options), concurrency, retries, min_success_ratio)

    return decorate


def parallel_map(
    function: Callable[[Item], Result], items: Iterable[Item], *, num_workers: int | None = None
) -> list[Result]:
    """Call a function for each item in threads; the order is kept, and the first error by order is raised."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=num_workers) as pool:
        return list(pool.map(function, items))
