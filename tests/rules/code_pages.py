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
TOLD = ("console", "text")  # what to type, and what is too long to be shown
# What only the way from a graph to a plan finds, and what is only said of a file that is named.
COMPILED = frozenset({"FLO130", "FLO131", "FLO133", "FLO134"})
NAMED = frozenset({"FLO909", "FLO914"})
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
            if language in TOLD:
                continue
            found.pop(before, None)
            found[name or FILES[language]] = text
        return found

    def has_case(self, section: str) -> bool:
        return any(language not in TOLD for language, *_ in BLOCK.findall(self.sections.get(section, "")))


@cache
def pages() -> Mapping[str, Page]:
    """All pages by code."""
    return {code: _page(code, codes.page(code) or "") for code in codes.names()}


def _page(code: str, text: str) -> Page:
    heading, *parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return Page(code=code, heading=heading, sections=dict(zip(parts[::2], parts[1::2], strict=True)))


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a case as a project."""
    for name, text in {"pyproject.toml": "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def findings(folder: Path, code: str) -> tuple[Finding, ...]:
    """What `check` says of a folder; or `compile`, for what only the way to a plan can find."""
    if code in COMPILED | NAMED:
        target = str(next(path for path in folder.iterdir() if path.stem == "pipeline"))
        return api.compile_(target).checked.findings if code in COMPILED else api.check([target]).findings
    return api.check([str(folder)]).findings
