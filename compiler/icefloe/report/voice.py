"""What a voice is: a function from findings to text."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TypeAlias

from icefloe.findings import Finding
from icefloe.source import Source
from icefloe_schema.records import dataclass

#: How many reasons for what is unknown are named one by one.
CAUSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much was looked at.

    `unknown` connections are those whose types could not be told, for these `causes` (the most frequent one first),
    `wrong` those that do not fit. `hint` says how more of them could be told, `checker` which
    type checker compared types too. `verdict` is what `verify` ends with in place of all that, and `verb` what shows
    the findings that a voice has no room for.
    """

    files: int
    pipelines: int
    connections: int
    unknown: int
    wrong: int = 0
    causes: tuple[tuple[str, int], ...] = ()
    hint: str = ""
    checker: str = ""
    quiet: bool = False
    verdict: str = ""
    verb: str = "check"

    def lines(self) -> tuple[str, ...]:
        """What every check ends with: how the connections came out, where there is more to say of them, and a count."""
        return () if self.quiet else (*self._outcome(), self.line())

    def line(self) -> str:
        """The line that every check ends with."""
        if self.verdict:
            return self.verdict
        counts = (
            counted(self.files, "file"),
            counted(self.pipelines, "pipeline"),
            f"{counted(self.connections, 'connection')} ({self.unknown} unknown)",
        )
        return "checked " + ", ".join(counts)

    def _outcome(self) -> tuple[str, ...]:
        if self.verdict or (not self.wrong and not self.unknown and not self.checker):
            return ()
        parts = [f"{self.connections - self.wrong - self.unknown} right"]
        parts += [f"{self.wrong} wrong"] if self.wrong else []
        parts += [f"{self.unknown} unknown{self._why()}"] if self.unknown else []
        by = f" (types also checked by {self.checker})" if self.checker else ""
        first = f"{counted(self.connections, 'connection')}: {', '.join(parts)}{by}"
        return (first, f"hint: {self.hint}") if self.hint else (first,)

    def _why(self) -> str:
        shown = [f"{cause} ({count})" for cause, count in self.causes[:CAUSES]]
        rest = sum(count for _, count in self.causes[CAUSES:])
        return f": {', '.join([*shown, *([f'other reasons ({rest})'] if rest else [])])}" if shown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a terminal is given beyond text: `colour`, and `links` from codes to their pages."""

    colour: bool = False
    links: bool = False


PLAIN = Style()

Render: TypeAlias = Callable[[Sequence[Finding], Mapping[str, Source], Summary, Style], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One way of saying findings: its name is that of its file, whose `render` says them.

    `summarises` tells whether its text ends with the lines of the summary; where it does not, they belong on stderr.
    `from_here` says that paths are to begin at the working directory, where a CI system has its checkout, and not at
    the project below it.
    """

    name: str
    summarises: bool
    from_here: bool = False

    def render(
        self,
        findings: Sequence[Finding],
        sources: Mapping[str, Source],
        summary: Summary,
        colour: bool = False,
        links: bool = False,
    ) -> str:
        """Say findings, which are in order, with the sources by path, and whether to use colour and links."""
        voice: Render = import_module(f"icefloe.report.{self.name}").render
        return voice(findings, sources, summary, Style(colour=colour, links=links))


def counted(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
