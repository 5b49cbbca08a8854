"""The pages of codes, taken apart: their sections, and the programs of the fenced blocks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from icefloe import api, codes
from icefloe.findings import Finding

SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?(?: not (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {"python": "pipeline.py", "yaml": "pipeline.yaml"}


@dataclass(frozen=True)
class Page:
    """One page. `example` and `instead` are the files of its cases; those of the second are laid over the first."""

    code: str
    heading: str
    sections: Mapping[str, str]

    @property
    def example(self) -> dict[str, str]:
        return self._files("Example", {})

    @property
    def instead(self) -> dict[str, str]:
        return self._files("Use instead", self.example)

    def _files(self, section: str, start: Mapping[str, str]) -> dict[str, str]:
        found = dict(start)
        for language, name, before, text in BLOCK.findall(self.sections.get(section, "")):
            if language == "console":  # what to type, not what to write
                continue
            found.pop(before, None)
            found[name or FILES[language]] = text
        return found

    def has_case(self, section: str) -> bool:
        return any(language != "console" for language, *_ in BLOCK.findall(self.sections.get(section, "")))


@cache
def pages() -> Mapping[str, Page]:
    """All pages by code."""
    return {code: _page(code, codes.page(code) or "") for code in codes.names()}


def _page(code: str, text: str) -> Page:
    heading, *parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return Page(code=code, heading=heading, sections=dict(zip(parts[::2], parts[1::2], strict=True)))


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write the files of a case as a project."""
    for name, text in {"pyproject.toml": "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


def findings(folder: Path, files: Mapping[str, str | bytes], *, compiles: bool) -> tuple[Finding, ...]:
    """What `check` says of a case; or `compile`, for what only the way to a plan can find."""
    write(folder, files)
    if compiles:
        return api.compile_(str(folder / "pipeline.ipynb" if "pipeline.ipynb" in files else folder / "pipeline.py")).checked.findings
    checked = api.check([str(folder)])
    return checked.findings
