"""What several files of one project hold together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from icefloe.api.checked import Checked
from icefloe.api.outcome import Outcome, found
from icefloe.connections import Tally
from icefloe.project.texts import Texts

if TYPE_CHECKING:
    from icefloe.deep import Deepened
    from icefloe.survey import FileSurvey, Survey


def gathered(survey: "Survey", surveys: "Sequence[FileSurvey]", more: "Deepened | None" = None) -> Checked:
    """Put surveys together, and what a type checker adds to them."""
    everything = [finding for one in surveys for finding in one.findings]
    everything += more.findings if more is not None else ()
    findings, sources = survey.told(everything)
    return Checked(
        findings=findings,
        sources=sources,
        pipelines=tuple(pipeline for one in surveys for pipeline in found(one)),
        files=len(surveys),
        tally=more.tally if more is not None else sum((one.tally for one in surveys), Tally()),
        checker=more.checker if more is not None else "",
    )


def gathered_outcomes(outcomes: Sequence[Outcome], texts: Texts) -> Checked:
    """Put outcomes together, whoever has read them and when."""
    findings, sources = texts.told(finding for one in outcomes for finding in one.findings)
    return Checked(
        findings=findings,
        sources=sources,
        pipelines=tuple(pipeline for one in outcomes for pipeline in one.pipelines),
        files=len(outcomes),
        tally=sum((one.tally for one in outcomes), Tally()),
    )
