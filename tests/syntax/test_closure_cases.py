"""What a function reaches, case by case: `closure_cases.txt` has the sources, and what of them counts."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from icefloe.syntax.closure import closure
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Closure

CASES = Path(__file__).with_name("closure_cases.txt")


@dataclass
class Case:
    """Files of a project, and changes of them that count or do not."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    counts: list[tuple[str, str]] = field(default_factory=list)
    leaves: list[tuple[str, str]] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return self.files[path].encode() if path in self.files else None

    def closure(self) -> Closure:
        """What `step` reaches."""
        return closure(ModuleTable(self, (".",)), "main", "step")

    def changed(self, old: str, new: str) -> "Case":
        """The same with the first place of a text changed."""
        path = next(path for path, text in self.files.items() if old in text)
        return Case(self.name, {**self.files, path: self.files[path].replace(old, new, 1)})


def cases() -> list[Case]:
    """All cases of the file."""
    found: list[Case] = []
    path = ""
    for line in CASES.read_text(encoding="utf-8").split("\n"):
        mark, _, rest = line.partition(" ")
        if mark == "===":
            found.append(Case(rest))
        elif not found:
            continue
        elif mark in {"+++", "---"}:
            old, _, new = rest.replace("\\n", "\n").partition(" => ")
            (found[-1].counts if mark == "+++" else found[-1].leaves).append((old, new))
        elif mark == "???":
            found[-1].opaque.append(rest)
        elif line.startswith("[") and line.endswith(".py]"):
            path = line[1:-1]
            found[-1].files[path] = ""
        elif line:
            found[-1].files[path] += f"{line}\n"
    return found


def said(found: Closure) -> tuple[object, ...]:
    """What the lock keeps of a closure."""
    return found.semantic, tuple((r.module, r.name, r.digest) for r in found.reached), found.opaque


def test_there_are_cases() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) > 70
    assert all(case.counts or case.leaves or case.opaque for case in cases())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_counts(case: Case) -> None:
    before = said(case.closure())
    for old, new in case.counts:
        assert said(case.changed(old, new).closure()) != before, f"{old!r} => {new!r} does not count"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_does_not_count(case: Case) -> None:
    before = said(case.closure())
    for old, new in case.leaves:
        assert said(case.changed(old, new).closure()) == before, f"{old!r} => {new!r} counts"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_is_opaque(case: Case) -> None:
    opaque = case.closure().opaque
    for text in case.opaque:
        assert any(text in name for name in opaque), opaque
    assert len(opaque) == len(case.opaque)
