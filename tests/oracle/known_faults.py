"""Tables of the differences between an original and icefloe that are known, with their reasons."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Fault:
    """One row of the table: `differs` are lines with `*` for anything; `used` says which of them were met."""

    files: tuple[str, ...]
    differs: tuple[str, ...]
    reason: str
    code: str = ""
    used: set[str] = field(default_factory=set[str])
    count: int = 0

    def takes(self, file: str, line: str, codes: frozenset[str]) -> bool:
        """Tell whether this row explains a difference, and remember it. Its code must be told of that file."""
        if (self.code and self.code not in codes) or not any(_like(pattern, file) for pattern in self.files):
            return False
        met = [pattern for pattern in self.differs if _like(pattern, line)]
        self.used.update(met)
        self.count += bool(met)
        return bool(met)


def _like(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), text, re.DOTALL) is not None


def table(path: Path) -> list[Fault]:
    """The rows of a table of faults."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("fault", [])
    return [
        Fault(tuple(row["files"]), tuple(row["differs"]), row["reason"].strip(), row.get("code", "")) for row in rows
    ]


def unused(faults: Sequence[Fault]) -> Iterator[str]:
    """The lines of the table that nothing has met."""
    for fault in faults:
        yield from (f"{', '.join(fault.files)}: {line}" for line in fault.differs if line not in fault.used)


def rows(faults: Sequence[Fault]) -> Iterator[str]:
    """The table as lines of Markdown, with how often each row was met."""
    if faults:
        yield from ("", "| where | differences | code | why |", "|---|---|---|---|")
    for fault in faults:
        where = ", ".join(f"`{Path(name).name}`" for name in fault.files)
        yield f"| {where} | {fault.count} | {fault.code} | {' '.join(fault.reason.split())} |"
