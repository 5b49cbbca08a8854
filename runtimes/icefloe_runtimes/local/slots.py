"""How much runs at once: each step takes its share of the processors and of the memory, in the order of asking."""

from collections import deque
from typing import TYPE_CHECKING

from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    import asyncio


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a step takes while it runs: thousandths of a job, and bytes of memory."""

    jobs: int = 1000
    memory: int = 0


ONE = Share()


class Slots:
    """The jobs and the memory that are there; who asks first is served first, so that nobody waits for ever."""

    def __init__(self, jobs: int, memory: int = 0) -> None:
        self._all = Share(jobs=1000 * jobs, memory=memory)
        self._jobs = self._all.jobs
        self._memory = memory
        self._waiting: deque[tuple[Share, asyncio.Future[None]]] = deque()

    def fitted(self, share: Share) -> Share:
        """What is asked for, or all there is where that is less."""
        if share.jobs <= self._all.jobs and share.memory <= self._all.memory:
            return share
        return Share(jobs=min(share.jobs, self._all.jobs), memory=min(share.memory, self._all.memory))

    async def take(self, share: Share) -> None:
        """Take a fitted share, as soon as it is free and everybody who has asked before has theirs."""
        if not self._waiting and self._is_free(share):
            self._count(share, -1)
            return
        import asyncio

        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((share, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(share)
            raise

    def give(self, share: Share) -> None:
        """Give a share back."""
        self._count(share, 1)
        while self._waiting and (self._waiting[0][1].done() or self._is_free(self._waiting[0][0])):
            wanted, turn = self._waiting.popleft()
            if not turn.done():
                self._count(wanted, -1)
                turn.set_result(None)

    def _is_free(self, share: Share) -> bool:
        return share.jobs <= self._jobs and share.memory <= self._memory

    def _count(self, share: Share, sign: int) -> None:
        self._jobs += sign * share.jobs
        self._memory += sign * share.memory
