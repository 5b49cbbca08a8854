"""The way from what was found to what is reported."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from icefloe.choice.baseline import Baseline
from icefloe.choice.known import ALWAYS
from icefloe.choice.pages import Page, pages
from icefloe.choice.said import Chosen, Looked, Said
from icefloe.choice.selection import Selection
from icefloe.choice.suppression import Suppression, file_of, mistakes
from icefloe.findings import Finding
from icefloe.project import ProjectFiles, Settings
from icefloe.source import Source


def chosen(
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
    selection = Selection(settings, said)
    selected = [one for one in findings if selection.holds(one.code, one.span.path)]
    texts = pages(sources, files, looked.paths)
    suppression = Suppression(texts)
    kept = [one for one in selected if not suppression.keeps(one)]
    told = [
        one
        for one in _of_comments(suppression, texts, selection, looked, _unread(selected))
        if selection.holds(one.code, one.span.path)
    ]
    reported = sorted((*kept, *told), key=lambda one: one.order) if told else kept
    spoken = {one.span.path for one in told}
    sources = {**sources, **{path: texts[path].source for path in texts if path in spoken}}
    path = said.baseline or settings.baseline
    if path is None:
        return Chosen(findings=tuple(reported), sources=sources, suppressed=len(selected) - len(kept))
    baseline = Baseline(path, files, texts, update=said.update_baseline)
    result = baseline.applied(reported, sources, looked, selection.holds)
    return replace(result, suppressed=len(selected) - len(kept))


def unsuppressed(findings: Iterable[Finding], sources: Mapping[str, Source], files: ProjectFiles) -> Iterator[Finding]:
    """Leave out the findings that a comment suppresses: of all that keeps findings back this alone holds for plans."""
    suppression = Suppression(pages(sources, files, ()))
    return (one for one in findings if not suppression.keeps(one))


def _unread(findings: Iterable[Finding]) -> frozenset[str]:
    """The files of which not everything was read, so that nothing can be said of what is not found in them."""
    return frozenset(file_of(one.span.path) for one in findings if one.code in ALWAYS)


def _of_comments(
    suppression: Suppression, texts: Mapping[str, Page], selection: Selection, looked: Looked, unread: frozenset[str]
) -> Iterator[Finding]:
    """What is wrong with the comments of the files that were looked at."""
    own = frozenset(looked.paths)
    known = own if looked.whole else frozenset(looked.holding)

    def judged(code: str, path: str) -> bool:
        file = file_of(path)
        return (
            file in known and file not in unread and not code.startswith(looked.blind) and selection.holds(code, path)
        )

    yield from (finding for path, page in texts.items() if file_of(path) in own for finding in mistakes(page))
    yield from suppression.unused(judged, safe=looked.whole)
