"""Who is asking."""

import sys
from types import FrameType


def caller() -> FrameType:
    """Give the frame that called the function that calls this one."""
    return sys._getframe(2)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - `inspect` costs 10 ms
