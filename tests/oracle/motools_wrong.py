"""The wrong programs for motools: their texts, and what icefloe says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from icefloe.dialects.motools import DIALECT
from icefloe.findings import Finding, Severity
from icefloe.survey import Survey

HERE = Path(__file__).resolve().parent
TABLE = HERE / "motools_faults.toml"
MEASURED = HERE / "motools_measured.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One wrong program: what is wrong (`what`), and which codes icefloe says, but for the notes of `always`."""

    name: str
    what: str
    says: tuple[str, ...]
    always: frozenset[str]
    text: str
    files: Mapping[str, str]

    def write(self, folder: Path) -> Path:
        """Write it into a folder of its own; gives its path."""
        path = folder / self.name.replace(" ", "_") / "flow.py"
        path.parent.mkdir()
        (path.parent / "pyproject.toml").write_text("", encoding="utf-8")
        path.write_text(self.text, encoding="utf-8")
        for name, text in self.files.items():
            (path.parent / name).write_text(text, encoding="utf-8")
        return path

    def findings(self, folder: Path) -> tuple[Finding, ...]:
        """What icefloe says of it, but for what it says of every such program."""
        path = self.write(folder)
        found = Survey(path.parent, (DIALECT,)).file(path.name).findings
        notes = [one for one in found if one.severity is Severity.NOTE and one.code in self.always]
        return tuple(finding for finding in found if finding not in notes)


def programs() -> tuple[Program, ...]:
    """All of them, in the order of the table."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        Program(
            name=row["name"],
            what=row["what"],
            says=tuple(row["says"]),
            always=frozenset(data["always"]),
            text=_text(data, row),
            files=row.get("files", {}),
        )
        for row in data["program"]
    )


def _text(data: Mapping[str, str], row: Mapping[str, str]) -> str:
    steps = "".join(f"    {line}\n" for line in row.get("steps", data["plain"]).strip().splitlines())
    parts = [repr("flow"), row.get("inputs", "{}"), f"[\n{steps}]", row.get("class", "Config")]
    run = row.get("run", data["run"]).replace("CONFIG", row.get("config", data["config"]))
    begin = row.get("begin", "await ")
    main = f"async def main():\n    {begin}{run}\n\n\nif __name__ == '__main__':\n    asyncio.run(main())\n"
    return f"{data['head'].lstrip()}{row.get('text', '')}\nworkflow = Workflow({', '.join(parts)})\n\n\n{main}"


def measured() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What was measured: of the original itself, and of each program by name."""
    data = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    return data["about"], data["programs"]
