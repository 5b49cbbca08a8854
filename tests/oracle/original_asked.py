"""What every comparison with an original does: ask its probe, judge the differences, write the dated result."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from known_faults import Fault, rows, unused

from icefloe_schema.jsonvalue import Json

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "docs" / "results"
Told: TypeAlias = Mapping[str, Json]


def told_dict(value: Json) -> dict[str, Json]:
    """A copy of an object, or an empty one."""
    return dict(value) if isinstance(value, dict) else {}


def told_list(value: Json) -> list[Json]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def ask(
    python: str, probe: str, files: Sequence[Path], environment: Mapping[str, str] | None = None
) -> tuple[Told, list[Told]]:
    """What the original says: of itself, and of each file."""
    command = [python, str(HERE / probe), *map(str, files)]
    # An original may walk sets: the order of its steps is another with each seed.
    same = {**os.environ, **(environment or {}), "PYTHONHASHSEED": "0"}
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=same)
    lines = said.stdout.splitlines()
    if said.returncode or len(lines) != len(files) + 1:
        sys.stderr.write(said.stderr)
        raise SystemExit(f"the probe gave {max(len(lines) - 1, 0)} answers for {len(files)} files")
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:]]


@dataclass(slots=True)
class Judge:
    """Judges differences by a table of known ones."""

    table: str
    faults: Sequence[Fault]
    unexplained: int = 0

    def hears(self, name: str, lines: Iterable[str], codes: frozenset[str]) -> None:
        """Hear the differences of one file, and print those that the table does not explain."""
        for line in lines:
            if not any(fault.takes(name, line, codes) for fault in self.faults):
                self.unexplained += 1
                sys.stdout.write(f"{name}: {line}\n")

    def stale(self) -> bool:
        """Tell whether a line of the table is no longer met, and print it."""
        stale = list(unused(self.faults))
        sys.stdout.writelines(f"{self.table}: no longer met in {line}\n" for line in stale)
        return bool(stale)

    def lines(self) -> Iterator[str]:
        """The end of every report: how many differences there are, and the table."""
        yield f"* {sum(fault.count for fault in self.faults)} differences are known, {self.unexplained} are not."
        yield from rows(self.faults)


def written(what: str, title: str, text: str) -> None:
    """Print a report, and write it as the result of today."""
    sys.stdout.write(text)
    RESULTS.mkdir(exist_ok=True)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    head = f"# {title}, {today}\n\n"
    (RESULTS / f"{today}-{what}.md").write_text(head + text, encoding="utf-8", newline="\n")
