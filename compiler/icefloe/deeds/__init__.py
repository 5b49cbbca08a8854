"""What a piece of code does, as data; what its calls mean for the world; how secrets look."""

from icefloe.deeds.deed import (
    NOTHING,
    Call,
    Change,
    Constant,
    Decision,
    Deeds,
    Doings,
    Handler,
    Helper,
    Made,
    Passed,
    Read,
    Root,
    Scalar,
)

__all__ = [
    "NOTHING",
    "Call",
    "Change",
    "Constant",
    "Decision",
    "Deeds",
    "Doings",
    "Handler",
    "Helper",
    "Made",
    "Passed",
    "Read",
    "Root",
    "Scalar",
]
