"""`check`: every pipeline that the paths mean, and what is wrong with it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from icefloe.connections import Tally
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding, Severity
from icefloe.project import (
    Candidates,
    ProjectError,
    ProjectFiles,
    Selected,
    absolute,
    import_roots,
    is_document,
    packages,
    read_document,
    read_settings,
    select,
    source_file_or_folder,
)
from icefloe.report import Summary
from icefloe.source import Source, Span
from icefloe.types import causes
from icefloe_schema.records import dataclass

#: What the environment of a project is usually called.
_ENVIRONMENTS = (".venv", "venv", "env")

if TYPE_CHECKING:
    from icefloe.deep import Deepened
    from icefloe.survey import Configuration, FileSurvey, Pipeline, Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found.

    `empty` are files that were named outright and hold neither a pipeline nor an error; `refused` says which paths
    could not be looked at, and why. `hint` says how more types could be told,
    `checker` is the type checker that was asked too, with its version.
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    pipelines: "tuple[Pipeline, ...]"
    files: int
    tally: Tally
    empty: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    hint: str = ""
    checker: str = ""

    @property
    def connections(self) -> int:
        """How many connections were looked at."""
        return self.tally.total

    @property
    def unknown(self) -> int:
        """Of how many connections the types could not be told."""
        return self.tally.unknown

    @property
    def summary(self) -> Summary:
        """How much was looked at."""
        return Summary(
            files=self.files,
            pipelines=len(self.pipelines),
            connections=self.connections,
            unknown=self.unknown,
            wrong=self.tally.wrong,
            causes=self.tally.causes,
            hint=self.hint,
            checker=self.checker,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to check.

    `configuration` is the path of a file that configures the steps in place of what the sources give, `python` that of
    an environment whose packages tell types (its folder or interpreter; None: what the project's settings say), and
    `types` who compares them: our own rules, or a type checker after them. `given` are the contents of files that
    count in place of what the disk has, by their absolute paths.
    """

    configuration: str | None = None
    python: str | None = None
    types: Literal["builtin", "deep"] = "builtin"
    given: Mapping[Path, bytes] = field(default_factory=dict[Path, bytes])


def check(paths: Sequence[str], wanted: Wanted | None = None) -> Checked:
    """Check files and folders; one that cannot be read or is not there is told of, and the others are still checked."""
    there, refused = _there(paths)
    parts = [_project(selected, wanted or Wanted()) for selected in select(there)] if there else []
    findings = [finding for part in parts for finding in part.findings]
    tally = sum((part.tally for part in parts), Tally())
    return Checked(
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        sources={path: source for part in parts for path, source in part.sources.items()},
        pipelines=tuple(pipeline for part in parts for pipeline in part.pipelines),
        files=sum(part.files for part in parts),
        tally=tally,
        empty=tuple(path for part in parts for path in part.empty),
        refused=refused,
        hint=next((part.hint for part in parts if part.hint), ""),
        checker=next((part.checker for part in parts if part.checker), ""),
    )


def errors(findings: Iterable[Finding]) -> bool:
    """Tell whether there is an error among findings."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _there(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the paths that can be looked at from those that cannot, each of which gives the reason."""
    there: list[str] = []
    refused: list[str] = []
    for path in paths:
        try:
            source_file_or_folder(path)
        except ProjectError as error:
            refused.append(str(error))
        else:
            there.append(path)
    return tuple(there), tuple(dict.fromkeys(refused))


def given_configuration(root: Path, path: str | None) -> "Configuration | None":
    """Read the file of configuration that the user names; it may stand outside of the project."""
    if path is None:
        return None
    from icefloe.survey import Configuration

    found = absolute(path)
    try:
        data = read_document(found)
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror or error}") from error
    return Configuration(path=Path(os.path.relpath(found, root)).as_posix(), data=data)


def _project(selected: Selected, wanted: Wanted) -> Checked:
    files = ProjectFiles(selected.root, given=_below(selected.root, wanted.given))
    meant = _meant(selected, files)
    if not meant:
        return Checked(findings=(), sources={}, pipelines=(), files=_count(selected, meant), tally=Tally())
    from icefloe.installed import Installed
    from icefloe.survey import Survey  # LibCST, which a project without pipelines need not pay

    given = given_configuration(selected.root, wanted.configuration)
    folders = _packages(wanted, selected.root, files)
    outside = Installed(folders)
    survey = Survey(selected.root, DIALECTS, files, configuration=given, outside=outside)
    surveys = [survey.file(path) for path in meant]
    # A file that was named outright and only uses the pipelines of another means those.
    bare = [one for one in surveys if one.path in selected.named and not one.pipelines]
    others = dict.fromkeys(imported.path for one in bare for imported in one.imported)
    surveys += [survey.file(path) for path in others if path not in meant]
    found = gathered(survey, surveys, _deepened(selected.root, surveys, folders) if wanted.types == "deep" else None)
    prefix = selected.prefix
    return replace(
        shown_from(found, prefix),
        files=_count(selected, meant),
        hint=_hint(found.tally, selected, wanted, files),
        empty=tuple(
            f"{prefix}{one.path}"
            for one in surveys
            if one.path in selected.named and not (one.pipelines or one.imported) and not errors(one.findings)
        ),
    )


def _below(root: Path, given: Mapping[Path, bytes]) -> dict[str, bytes]:
    """What is given of one project, by path from its root."""
    return {path.relative_to(root).as_posix(): data for path, data in given.items() if path.is_relative_to(root)}


def _hint(tally: Tally, selected: Selected, wanted: Wanted, files: ProjectFiles) -> str:
    """How what is not known of packages could be told: by the environment that lies in the project, or by any."""
    missing = any(causes.is_unresolvable(cause) for cause, _ in tally.causes)
    if not missing or wanted.python is not None or read_settings(files).python:
        return ""
    inside = next((name for name in _ENVIRONMENTS if (selected.root / name / "pyvenv.cfg").is_file()), "")
    if inside:
        return f"--python {selected.prefix}{inside} reads the types of the packages that are installed there"
    return "--python VENV reads the types of the packages that are installed in an environment"


def _packages(wanted: Wanted, root: Path, files: ProjectFiles) -> tuple[Path, ...]:
    """The folders of packages: of the environment that the call names, else of the one that the settings name."""
    if wanted.python is not None:
        return packages(wanted.python, Path.cwd())
    named = read_settings(files).python
    return packages(named, root) if named else ()


def _count(selected: Selected, meant: Sequence[str]) -> int:
    """How many files were looked at: most YAML files of a project are something else."""
    return sum(path in meant or not is_document(path) for path in selected.files)


def _meant(selected: Selected, files: ProjectFiles) -> tuple[str, ...]:
    """The files to be read: those that were named, and those that may hold a pipeline."""
    source = read_settings(files).source
    candidates = Candidates(
        files,
        tuple(package for dialect in DIALECTS for package in dialect.packages),
        tuple(dialect.marks for dialect in DIALECTS if dialect.document is not None),
    )
    holding = candidates.among(selected.files, lambda path: import_roots(files, source, path))
    return tuple(path for path in selected.files if path in selected.named or path in holding)


def _deepened(root: Path, surveys: "Sequence[FileSurvey]", folders: Sequence[Path]) -> "Deepened":
    """Ask a type checker about what the surveys have found."""
    from icefloe.deep import deepened, find_checker

    return deepened(surveys, find_checker(root), folders)


def gathered(survey: "Survey", surveys: "Sequence[FileSurvey]", more: "Deepened | None" = None) -> Checked:
    """Put what several files of one project hold together, and what a type checker adds to it."""
    found = [finding for one in surveys for finding in one.findings]
    found += more.findings if more is not None else ()
    findings, sources = survey.told(found)
    return Checked(
        findings=findings,
        sources=sources,
        pipelines=tuple(pipeline for one in surveys for pipeline in one.pipelines),
        files=len(surveys),
        tally=more.tally if more is not None else sum((one.tally for one in surveys), Tally()),
        checker=more.checker if more is not None else "",
    )


def shown_from(checked: Checked, prefix: str) -> Checked:
    """Show findings from another folder: `prefix` leads from there to the project, "" or `a/b/`."""
    if not prefix:
        return checked
    return replace(
        checked,
        findings=tuple(_moved(finding, prefix) for finding in checked.findings),
        sources={f"{prefix}{path}": source for path, source in checked.sources.items()},
    )


def _moved(finding: Finding, prefix: str) -> Finding:
    """Show a finding of a nested project from the folder that the call speaks from."""

    def move(span: Span) -> Span:
        return replace(span, path=f"{prefix}{span.path}")

    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, span=move(edit.span)) for edit in fix.edits))
    related = tuple(replace(note, span=move(note.span)) for note in finding.related)
    return replace(finding, span=move(finding.span), related=related, fix=fix)
