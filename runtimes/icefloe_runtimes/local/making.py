"""What is being made in a run: who needs the same waits for it, once."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from icefloe_runtimes.local.driving import on_loop
from icefloe_runtimes.local.stop import Stop

if TYPE_CHECKING:
    import asyncio

_LOOK_SECONDS = 0.2


class Making:
    """Knows by their keys in the cache which results are being made; nobody waits who makes something."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    @contextmanager
    def of(self, key: str) -> Generator[None, None, None]:
        """Make something; whoever has waited for it goes on when that has ended, however it did."""
        if key in self._waiting:
            # They have waited for another one, who could not leave it to them.
            yield
            return
        self._waiting[key] = []
        try:
            yield
        finally:
            for one in self._waiting.pop(key):
                if not one.done():
                    one.set_result(None)

    async def awaited(self, key: str, stop: Stop) -> bool:
        """Wait for what is being made, or for the wish to end; say whether there was anything to wait for."""
        if key not in self._waiting:
            return False
        await on_loop()
        if key in self._waiting:
            import asyncio

            future = asyncio.get_running_loop().create_future()
            self._waiting[key].append(future)
            while not future.done() and not stop.asked():
                await asyncio.wait((future,), timeout=_LOOK_SECONDS)
        return True
