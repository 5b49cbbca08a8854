"""All pipelines of a repository in one of its states, and which of them are compared with those of another state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from icefloe.api.checked import errors
from icefloe.api.compile import Compiled, Made, compiled
from icefloe.api.differing import inputs_of_plans, locked, pipeline_of
from icefloe.dialects import DIALECTS
from icefloe.diff import Pipeline, Side
from icefloe.diff.matching import matched
from icefloe.findings import Finding, Severity
from icefloe.lock.inputs import functions
from icefloe.project import Limits, ProjectError, below
from icefloe.project.root import is_root
from icefloe.project.witness import Witness
from icefloe.revisions import Repository, Tree
from icefloe.syntax.importing import import_libcst
from icefloe_schema.lock import Lock
from icefloe_schema.records import dataclass

#: Errors of types: what there is, and how it is wired, is known all the same.
_OF_TYPES = "FLO3"

Compilation = tuple[Compiled, tuple[Pipeline, ...]]
Pair = tuple[Pipeline | None, Pipeline | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A file with errors in one state: `places` are the files they stand in, `lines` say them.

    `is_known` says that its pipelines are known in spite of them.
    """

    file: str
    places: frozenset[str]
    lines: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The pipelines of a repository in one state, by what the paths of each project begin with.

    `files` are all source files; `reach` gives the files that each pipeline is made from, where this was asked for.
    """

    name: str
    projects: Mapping[str, tuple[Compilation, ...]] = field(repr=False)
    files: frozenset[str] = field(repr=False)
    wrong: tuple[Wrong, ...] = ()
    reach: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]], repr=False)

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines of all projects, also of files with errors."""
        return tuple(one for made in self.projects.values() for _, own in made for one in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Two states as sides, without the pipelines that cannot be compared.

    `lost` are these, `wrong` are lines that say the errors, `is_whole` is False if something is not known for them,
    `beside` are files with errors of which nobody knows whether they reach the paths that were asked for.
    """

    old: Side
    new: Side
    lost: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    is_whole: bool = True


def read_state(name: str, repository: Repository, tree: Tree | None, paths: Sequence[Path]) -> State:
    """All pipelines of a repository, in a commit or without a tree as they are on disk; what they reach, with paths."""
    import_libcst()
    witness = Witness() if tree is None else Witness(disk=tree)
    projects: dict[str, tuple[Compilation, ...]] = {}
    wrong: list[Wrong] = []
    names: set[str] = set()
    for root, files in _projects(repository.top, (repository.top, *paths), witness):
        prefix = "" if root == repository.top else f"{root.relative_to(repository.top).as_posix()}/"
        names |= {f"{prefix}{path}" for path in files}
        made, failed = _read(name, root, prefix, files, witness)
        projects[prefix] = tuple(made)
        wrong += failed
    reach = {one.name: files for prefix, made in projects.items() for one, files in _reaches(prefix, made) if paths}
    return State(name=name, projects=projects, files=frozenset(names), wrong=tuple(wrong), reach=reach)


def compared_states(old: State, new: State, paths: Sequence[str]) -> States:
    """The sides of two states: below some paths (from the top) the pipelines that are there or reach what is there."""
    pairs = [pair for pair in matched(old.pipelines, new.pipelines) if _is_meant(pair, old, new, paths)]
    lost = [pair for pair in pairs if _is_lost(pair, old, new)]
    files = {_file(one) for pair in pairs for one in pair if one is not None}
    wrong = [one for one in (*old.wrong, *new.wrong) if not paths or one.file in files or _touches(one, paths)]
    if paths and not pairs and not wrong:
        raise ProjectError(f"no pipeline in or reaching {', '.join(paths)}")
    beside = {one.file for one in (*old.wrong, *new.wrong) if not one.is_known and one not in wrong}
    said = {line for one in wrong for line in one.lines}
    beside -= {one.file for one in (*old.wrong, *new.wrong) if said.issuperset(one.lines)}
    kept = [pair for pair in pairs if pair not in lost]
    is_whole = not lost and all(one.is_known for one in wrong)
    return States(
        old=_side(old, [before for before, _ in kept], is_whole),
        new=_side(new, [after for _, after in kept], is_whole),
        lost=tuple(sorted({([one.name for one in pair if one is not None])[-1] for pair in lost})),
        wrong=tuple(dict.fromkeys(line for one in wrong for line in one.lines)),
        beside=tuple(sorted(beside)),
        is_whole=is_whole,
    )


def _is_meant(pair: Pair, old: State, new: State, paths: Sequence[str]) -> bool:
    """Whether one of both pipelines is made from something below the paths."""
    before, after = pair
    reach = old.reach.get(before.name, frozenset[str]()) if before else frozenset[str]()
    reach |= new.reach.get(after.name, frozenset[str]()) if after else frozenset[str]()
    return not paths or any(_is_below(file, paths) for file in reach)


def _is_below(file: str, paths: Iterable[str]) -> bool:
    return any(path in {"", file} or file.startswith(f"{path}/") for path in paths)


def _touches(wrong: Wrong, paths: Sequence[str]) -> bool:
    return any(_is_below(file, paths) for file in (wrong.file, *wrong.places))


def _is_lost(pair: Pair, old: State, new: State) -> bool:
    """Whether a pair cannot be compared: one of both is not known, or what is missing may be in a file with errors."""
    for one, own, other in ((pair[0], old, new), (pair[1], new, old)):
        unknown = {wrong.file for wrong in own.wrong if not wrong.is_known}
        beyond = {wrong.file for wrong in other.wrong if not wrong.is_known}
        if one is not None and _file(one) in unknown | beyond:
            return True
        # A file with errors that is new may be where this one has moved to.
        if None in pair and one is not None and _file(one) not in other.files and beyond - own.files:
            return True
    return False


def _file(one: Pipeline) -> str:
    return one.name.partition(":")[0]


def _side(state: State, kept: Sequence[Pipeline | None], is_whole: bool) -> Side:
    names = {one.name for one in kept if one is not None}
    pipelines: list[Pipeline] = []
    locks: dict[str, Lock] = {}
    for prefix, made in state.projects.items():
        chosen = [_restricted(result, own, names) for result, own in made]
        found, lock = locked(prefix, [one for one in chosen if one[1]])
        pipelines += found
        locks |= lock
    return Side(name=state.name, pipelines=tuple(pipelines), locks=locks, partial=not is_whole)


def _restricted(result: Compiled, own: tuple[Pipeline, ...], names: set[str]) -> Compilation:
    both = [(made, one) for made, one in zip(result.plans, own, strict=True) if one.name in names]
    return replace(result, plans=tuple(made for made, _ in both)), tuple(one for _, one in both)


def _reaches(prefix: str, found: Sequence[Compilation]) -> Iterator[tuple[Pipeline, frozenset[str]]]:
    """Each pipeline with the files that it is made from."""
    for result, own in found:
        for made, one in zip(result.plans, own, strict=True):
            paths = {made.pipeline.path, *_reached(result, made, one)}
            yield one, frozenset(f"{prefix}{path}" for path in paths)


def _reached(result: Compiled, made: Made, one: Pipeline) -> Iterable[str]:
    if not one.partial:
        inputs = inputs_of_plans([replace(result, plans=(made,))])
        return (*inputs.modules, *inputs.files)
    found = (made.pipeline.table.path_of(ref.module) for _, ref in functions(made.plan))
    return [path for path in found if path is not None]


def _projects(top: Path, paths: Sequence[Path], witness: Witness) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The projects of a repository with their source files below some paths."""
    found: dict[Path, dict[str, None]] = {}
    for path in paths:
        kind = witness.kind(path)
        root = _root(path if kind == "d" else path.parent, top, witness)
        if kind == "f":
            found.setdefault(root, {})[path.relative_to(root).as_posix()] = None
        elif kind == "d":
            for project, file in below(path, root, Limits(), {}, witness):
                found.setdefault(project, {})[file] = None
    for root in sorted(found):
        yield root, tuple(sorted(found[root]))


def _root(folder: Path, top: Path, witness: Witness) -> Path:
    """The project of a folder; it does not reach beyond the repository."""
    for one in (folder, *folder.parents):
        if one == top or is_root(one, witness.kind):
            return one
    return top


def _read(
    name: str, root: Path, prefix: str, files: Sequence[str], witness: Witness
) -> tuple[list[Compilation], list[Wrong]]:
    """The pipelines of each file of a project that may hold some, and the files with errors."""
    from icefloe.survey import Survey

    survey = Survey(root, DIALECTS, witness.files(root))
    holding = survey.holding(files)
    found: list[Compilation] = []
    failed: list[Wrong] = []
    for path in files:
        if path not in holding:
            continue
        result = compiled(survey, [path], lambda pipelines: pipelines, draw=True)
        wrong = errors(result.checked.findings)
        if wrong:
            failed.append(_wrong(name, prefix, path, result))
        pipelines = tuple(
            pipeline_of(made, prefix, f"{prefix}{path}:{made.label}", partial=wrong) for made in result.plans
        )
        found.append((result, pipelines))
    return found, failed


def _wrong(name: str, prefix: str, path: str, result: Compiled) -> Wrong:
    found = [one for one in result.checked.findings if one.severity is Severity.ERROR]
    return Wrong(
        file=f"{prefix}{path}",
        places=frozenset(f"{prefix}{one.span.path}" for one in found),
        lines=tuple(_line(name, prefix, one) for one in found),
        is_known=bool(result.plans) and all(one.code.startswith(_OF_TYPES) for one in found),
    )


def _line(name: str, prefix: str, finding: Finding) -> str:
    where = f"{prefix}{finding.span.path}:{finding.span.line}:{finding.span.column}"
    return f"error[{finding.code}]: {where} in {name}: {finding.message}"
