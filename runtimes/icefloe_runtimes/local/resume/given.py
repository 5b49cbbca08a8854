"""What a run is given that decides whether the results of an earlier one serve it."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which steps are to be run: those that an earlier run has not finished, some that are named, or all.

    `resume` names a run; `from_step` a step, with all that need it; `only` one step; `stages` some (`a,b`, `a:b`).
    """

    resume: str = ""
    from_step: str = ""
    only: str = ""
    stages: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Values as `-p` takes them, and the folder at which the paths of atoms begin.

    `lock` is the digest of the lock that the run is held to, empty for none; `closures` are the digests of the code
    that each step reaches, by the step's address, as far as somebody knows them.
    """

    parameters: Mapping[str, str]
    root: Path
    lock: str = ""
    closures: Mapping[str, str] = field(default_factory=dict[str, str])
