"""The wrong programs for fastflow: their texts, what the original did with them, and what icefloe says."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from icefloe.dialects.fastflow import DIALECT
from icefloe.findings import Finding
from icefloe.survey import Survey

HERE = Path(__file__).resolve().parent
TABLE = HERE / "fastflow_faults.toml"
MEASURED = HERE / "fastflow_measured.toml"
ALWAYS = tuple(tomllib.loads(TABLE.read_text(encoding="utf-8"))["always"])
"""What is said of nearly every executor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One wrong program: what is wrong (`what`), and which codes icefloe says, but for those of `always`."""

    name: str
    what: str
    says: tuple[str, ...]
    always: frozenset[str]
    head: str
    text: str
    tail: str

    def write(self, folder: Path) -> Path:
        """Write it into a folder of its own; gives its path."""
        path = folder / self.name.replace(" ", "_") / "page.py"
        path.parent.mkdir()
        (path.parent / "pyproject.toml").write_text("", encoding="utf-8")
        path.write_text(self.head + self.text + self.tail, encoding="utf-8")
        return path

    def findings(self, folder: Path) -> tuple[Finding, ...]:
        """What icefloe says of it, but for what it says of every such program."""
        path = self.write(folder)
        found = Survey(path.parent, (DIALECT,)).file(path.name).findings
        return tuple(finding for finding in found if finding.code not in self.always)


def programs() -> tuple[Program, ...]:
    """All of them, in the order of the table."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        Program(
            name=row["name"],
            what=row["what"],
            says=tuple(row["says"]),
            always=frozenset(ALWAYS) - frozenset(row["says"]),
            head=data["head"].lstrip(),
            text=row["text"],
            tail=row.get("tail", data["tail"]),
        )
        for row in data["program"]
    )


def measured() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What was measured: of the original itself, and of each program by name."""
    data = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    return data["about"], data["programs"]
