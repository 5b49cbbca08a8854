"""The three answers to "does this fit there?"."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, no, or unknown; `why` goes down to the part that decided it and is empty for a yes."""

    answer: Literal["yes", "no", "unknown"]
    why: str = ""


YES = Verdict("yes")


def no(why: str) -> Verdict:
    """It does not fit, and why."""
    return Verdict("no", why)


def unknown(why: str) -> Verdict:
    """It cannot be told, and why."""
    return Verdict("unknown", why)
