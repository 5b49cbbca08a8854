"""The way from what was found to what is reported."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.choice.said import Chosen, Looked, Said
from icefloe.choice.selection import Selection
from icefloe.choice.speaking import speaking
from icefloe.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icefloe.project import ProjectFiles, Settings
    from icefloe.source import Source


def chosen(
    findings: Sequence[Finding],
    sources: "Mapping[str, Source]",
    files: "ProjectFiles",
    settings: "Settings",
    said: Said,
    looked: Looked,
) -> Chosen:
    """Choose among the findings of one project, by path from its root, those that are reported."""
    selection = Selection(settings, said, files.root)
    reported = [one for one in findings if selection.holds(one.code, one.span.path)]
    texts = speaking(sources, files, looked.paths)
    suppressed = 0
    if texts:
        from icefloe.choice.suppression import judged  # the parser's room, which few calls need

        kept, told = judged(reported, texts, selection.holds, looked)
        suppressed = len(reported) - len(kept)
        said_of_comments = [one for one in told if selection.holds(one.code, one.span.path)]
        reported = sorted((*kept, *said_of_comments), key=lambda one: one.order)
        sources = {**sources, **{one.span.path: texts[one.span.path] for one in said_of_comments}}
    path = said.baseline or settings.baseline
    if path is None:
        return Chosen(findings=tuple(reported), sources=sources, suppressed=suppressed)
    from icefloe.choice.baseline import Baseline

    baseline = Baseline(path, files, update=said.update_baseline, named=said.baseline is not None)
    result = baseline.applied(reported, sources, looked, selection.holds)
    return replace(result, suppressed=suppressed)


def unsuppressed(
    findings: Sequence[Finding], sources: "Mapping[str, Source]", files: "ProjectFiles"
) -> Sequence[Finding]:
    """Leave out the findings that a comment suppresses."""
    texts = speaking(sources, files, ())
    if not texts:
        return findings
    from icefloe.choice.suppression import judged

    return judged(findings, texts, lambda _code, _path: True, Looked())[0]
