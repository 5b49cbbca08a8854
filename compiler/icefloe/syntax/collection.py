"""Python's garbage collection, which gets in the way while a tree is built and a file is read."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


def collect_seldom() -> None:
    """Look for garbage seldom from now on: a command makes little of it, and trees are large to look through."""
    gc.set_threshold(1_000_000, 20, 20)


@contextmanager
def no_collection() -> Generator[None, None, None]:
    """Without garbage collection: trees and values are no garbage, and looking for it costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
