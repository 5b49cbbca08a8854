"""The catalogue of wrong wirings of runnable: what a case's folder says, and what icefloe says of its two programs.

`runnable_wirings/GROUP/CASE/` holds `wrong.py` (or `wrong.yaml`), its twin `fixed.py`, what both need, and `case.toml`.
`measured.toml` is what the original did with them: `tests/oracle/runnable_wirings.py` writes it.
"""

import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from icefloe.api import check
from icefloe.findings import Finding, Severity

FOLDER = Path(__file__).resolve().parent / "runnable_wirings"
MEASURED = FOLDER / "measured.toml"
PROGRAMS = ("wrong", "fixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One wrong wiring. `finds` are `CODE:LINE`; `unsaid` is why nothing is found, where nothing can be."""

    group: str
    name: str
    title: str
    written: str
    finds: tuple[str, ...]
    unsaid: str
    environment: Mapping[str, str]

    @property
    def id(self) -> str:
        """Group and name."""
        return f"{self.group}/{self.name}"

    @property
    def folder(self) -> Path:
        """Where its programs are."""
        return FOLDER / self.group / self.name

    def program(self, which: str) -> Path:
        """The wrong program, or the corrected one."""
        (path,) = (path for path in self.folder.glob(f"{which}.*") if path.suffix in {".py", ".yaml"})
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that have one cause, under a heading and a few words."""

    name: str
    title: str
    introduction: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the original did with one program.

    `fails` is "before" the run's first step, "during" the run, or "never"; `done` counts the steps that had succeeded.
    `ends` is the message that it ends with, `reason` the first error in its output, `received` what the steps printed.
    """

    fails: str
    done: int
    ends: str
    reason: str
    received: tuple[str, ...]


def groups() -> tuple[Group, ...]:
    """The catalogue in the order of its page."""
    folders = {path.parent: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*/group.toml")}
    return tuple(
        Group(
            name=folder.name,
            title=said["title"],
            introduction=said["introduction"].strip(),
            cases=tuple(_case(path) for path in sorted(folder.glob("*/case.toml"))),
        )
        for folder, said in sorted(folders.items(), key=lambda one: one[1]["order"])
    )


def cases() -> tuple[Case, ...]:
    """All cases."""
    return tuple(case for group in groups() for case in group.cases)


def _case(path: Path) -> Case:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Case(
        group=path.parent.parent.name,
        name=path.parent.name,
        title=said["title"],
        written=said["written"],
        finds=tuple(said["finds"]),
        unsaid=said.get("unsaid", ""),
        environment=said.get("environment", {}),
    )


def measured() -> tuple[Mapping[str, str], Mapping[str, Mapping[str, Outcome]]]:
    """What was measured with (version, Python, day), and the outcomes of both programs by the ids of the cases."""
    said = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    outcomes = {
        case: {
            which: Outcome(
                fails=one["fails"],
                done=one["done"],
                ends=one["ends"],
                reason=one["reason"],
                received=tuple(one["received"]),
            )
            for which, one in both.items()
        }
        for case, both in said["case"].items()
    }
    return said["about"], outcomes


def verdicts(them: Iterable[Case], folder: Path, which: str) -> dict[str, tuple[Finding, ...]]:
    """The errors and warnings of icefloe, by the ids of cases, each read as a project of its own in a new folder.

    Notes are left out: they do not say that something is wrong. Paths are as in the case's folder.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    for case in them:
        copy = folder / which / case.id
        shutil.copytree(case.folder, copy)
        (copy / "pyproject.toml").write_text("", encoding="utf-8")
        checked = check([str(copy / case.program(which).name)])
        if checked.refused:
            raise ValueError(f"{case.id}: {checked.refused}")
        found[case.id] = tuple(one for one in checked.findings if one.severity is not Severity.NOTE)
    return found
