"""What the reading of one file came to, as plain data, and what that depends on."""

from __future__ import annotations  # the survey, which brings the parser along, is named only

from collections.abc import Callable
from typing import TYPE_CHECKING

from icefloe.cache.facts import digest, joined
from icefloe.connections import Tally
from icefloe.findings import Finding
from icefloe.project import ProjectFiles
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.project.touched import Touched
    from icefloe.survey import FileSurvey


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A pipeline that was found: the file that holds it, what it is called there and by itself, and its dialect."""

    path: str
    label: str
    name: str
    dialect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Depends:
    """What an outcome depends on, each with what was seen there.

    `read` are files with the digests of their bytes (None: there is none), `named` whether there is something of a
    name in a folder, `listed` folders with the digests of their names, `versions` those that dialects were read as.
    """

    read: tuple[tuple[str, bytes | None], ...]
    named: tuple[tuple[str, bool], ...]
    listed: tuple[tuple[str, bytes], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one file came to: the findings before any are chosen among, and the files whose pipelines it uses."""

    path: str
    findings: tuple[Finding, ...]
    pipelines: tuple[Found, ...]
    imported: tuple[str, ...]
    tally: Tally
    depends: Depends


class Seen:
    """What the disk holds now for all outcomes of one project, each thing looked at once."""

    def __init__(self, files: ProjectFiles, version: Callable[[str], str]) -> None:
        self._files = files
        self._version = version
        self._digests: dict[str, bytes | None] = {}
        self._listings: dict[str, bytes] = {}

    def depends(self, touched: Touched) -> Depends:
        """What is there now of all that was touched."""
        return Depends(
            read=tuple((path, self._read(path)) for path in sorted(touched.read)),
            named=tuple((path, self._has(path)) for path in sorted(touched.named)),
            listed=tuple((folder, self._names(folder)) for folder in sorted(touched.listed)),
            versions=tuple((dialect, self._version(dialect)) for dialect in sorted(touched.versions)),
        )

    def holds(self, depends: Depends) -> bool:
        """Whether all that an outcome depends on is as it was."""
        return (
            all(self._read(path) == there for path, there in depends.read)
            and all(self._has(path) == there for path, there in depends.named)
            and all(self._names(folder) == there for folder, there in depends.listed)
            and all(self._version(dialect) == there for dialect, there in depends.versions)
        )

    def _read(self, path: str) -> bytes | None:
        if path not in self._digests:
            data = self._files.read(path)
            self._digests[path] = None if data is None else digest(data)
        return self._digests[path]

    def _has(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return self._files.has(folder, name)

    def _names(self, folder: str) -> bytes:
        if folder not in self._listings:
            self._listings[folder] = digest(joined(self._files.names(folder)).encode("utf-8", "surrogatepass"))
        return self._listings[folder]


def outcome(survey: FileSurvey, seen: Seen) -> Outcome:
    """What a survey of a file came to."""
    return Outcome(
        path=survey.path,
        findings=survey.findings,
        pipelines=found(survey),
        imported=tuple(dict.fromkeys(one.path for one in survey.imported)),
        tally=survey.tally,
        depends=seen.depends(survey.touched),
    )


def found(survey: FileSurvey) -> tuple[Found, ...]:
    """The pipelines of a file, as they are told to those who need no more of them."""
    return tuple(
        Found(path=one.path, label=one.label, name=one.graph.name, dialect=one.graph.dialect)
        for one in survey.pipelines
    )
