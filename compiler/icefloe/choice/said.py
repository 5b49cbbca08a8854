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
    are patterns of paths, each with such. `baseline` is the file of findings that are known.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    baseline: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Which files were looked at, and how well: what a comment or an entry that nothing needs is told from.

    `paths` are files from the project's root, `whole` says that they are all of the project, and `blind` are
    beginnings of codes of which more might have been found, had more been known (of types, of packages).
    """

    paths: tuple[str, ...] = ()
    whole: bool = False
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The findings that are reported, with the text of what they speak of.

    `accepted` are those that only the baseline kept back; `told` says on stderr what became of the baseline; `read`
    are the files outside the project that were read, by absolute path (None: not there).
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    accepted: tuple[Finding, ...] = ()
    told: tuple[str, ...] = ()
    read: tuple[tuple[str, bytes | None], ...] = ()
