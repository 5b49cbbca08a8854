"""Which findings are reported: what is selected, what a comment suppresses, what was there before."""

from collections.abc import Callable, Iterable, Mapping

from icefloe.choice.said import Change, Chosen, Looked, Said
from icefloe.findings import Finding
from icefloe.project import ProjectFiles, Settings
from icefloe.source import Source

__all__ = ["Change", "Chosen", "Looked", "Said", "choose", "unsuppressed"]


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
    everything = tuple(findings)
    if not everything and said == Said() and settings.says_nothing and not any(map(_speaks(files), looked.paths)):
        return Chosen(findings=(), sources=sources)
    from icefloe.choice.choosing import chosen  # rules and comments, which a clean project need not pay

    return chosen(everything, sources, files, settings, said, looked)


def unsuppressed(
    findings: Iterable[Finding], sources: Mapping[str, Source], files: ProjectFiles
) -> tuple[Finding, ...]:
    """Leave out the findings that a comment suppresses: of all that keeps findings back this alone holds for plans."""
    everything = tuple(findings)
    if not everything:
        return ()
    from icefloe.choice.choosing import unsuppressed

    return tuple(unsuppressed(everything, sources, files))


def _speaks(files: ProjectFiles) -> Callable[[str], bool]:
    """Tell the files with a comment that may be meant for findings."""
    return lambda path: b"icefloe:" in (files.read(path) or b"")
