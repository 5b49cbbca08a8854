"""The three answers to "does this fit there?"."""

from typing import Literal

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, no, or unknown; `why` goes down to the part that decided it and is empty for a yes.

    `cause` is what a summary counts it under: verdicts of one cause are told as one ("pandas is not resolvable here").
    It is empty where `why` is as general as it gets.
    """

    answer: Literal["yes", "no", "unknown"]
    why: str = ""
    cause: str = ""


YES = Verdict("yes")


def no(why: str) -> Verdict:
    """It does not fit, and why."""
    return Verdict("no", why)


def unknown(why: str, cause: str = "") -> Verdict:
    """It cannot be told, and why; `cause` groups it with others."""
    return Verdict("unknown", why, cause)
