"""`check`: every pipeline that the paths mean, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.api.checked import Checked, errors, shown_from
from icefloe.api.closed import closed_folders
from icefloe.api.environment import folders_of, given_configuration, hint
from icefloe.api.gathering import gathered, gathered_outcomes
from icefloe.api.outcome import Outcome, Seen, outcome
from icefloe.api.outcomes import Outcomes, kept_in, versions
from icefloe.api.wanted import Progress, Wanted
from icefloe.cache.facts import digest
from icefloe.choice import Looked, choose
from icefloe.connections import Tally
from icefloe.dialects import DIALECTS
from icefloe.project import (
    Candidates,
    ProjectError,
    Selected,
    import_roots,
    is_document,
    newer,
    passed_over,
    select,
    source_file_or_folder,
)
from icefloe.project.texts import Texts
from icefloe.project.witness import Witness
from icefloe.syntax.importing import import_libcst

if TYPE_CHECKING:
    from icefloe.survey import Configuration, Survey

__all__ = ["Checked", "Progress", "Wanted", "check", "errors", "gathered", "given_configuration", "shown_from"]


def check(paths: Sequence[str], wanted: Wanted | None = None) -> Checked:
    """Check files and folders; one that cannot be read or is not there is told of, and the others are still checked."""
    wanted = wanted or Wanted()
    witness = Witness(wanted.given)
    there, refused = _there(paths, witness)
    projects = select(there, wanted.limits, witness) if there else ()
    parts = [_Project(selected, wanted, witness).checked() for selected in projects]
    closed = ((one.prefix, one.closed) for one in projects)
    findings = [*(finding for part in parts for finding in part.findings), *closed_folders(closed)]
    return Checked(
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        sources={path: source for part in parts for path, source in part.sources.items()},
        pipelines=tuple(pipeline for part in parts for pipeline in part.pipelines),
        files=sum(part.files for part in parts),
        tally=sum((part.tally for part in parts), Tally()),
        empty=tuple(path for part in parts for path in part.empty),
        refused=(*refused, *(line for part in parts for line in part.refused)),
        hint=next((part.hint for part in parts if part.hint), ""),
        checker=next((part.checker for part in parts if part.checker), ""),
        roots=tuple((one.prefix, one.root) for one in projects),
        told=tuple(line for part in parts for line in part.told),
        accepted=tuple(finding for part in parts for finding in part.accepted),
        suppressed=sum(part.suppressed for part in parts),
        changes=tuple(change for part in parts for change in part.changes),
        output_format=projects[0].settings.output_format if projects else "",
        output_format_place=projects[0].settings.place("output-format") if projects else "",
        anew=tuple(path for part in parts for path in part.anew),
        debug=(*(line for part in parts for line in part.debug), *_passed_over(projects, witness)),
        facts=witness.facts() if wanted.cache is not None and all(part.is_lasting for part in parts) else None,
    )


def _passed_over(projects: Sequence[Selected], witness: Witness) -> tuple[str, ...]:
    """Say how many links there are among the files that folders mean: they are not followed."""
    count = sum(passed_over(witness.files(one.root)) for one in projects)
    files = "1 file that is a link or" if count == 1 else f"{count:,} files that are links or"
    return (f"passed over {files} not regular: name one to be told of it",) if count else ()


def _there(paths: Sequence[str], witness: Witness) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the paths that can be looked at from those that cannot, each of which gives the reason."""
    there: list[str] = []
    refused: list[str] = []
    for path in paths:
        try:
            source_file_or_folder(path, witness.given, witness.kind)
        except ProjectError as error:
            refused.append(str(error))
        else:
            there.append(path)
    return tuple(there), tuple(dict.fromkeys(refused))


class _Project:
    """The check of the files of one project."""

    def __init__(self, selected: Selected, wanted: Wanted, witness: Witness) -> None:
        self._selected = selected
        self._wanted = wanted
        self._witness = witness
        self._files = witness.files(selected.root)
        self._meant = self._sought()
        self._folders = folders_of(wanted, selected) if self._meant else ()

    def checked(self) -> Checked:
        """What is wrong with them, chosen, and shown from the folder that the call speaks from."""
        if not self._meant:
            none = Checked(findings=(), sources={}, pipelines=(), files=self._count(), tally=Tally())
            return self._chosen(none, Looked(whole=self._selected.whole))
        configuration = given_configuration(self._selected.root, self._wanted.configuration, self._witness)
        found, outcomes = self._deepened(configuration) if self._wanted.types == "deep" else self._read(configuration)
        prefix, named = self._selected.prefix, self._selected.named
        looked = Looked(
            paths=tuple(one.path for one in outcomes),
            whole=self._selected.whole,
            holding=tuple(one.path for one in outcomes if one.pipelines),
            blind=("FLO3",) if found.tally.unknown and self._wanted.types != "deep" else (),
        )
        return replace(
            shown_from(self._chosen(found, looked), prefix),
            files=self._count(),
            hint=hint(found.tally, self._selected, self._wanted, self._witness),
            empty=tuple(
                f"{prefix}{one.path}"
                for one in outcomes
                if one.path in named and not (one.pipelines or one.imported) and not errors(one.findings)
            ),
        )

    def _read(self, configuration: "Configuration | None") -> tuple[Checked, tuple[Outcome, ...]]:
        """Outcomes that were kept and still hold, and those of the files that must be read."""
        # What lies in an environment is no part of what outcomes depend on, so none is kept where it was asked.
        folder = None if self._folders else self._wanted.cache
        seen = Seen(self._files, versions(self._files, self._selected.settings, DIALECTS))
        key = None if configuration is None else (configuration.path, digest(configuration.data))
        kept = kept_in(folder, self._selected.root, self._selected.settings, key)
        kept.is_closed = bool(self._wanted.given)  # what nobody has saved must not take the place of what is on disk
        work = Outcomes(seen, kept, lambda: self._survey(configuration), self._wanted.jobs, self._wanted.progress)
        outcomes = work.of(self._meant)
        outcomes += work.of(self._others(outcomes))
        given = {} if configuration is None else {configuration.path: configuration.data}
        prefix = self._selected.prefix
        found = replace(
            gathered_outcomes(outcomes, Texts(self._files, given)),
            refused=tuple(f"{prefix}{path} was not checked: {why} [FLO923]" for path, why in work.lost),
            anew=tuple(f"{prefix}{path}" for path in work.anew),
            debug=(f"the outcomes are not kept: {work.unkept}",) if work.unkept else (),
            is_lasting=not self._folders and work.steady,
        )
        return found, outcomes

    def _deepened(self, configuration: "Configuration | None") -> tuple[Checked, tuple[Outcome, ...]]:
        """The same with a type checker's word, which looks at whole graphs: nothing of it is kept."""
        from icefloe.deep import deepened, find_checker

        survey = self._survey(configuration)
        seen = Seen(self._files, survey.version)
        surveys = [survey.file(path) for path in self._meant]
        outcomes = tuple(outcome(one, seen) for one in surveys)
        others = self._others(outcomes)
        surveys += [survey.file(path) for path in others]
        more = deepened(surveys, find_checker(self._selected.root), self._folders)
        outcomes += tuple(outcome(survey.file(path), seen) for path in others)
        prefix = self._selected.prefix
        anew = tuple(f"{prefix}{one.path}" for one in outcomes)
        return replace(gathered(survey, surveys, more), anew=anew, is_lasting=False), outcomes

    def _survey(self, configuration: "Configuration | None") -> "Survey":
        import_libcst()  # here: a project without pipelines need not pay for it
        from icefloe.installed import Installed
        from icefloe.survey import Survey

        return Survey(
            self._selected.root,
            DIALECTS,
            self._files,
            configuration=configuration,
            outside=Installed(self._folders),
            settings=self._selected.settings,
            every=True,
        )

    def _others(self, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
        """A file that was named outright and only uses the pipelines of another means those."""
        bare = [one for one in outcomes if one.path in self._selected.named and not one.pipelines]
        others = dict.fromkeys(path for one in bare for path in one.imported)
        return tuple(path for path in others if path not in self._meant)

    def _chosen(self, found: Checked, looked: Looked) -> Checked:
        """Leave out what is not to be reported."""
        settings = self._selected.settings
        chosen = choose(found.findings, found.sources, self._files, settings, self._wanted.choice, looked)
        return replace(
            found,
            findings=chosen.findings,
            sources=chosen.sources,
            told=(*chosen.told, *newer(settings, ((one.name, one.newest) for one in DIALECTS))),
            accepted=chosen.accepted,
            suppressed=chosen.suppressed,
            changes=() if chosen.change is None else (chosen.change,),
        )

    def _count(self) -> int:
        """How many files were looked at: most YAML files of a project are something else."""
        meant = frozenset(self._meant)
        return sum(path in meant or not is_document(path) for path in self._selected.files)

    def _sought(self) -> tuple[str, ...]:
        """The files to be read: those that were named, and those that may hold a pipeline."""
        source = self._selected.settings.source
        candidates = Candidates(
            self._files,
            tuple(package for dialect in DIALECTS for package in dialect.packages),
            tuple(dialect.marks for dialect in DIALECTS if dialect.document is not None),
        )
        named, files = self._selected.named, self._selected.files
        holding = candidates.among(files, lambda path: import_roots(self._files, source, path))
        return tuple(path for path in files if path in named or path in holding)
