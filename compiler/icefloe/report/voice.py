"""What a voice is: a function from findings to text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from icefloe.findings import Finding
from icefloe.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much was looked at; `unknown` connections are those whose types could not be told."""

    files: int
    pipelines: int
    connections: int
    unknown: int

    def line(self) -> str:
        """The line that every check ends with."""
        counts = (
            _count(self.files, "file"),
            _count(self.pipelines, "pipeline"),
            f"{_count(self.connections, 'connection')} ({self.unknown} unknown)",
        )
        return "checked " + ", ".join(counts)


Render: TypeAlias = Callable[[Sequence[Finding], Mapping[str, Source], Summary, bool], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One way of saying findings.

    `render` takes the findings in order, the sources by path, the summary, and whether to use colour. `summarises`
    tells whether its text ends with the summary's line.
    """

    name: str
    render: Render
    summarises: bool


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
