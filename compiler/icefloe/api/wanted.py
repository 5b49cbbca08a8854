"""How to check."""

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal, TypeAlias

from icefloe.choice import Said
from icefloe.project import Limits
from icefloe_schema.records import dataclass

#: Told how many of how many files were looked at.
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to check.

    `configuration` is the path of a file that configures the steps in place of what the sources give, `python` that of
    an environment whose packages tell types (its folder or interpreter; None: what the project's settings say), and
    `types` who compares them: our own rules, or a type checker after them. `choice` says which findings are reported,
    `limits` which files are looked at. `given` are the contents of files that count in place of what the disk has, by
    their absolute paths. `cache` is the folder in which outcomes are kept, None where nothing is; `jobs` how many
    processes may read files, and `progress` is told how far they are.
    """

    configuration: str | None = None
    python: str | None = None
    types: Literal["builtin", "deep"] = "builtin"
    choice: Said = field(default_factory=Said)
    limits: Limits = field(default_factory=Limits)
    given: Mapping[Path, bytes] = field(default_factory=dict[Path, bytes])
    cache: Path | None = None
    jobs: int = 1
    progress: Progress | None = None
