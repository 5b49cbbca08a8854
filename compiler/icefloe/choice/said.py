"""What the call says of which findings are reported, and what came of it."""

from collections.abc import Mapping
from pathlib import Path

from icefloe.findings import Finding
from icefloe.source import Source
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the command line says of which findings are reported; None where the settings decide.

    `select`, `ignore` and `extend_select` are codes, beginnings of codes, names of rules or `ALL`; `per_file_ignores`
    are patterns of paths, each with such. `baseline` is the file of findings that are known; with `update_baseline`
    all that would be reported counts as known, and comes back as a change of that file.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    baseline: Path | None = None
    update_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Which files were looked at, and how well: what a comment or an entry that nothing needs is told from.

    `paths` are files from the project's root, `whole` says that they are all of the project, `holding` are those with
    a pipeline of their own, and `blind` are beginnings of codes of which more might have been found, had more been
    known (of types, of packages).
    """

    paths: tuple[str, ...] = ()
    whole: bool = False
    holding: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding as a baseline knows it: its path from the baseline's folder, its code, and what it says of which text.

    Numbers of lines are no part of it, so that an edit above does not make it another one.
    """

    path: str
    code: str
    message: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one baseline: the entries that go, and those that come."""

    path: Path
    dropped: tuple[Entry, ...]
    added: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The findings that are reported, with the text of what they speak of.

    `accepted` are those that only the baseline kept back, `suppressed` how many comments did; `told` says on stderr
    what became of the baseline; `read` are the files outside the project that were read, by absolute path (None: not
    there). `change` is what the baseline would have to become to know all of them.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    accepted: tuple[Finding, ...] = ()
    suppressed: int = 0
    told: tuple[str, ...] = ()
    read: tuple[tuple[str, bytes | None], ...] = ()
    change: Change | None = None
