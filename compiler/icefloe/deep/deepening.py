"""A check by a type checker, after our own."""

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from icefloe.connections import Connection, Tally, everywhere
from icefloe.connections.mismatch import mismatch
from icefloe.deep.ends import Attempt, Ends, Written
from icefloe.deep.framed import told
from icefloe.deep.questions import Answer, Questions
from icefloe.deep.room import CheckerError, run, version_of
from icefloe.deep.spelling import Sheet, Spelling
from icefloe.findings import Finding, Severity
from icefloe.infer import Types
from icefloe.source import Span
from icefloe.syntax.shadow import Place, Shadows
from icefloe.types import Verdict, causes
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.survey import FileSurvey, Pipeline

_FILE: Final = "questions.py"
#: How often the files are halved to find those that break the checker.
_HALVES: Final = 5
_NEWEST: Final = "3.14"
_VERSION: Final = re.compile(r"python(3\.\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deepened:
    """What a type checker adds: findings, the verdict on every connection, and who it was (`ty 0.0.105`)."""

    findings: tuple[Finding, ...]
    verdicts: tuple[tuple[Connection, Verdict], ...]
    checker: str

    @property
    def tally(self) -> Tally:
        """The count of all connections."""
        return Tally.of(verdict for _, verdict in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One connection with the ways to ask about it."""

    connection: Connection
    types: Types
    attempts: tuple[Attempt, ...]


def deepened(surveys: "Sequence[FileSurvey]", checker: Path, folders: Sequence[Path]) -> Deepened:
    """Ask the type checker about every connection; `folders` are those of the packages that it may read."""
    pipelines = [pipeline for one in surveys for pipeline in one.pipelines]
    found = _of(pipelines, lambda asked, cases: asked.ask(cases, checker, folders), _HALVES)
    if found.checker or found.findings:
        return found
    version = version_of(checker)
    return replace(found, checker=f"ty {version}" if version else "")


def _of(pipelines: "Sequence[Pipeline]", ask: "Callable[[_Asked, Sequence[_Case]], str]", halves: int) -> Deepened:
    """The connections of some pipelines; where the checker breaks down over them, half of the files at a time."""
    asked = _Asked(secrets.token_hex(4))
    cases = [case for pipeline in pipelines for case in asked.cases(pipeline)]
    if not any(case.attempts for case in cases):
        version = ""
    else:
        try:
            version = ask(asked, cases)
        except CheckerError as error:
            files = list(dict.fromkeys(pipeline.path for pipeline in pipelines))
            if error.crashed and len(files) > 1 and halves:
                first = files[: len(files) // 2]
                parts = [
                    _of([one for one in pipelines if (one.path in first) is own], ask, halves - 1)
                    for own in (True, False)
                ]
                return _joined(*parts)
            own = tuple((case.connection, case.connection.verdict) for case in cases)
            return Deepened(findings=(_not_used(str(error), pipelines[0].graph.span),), verdicts=own, checker="")
    judged = [asked.judged(case) for case in cases]
    return Deepened(
        findings=tuple(finding for _, finding in judged if finding is not None),
        verdicts=tuple((case.connection, verdict) for case, (verdict, _) in zip(cases, judged, strict=True)),
        checker=f"ty {version}" if version else "",
    )


def _joined(first: Deepened, second: Deepened) -> Deepened:
    return Deepened(
        findings=(*first.findings, *second.findings),
        verdicts=(*first.verdicts, *second.verdicts),
        checker=first.checker or second.checker,
    )


class _Asked:
    """All that is asked in one go. `token` is in all names that are ours: no source can have one of them."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._shadows: dict[tuple[str, ...], Shadows] = {}
        self._sheets: dict[tuple[str, ...], Sheet] = {}
        self._questions = Questions()
        self._version = ""

    def cases(self, pipeline: "Pipeline") -> Iterable[_Case]:
        """The connections of a pipeline, with the ways to ask about each."""
        roots, token = pipeline.roots, self._token
        if roots not in self._shadows:
            number = len(self._shadows)
            package = f"_icefloe_{token}_p{number}"
            self._shadows[roots] = Shadows(pipeline.table, package, f"_icefloe_{token}_{number}_")
            self._sheets[roots] = Sheet(f"_icefloe_{token}_s{number}")
        shadows, sheet = self._shadows[roots], self._sheets[roots]
        ends = Ends(pipeline.types, shadows, Spelling(pipeline.table, shadows.want, sheet))
        for connection in everywhere(pipeline.graph, pipeline.types):
            # What is too large for us could break the checker, and where checkers differ its word alone is not certain.
            asks = connection.verdict.answer != "no" and connection.verdict.cause not in (causes.LARGE, causes.DIFFER)
            attempts = ends.attempts(connection) if asks else ()
            yield _Case(connection=connection, types=pipeline.types, attempts=attempts)

    def ask(self, cases: Sequence[_Case], checker: Path, folders: Sequence[Path]) -> str:
        """Put all questions; gives the version of the checker."""
        files: dict[str, str] = {}
        for shadows in self._shadows.values():
            files.update(shadows.write())
        for case in cases:
            for attempt in case.attempts:
                for given, taken, _ in self._pairs(attempt):
                    self._questions.pair(given, taken)
                for part in (*attempt.inside, *attempt.wanted):
                    self._questions.part(self._reached(part))
        for sheet in self._sheets.values():
            files[f"{sheet.name}.py"] = sheet.text()
        files[_FILE] = self._questions.text()
        versions = [found[1] for folder in folders for part in folder.parts if (found := _VERSION.search(part))]
        said = run(checker, files, _FILE, folders, (*versions, _NEWEST)[0])
        self._questions.hear(said.output, _FILE)
        self._version = said.version
        return said.version

    def judged(self, case: _Case) -> tuple[Verdict, Finding | None]:
        """The verdict of both, and what there is to say."""
        connection = case.connection
        for attempt in case.attempts:
            asked = self._pairs(attempt)
            answers = [self._questions.answer(given, taken) for given, taken, _ in asked]
            wrong = [(pair, one) for pair, one in zip(asked, answers, strict=True) if one.answer == "no"]
            if wrong:
                certain = next((one for pair, one in wrong if not self._doubts(*pair)), None)
                if certain is None or not self._seen(attempt.wanted):
                    return connection.verdict, None
                return self._refused(case, attempt, certain)
            if answers and self._seen(attempt.inside) and all(one.answer == "yes" for one in answers):
                return Verdict("yes"), None
        return connection.verdict, None

    def _doubts(self, given: str, taken: str, built: bool) -> bool:
        """Whether a no is not certain: of what the checker infers from code, another part may be what is given."""
        return built and (self._questions.holders(given, taken) or self._questions.several(given, taken))

    def _seen(self, written: Iterable[Written]) -> bool:
        """Whether the checker sees into all of these values."""
        return all(self._questions.seen(self._reached(part)) for part in written)

    def _refused(self, case: _Case, attempt: Attempt, wrong: Answer) -> tuple[Verdict, Finding | None]:
        """A no of the checker: it is ours too, unless something is done to the value on its way that it knows not."""
        connection = case.connection
        binding = connection.binding
        if binding.told or binding.adapt or any(one.loose for one in attempt.given):
            return connection.verdict, None
        said = f"ty says: {wrong.said}"
        verdict = Verdict("no", said)
        finding = told(mismatch(replace(connection, verdict=verdict), case.types, said), wrong)
        return verdict, replace(finding, facts=(*finding.facts, ("types_checked_by", f"ty {self._version}")))

    def _pairs(self, attempt: Attempt) -> Sequence[tuple[str, str, bool]]:
        """Expression, function, and whether code is behind it, for each end; none where one cannot be reached."""
        taken = self._reached(attempt.taken)
        given = [(text, one.built) for one in attempt.given for text in self._all_reached(one)]
        return [(text, taken, built) for text, built in given] if taken and all(text for text, _ in given) else []

    def _all_reached(self, written: Written) -> tuple[str, ...]:
        """The texts of an end as they stand among the questions: of a body with several `return`s, of each."""
        place = self._place(written)
        if place is None or not place.each:
            return (self._reached(written),)
        module = self._questions.module(place.module)
        return tuple(written.text.replace(written.probe, ".".join((module, *way)), 1) for way in place.each)

    def _place(self, written: Written) -> Place | None:
        places = (shadows.place(written.probe) for shadows in self._shadows.values() if written.probe)
        return next((one for one in places if one is not None), None)

    def _reached(self, written: Written) -> str:
        """The text of an end as it stands among the questions."""
        text = written.text
        for sheet in self._sheets.values():
            if sheet.name in text:
                text = text.replace(f"{sheet.name}.", f"{self._questions.module(sheet.name)}.")
        if not written.probe:
            return text
        place = self._place(written)
        if place is None:
            return ""
        return text.replace(written.probe, ".".join((self._questions.module(place.module), *place.path)), 1)


def _not_used(why: str, span: Span) -> Finding:
    return Finding(
        code="FLO303",
        message=f"the type checker ty could not be used: {why}",
        span=span,
        severity=Severity.WARNING,
        help="these connections are checked by icefloe's own rules alone, as without --types=deep",
    )
