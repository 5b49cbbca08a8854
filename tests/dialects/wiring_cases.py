"""The catalogue of wrong wirings of runnable: what a case's folder says, and what icefloe says of its two programs.

`runnable_wirings/GROUP/CASE/` holds `wrong.py` (or `wrong.yaml`), its twin `fixed.py`, what both need, and `case.toml`.
`measured.toml` is what the original did with them: `tests/oracle/runnable_wirings.py` writes it.
"""

import os
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icefloe.api import check
from icefloe.findings import Finding, Severity
from icefloe.report.full import render
from icefloe.source import Span

FOLDER = Path(__file__).resolve().parent / "runnable_wirings"
MEASURED = FOLDER / "measured.toml"
PROGRAMS = ("wrong", "fixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One wrong wiring.

    `finds` are `CODE:LINE`, or `CODE:FILE:LINE` for another file; `unsaid` is why nothing is found, where nothing can
    be.
    """

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The errors and warnings of icefloe, and how the command line shows them.

    Notes are left out: they do not say that something is wrong.
    """

    findings: tuple[Finding, ...]
    text: str

    @property
    def finds(self) -> tuple[str, ...]:
        """Code and place of each, as a case's `finds` has them."""
        return tuple(f"{one.code}:{place(one.span)}" for one in self.findings)


def place(span: Span) -> str:
    """A line of a case's program, or of a file beside it: `14`, `steps.py:5`."""
    name = Path(span.path).name
    return str(span.line) if name.startswith(PROGRAMS) else f"{name}:{span.line}"


def groups() -> tuple[Group, ...]:
    """The catalogue in the order of its page."""
    folders = {path.parent: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*/group.toml")}
    return tuple(
        Group(
            name=folder.name,
            title=said["title"],
            introduction=said["introduction"].strip(),
            cases=_cases(folder),
        )
        for folder, said in sorted(folders.items(), key=lambda one: one[1]["order"])
    )


def cases() -> tuple[Case, ...]:
    """All cases."""
    return tuple(case for group in groups() for case in group.cases)


def _cases(folder: Path) -> tuple[Case, ...]:
    said = {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*/case.toml")}
    return tuple(_case(path, one) for path, one in sorted(said.items(), key=lambda one: (one[1]["order"], one[0])))


def _case(path: Path, said: Mapping[str, Any]) -> Case:
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


def project(case: Case, folder: Path, which: str) -> Path:
    """Copy a case into a project of its own, and give the program's path there."""
    copy = folder / which / case.id
    shutil.copytree(case.folder, copy)
    (copy / "pyproject.toml").write_text("", encoding="utf-8")
    return copy / case.program(which).name


def verdicts(them: Iterable[Case], folder: Path, which: str) -> dict[str, Verdict]:
    """What icefloe says, by the ids of cases, each read as a project of its own in a new folder."""
    found: dict[str, Verdict] = {}
    for case in them:
        path = project(case, folder, which)
        checked = check([str(path)])
        if checked.refused:
            raise ValueError(f"{case.id}: {checked.refused}")
        findings = tuple(one for one in checked.findings if one.severity is not Severity.NOTE)
        text = render(findings, checked.sources, checked.summary)
        # The report shows a path from the current folder if it can, else the whole path.
        for place in (f"{path.parent}/", f"{os.path.relpath(path.parent)}/"):
            text = text.replace(place, "")
        found[case.id] = Verdict(findings=findings, text=text)
    return found
