"""The verbs as Python has them: refused with the command to type, and inert in a step's worker."""

import os
import sys
from collections.abc import Iterator
from typing import NoReturn, Self


class NotRunHereError(RuntimeError):
    """A verb was called from Python that only the command line has yet; the message is the command to type."""


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


def verb(command: str) -> Inert:
    """Do nothing in a worker; elsewhere say which command does it."""
    if not is_worker():
        refuse(command)
    return Inert()


def refuse(command: str) -> NoReturn:
    """Say which command does it; `{file}` in it becomes the caller's file."""
    frame = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # `inspect` costs 10 ms
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("icefloe."):
        frame = frame.f_back
    file = frame.f_code.co_filename
    shown = os.path.basename(file) if os.path.isfile(file) else "FILE.py"  # noqa: PTH113, PTH119 - pathlib costs 10 ms
    raise NotRunHereError(f"this cannot be done from Python yet; type: {command.format(file=shown)}")
