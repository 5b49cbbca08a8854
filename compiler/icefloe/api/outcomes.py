"""The outcomes of a project's files: kept ones where they still hold, the others read here or in other processes."""

import marshal
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.kept import Kept
from icefloe.api.outcome import Outcome, Seen, outcome
from icefloe.api.plain import plain, unplain
from icefloe.api.wanted import Progress
from icefloe.dialect import Dialect
from icefloe.project import ProjectFiles, Settings, version

if TYPE_CHECKING:
    from icefloe.survey import Survey

#: So many files for each process are worth its start.
PAYS = 4


class Outcomes:
    """Finds the outcomes of files of one project.

    `survey` makes what reads them, only when one must be read; `kept` is what an earlier call has left. `anew` are the
    files that were read, `lost` those that could not be, each with the reason, and `unkept` says why nothing was kept.
    """

    def __init__(
        self, seen: Seen, kept: Kept, survey: "Callable[[], Survey]", jobs: int, progress: Progress | None = None
    ) -> None:
        self._seen = seen
        self._kept = kept
        self._make = survey
        self._survey: Survey | None = None
        self._jobs = jobs
        self._progress = progress
        self.anew: list[str] = []
        self.lost: list[tuple[str, str]] = []
        self.unkept = ""
        #: Whether the disk did not change while it was read.
        self.steady = True

    def of(self, paths: Sequence[str]) -> tuple[Outcome, ...]:
        """The outcomes of files, in their order; those that were lost are missing."""
        found = self._kept.among(paths, self._seen)
        missing = [path for path in paths if path not in found]
        if missing:
            told = len(paths) - len(missing)
            fresh = self._read(missing, told, len(paths))
            self.anew += missing
            steady = {path: one for path, one in fresh.items() if self._seen.holds(one.depends)}
            self.steady = self.steady and len(steady) == len(missing)
            self.unkept = self.unkept or self._kept.keep(steady)
            found |= fresh
        return tuple(found[path] for path in paths if path in found)

    def _read(self, paths: Sequence[str], told: int, total: int) -> dict[str, Outcome]:
        if self._survey is None:
            self._survey = self._make()
        survey = self._survey
        found: dict[str, Outcome] = {}

        def take(task: int, one: Outcome) -> None:
            found[paths[task]] = one
            if self._progress is not None:
                self._progress(told + len(found), total)

        jobs = min(self._jobs, len(paths) // PAYS)
        alone = jobs < 2 or not hasattr(os, "fork")
        # The first one is read here in any case: what is loaded for it need not be loaded in each process.
        here = len(paths) if alone else 1
        for task, path in enumerate(paths[:here]):
            take(task, outcome(survey.file(path), self._seen))
        if alone:
            return found

        from icefloe.api.workers import share

        def work(task: int) -> bytes:
            return marshal.dumps(plain(outcome(survey.file(paths[here + task]), self._seen)))

        def taken(task: int, data: bytes) -> None:
            take(here + task, unplain(marshal.loads(data)))  # noqa: S302 - a process of our own wrote it

        self.lost += [(paths[here + one.task], one.why) for one in share(len(paths) - here, work, jobs, taken)]
        return found


def versions(files: ProjectFiles, settings: Settings, dialects: Sequence[Dialect]) -> Callable[[str], str]:
    """Tells the version that a dialect is read as, as a survey does."""
    known: dict[str, str] = {}

    def told(dialect: str) -> str:
        if dialect not in known:
            one = next(one for one in dialects if one.name == dialect)
            known[dialect] = version(one.distribution or one.packages[0], dialect, files, settings) or one.newest
        return known[dialect]

    return told


def kept_in(folder: Path | None, root: Path, settings: Settings, configuration: tuple[str, bytes] | None) -> Kept:
    """What was kept of the files of a project, under everything that is the same for all of them."""
    path, digest = configuration or ("", b"")
    return Kept(folder, (str(root), settings.key(), path, digest.hex()))
