"""What the words that act give in a step's worker, where they must not act."""

import os
from collections.abc import Iterator
from typing import Self


class Inert:
    """What a verb gives inside a step's worker: everything that is done with it succeeds and does nothing."""

    def __getattr__(self, name: str) -> "Inert":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> "Inert":
        """Do nothing."""
        return self

    def __getitem__(self, _: object) -> "Inert":
        return self

    def __iter__(self) -> Iterator["Inert"]:
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __format__(self, _: str) -> str:
        return ""

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 0


def is_worker() -> bool:
    """Whether this is a step's worker, in which the words that act do nothing."""
    return os.environ.get("ICEFLOE_WORKER") == "1"
