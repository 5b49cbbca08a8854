"""Running coroutines without a loop as long as they need none: what is only taken from earlier runs starts nothing.

asyncio takes longer to be imported than a whole run that finds all its results. So a coroutine is sent on by hand
until it says that it must wait for something; from there on a loop of asyncio runs that same coroutine.
"""

import sys
from collections import deque
from collections.abc import Coroutine, Generator, Hashable
from types import coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
# What a coroutine gives to whoever sends it on is of no interest to anybody.
Work: TypeAlias = Coroutine[Any, Any, T]


class on_loop:  # noqa: N801 - it is awaited like a call
    """Awaited by whoever is about to wait for something: what comes after it runs on a loop, in a task of its own."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        yield


@coroutine
def _rest(work: Work[T]) -> Generator[Any, Any, T]:
    """What is left of a coroutine that was begun: only a generator may go on with one."""
    return (yield from cast("Generator[Any, Any, T]", work))


def drive(work: Work[T]) -> T:
    """Run to its end, with a loop if it comes to need one."""
    try:
        work.send(None)
    except StopIteration as ended:
        return cast(T, ended.value)
    import asyncio

    return asyncio.run(work)


def drive_anywhere(work: Work[T]) -> T:
    """Run to its end, also where the caller is itself run by a loop: that one stands still meanwhile."""
    if not _in_loop():
        return drive(work)
    import threading

    found: list[T] = []
    raised: list[BaseException] = []

    def go() -> None:
        try:
            found.append(drive(work))
        except BaseException as error:  # noqa: BLE001 - it is raised where the caller waits
            raised.append(error)

    thread = threading.Thread(target=go, name="icefloe-run")
    thread.start()
    thread.join()
    for error in raised:
        raise error
    return found[0]


def _in_loop() -> bool:
    """Whether a loop runs in this thread; nobody's does who has not imported asyncio."""
    events = sys.modules.get("asyncio.events")
    return events is not None and events._get_running_loop() is not None  # noqa: SLF001 - the public one raises


class Crowd(Generic[K, T]):
    """Coroutines beside one another, each known by a key; they are given back in the order in which they end."""

    def __init__(self) -> None:
        self._ended: deque[tuple[K, T]] = deque()
        self._begun: list[tuple[K, Work[T]]] = []
        self._tasks: dict[K, asyncio.Task[None]] = {}
        self._failed: list[BaseException] = []
        self._wake: asyncio.Future[None] | None = None
        self._is_on_loop = False

    def __len__(self) -> int:
        return len(self._ended) + len(self._begun) + len(self._tasks)

    def add(self, key: K, work: Work[T]) -> None:
        """Begin: it goes as far as it can without a loop, and raises what it raises until there."""
        try:
            waits_for = work.send(None)
        except StopIteration as ended:
            self._ended.append((key, cast(T, ended.value)))
        else:
            if waits_for is not None:
                raise RuntimeError("a coroutine has waited for something without asking for a loop")
            self._begun.append((key, work))

    async def next(self) -> tuple[K, T]:
        """Wait for the next that has ended; what one of them raises is raised here."""
        while not self._ended:
            if not self._is_on_loop:
                await on_loop()
                self._is_on_loop = True
            self._to_tasks()
            await self._woken()
            if self._failed:
                raise self._failed[0]
        return self._ended.popleft()

    async def close(self) -> None:
        """End those that are still on their way, after something was raised."""
        for _key, work in self._begun:
            work.close()
        self._begun.clear()
        if self._tasks:
            import asyncio

            for task in self._tasks.values():
                task.cancel()
            await asyncio.wait(self._tasks.values())
            self._tasks.clear()

    def _to_tasks(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        begun, self._begun = self._begun, []
        for key, work in begun:
            self._tasks[key] = loop.create_task(self._to_end(key, work))

    async def _to_end(self, key: K, work: Work[T]) -> None:
        """Run one to its end; whoever waits is woken in the same turn of the loop."""
        import asyncio

        try:
            self._ended.append((key, await _rest(work)))
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - it is raised where the end is waited for
            self._failed.append(error)
        # Whoever is woken counts those that are still on their way before this task is seen to be done.
        del self._tasks[key]
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _woken(self) -> None:
        import asyncio

        self._wake = asyncio.get_running_loop().create_future()
        await self._wake
        self._wake = None
