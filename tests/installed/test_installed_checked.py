"""A check with an environment: what its packages say joins the findings, and never a plan."""

from pathlib import Path

from icefloe import api

PIPELINE = """
from flowyml import Pipeline, step
from frames import Frame, Series, read
@step(outputs=["raw"])
def load():
    return read("a.csv")
@step(inputs=["raw"], outputs=["column"])
def pick(raw: Frame):
    return raw.clean()["a"]
@step(inputs=["column"])
def show(column: Frame) -> int:
    return 1
pipeline = Pipeline("p")
pipeline.add_step(load)
pipeline.add_step(pick)
pipeline.add_step(show)
"""
STUBS = """
from typing import Self, overload
class Series: ...
class Frame:
    def clean(self) -> Self: ...
    @overload
    def __getitem__(self, key: str) -> Series: ...
    @overload
    def __getitem__(self, key: list[str]) -> Frame: ...
def read(path: str) -> Frame: ...
"""


def project(folder: Path) -> Path:
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "flow.py").write_text(PIPELINE, encoding="utf-8")
    site = folder / ".venv" / "lib" / "python3.12" / "site-packages"
    site.mkdir(parents=True)
    (site / "frames.pyi").write_text(STUBS, encoding="utf-8")
    return folder


def test_findings_know_what_is_installed(tmp_path: Path) -> None:
    folder = project(tmp_path)
    found = api.check([str(folder)], wanted=api.Wanted(python=str(folder / ".venv")))
    mismatches = [finding.message for finding in found.findings if finding.code == "FLO301"]
    assert len(mismatches) == 1
    assert "`frames.Series`" in mismatches[0]
    assert "`frames.Frame`" in mismatches[0]
    assert (found.tally.checked, found.tally.wrong, found.tally.unknown) == (1, 1, 0)


def test_without_it_they_are_not_known(tmp_path: Path) -> None:
    found = api.check([str(project(tmp_path))])
    assert (found.tally.checked, found.tally.wrong, found.tally.unknown) == (0, 0, 2)
    assert not [finding for finding in found.findings if finding.code == "FLO301"]
