"""The sides of a difference: compiled sources, revisions of a repository, saved versions, plans and locks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.checked import Checked, errors
from icefloe.api.compile import Compiled, Made, compile_, compiled
from icefloe.api.versions import saved
from icefloe.dialects import DIALECTS
from icefloe.diff import Fits, Pipeline, Shape, Side, compare, side_of_plan, typetext
from icefloe.lock import Inputs
from icefloe.lock import freeze as make
from icefloe.project import Limits, below
from icefloe.project.root import is_root
from icefloe.project.witness import Witness
from icefloe.revisions import Repository, Tree
from icefloe.syntax.importing import import_libcst
from icefloe.trace import Closure
from icefloe.types import Verdict
from icefloe_schema.leaves import plan_name
from icefloe_schema.lock import Lock
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.infer import Types

__all__ = [
    "Read",
    "Side",
    "compare",
    "compared",
    "side_of_compiled",
    "side_of_lock",
    "side_of_plan",
    "side_of_source",
    "side_of_state",
    "side_of_version",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A side, and what came of reading it.

    `lost` are the files that have errors and of which no pipeline is known, `checked` what is wrong where a source
    was named that has errors.
    """

    side: Side
    lost: tuple[str, ...] = ()
    checked: Checked | None = field(default=None, repr=False)


def side_of_version(start: Path, name: str, version: str) -> Side:
    """A saved version of a pipeline, as its plan and its lock hold it."""
    found = saved(start, name, version)
    return side_of_plan(f"{name}@{version}", found.plan, found.lock)


def side_of_lock(name: str, lock: Lock) -> Side:
    """A lock, which knows the plans only by their digests."""
    return Side(name=name, locks={"": lock}, frozen=True)


def side_of_source(target: str, defines: Mapping[str, str] | None = None, configuration: str | None = None) -> Read:
    """The pipelines of `FILE` or `FILE:NAME` as they are now; without them where there are errors."""
    result = compile_(target, defines=defines, configuration=configuration)
    if errors(result.checked.findings):
        return Read(side=Side(name=target), checked=result.checked)
    return Read(side=side_of_compiled(target, result))


def side_of_compiled(name: str, result: Compiled) -> Side:
    """The pipelines that were compiled, with what their functions reach, and the lock of them alone."""
    found = tuple(_pipeline(made, "", made.label) for made in result.plans)
    pipelines, locks = _locked("", [(result, found)])
    return Side(name=name, pipelines=pipelines, locks=locks)


def compared(old: Read, new: Read) -> tuple[Side, Side]:
    """Both sides without the pipelines of files that cannot be read on the other side: nothing is known of these."""
    lost = {*old.lost, *new.lost}
    return (_without(old.side, lost), _without(new.side, lost))


def _without(side: Side, files: set[str]) -> Side:
    kept = tuple(one for one in side.pipelines if not any(one.name.startswith(f"{file}:") for file in files))
    return replace(side, pipelines=kept, partial=bool(files))


def side_of_state(name: str, repository: Repository, tree: Tree | None, paths: Sequence[Path]) -> Read:
    """All pipelines below some paths of a repository: in a commit, or without a tree as they are on disk."""
    import_libcst()
    witness = Witness() if tree is None else Witness(disk=tree)
    pipelines: list[Pipeline] = []
    locks: dict[str, Lock] = {}
    lost: list[str] = []
    for root, files in _projects(repository.top, paths, witness):
        prefix = "" if root == repository.top else f"{root.relative_to(repository.top).as_posix()}/"
        made, failed = _read(root, prefix, files, witness)
        found, lock = _locked(prefix, made)
        pipelines += found
        locks |= lock
        lost += failed
    return Read(side=Side(name=name, pipelines=tuple(pipelines), locks=locks), lost=tuple(lost))


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
    root: Path, prefix: str, files: Sequence[str], witness: Witness
) -> tuple[list[tuple[Compiled, tuple[Pipeline, ...]]], list[str]]:
    """The pipelines of each file of a project that may hold some, and the files of which none can be known."""
    from icefloe.survey import Survey

    survey = Survey(root, DIALECTS, witness.files(root))
    holding = survey.holding(files)
    found: list[tuple[Compiled, tuple[Pipeline, ...]]] = []
    lost: list[str] = []
    for path in files:
        if path not in holding:
            continue
        result = compiled(survey, [path], lambda pipelines: pipelines, draw=True)
        wrong = bool(errors(result.checked.findings))
        if wrong and not result.plans:
            lost.append(f"{prefix}{path}")
        pipelines = tuple(
            _pipeline(made, prefix, f"{prefix}{path}:{made.label}", partial=wrong) for made in result.plans
        )
        found.append((result, pipelines))
    return found, lost


def _pipeline(made: Made, prefix: str, name: str, *, partial: bool = False) -> Pipeline:
    return Pipeline(
        key=plan_name(made.pipeline.path, made.label),
        name=name,
        prefix=prefix,
        plan=made.plan,
        places=made.places,
        fits=_fits(made.pipeline.types),
        shape=_shape(made),
        partial=partial,
    )


def _fits(types: "Types") -> Fits:
    """Judge types by the classes of the project as well."""

    def fits(given: str, asked: str) -> Verdict:
        return typetext.judged(types.assignable, typetext.read(given), typetext.read(asked))

    return fits


def _shape(made: Made) -> Shape:
    """Tell what functions do, each read once."""
    from icefloe.syntax.shape import shape

    @cache
    def of(module: str, qualname: str, ordinal: int) -> str:
        return shape(made.pipeline.table, module, qualname, ordinal)

    return lambda ref: of(ref.module, ref.qualname, ref.ordinal)


def _locked(
    prefix: str, found: Sequence[tuple[Compiled, tuple[Pipeline, ...]]]
) -> tuple[tuple[Pipeline, ...], dict[str, Lock]]:
    """The pipelines with the closures of their functions, and the lock of those that could be run."""
    whole = [(result, own) for result, own in found if own and not any(one.partial for one in own)]
    whole = [(result, pipelines) for result, pipelines in whole if all(not _in_notebook(m) for m in result.plans)]
    everything = tuple(pipeline for _, pipelines in found for pipeline in pipelines)
    if not whole:
        return everything, {}
    inputs = _inputs([result for result, _ in whole])
    closures: dict[str, dict[str, Closure]] = {}
    for (key, address), closure in inputs.closures.items():
        closures.setdefault(key, {})[address] = closure
    made = tuple(one if one.partial else replace(one, closures=closures.get(one.key, {})) for one in everything)
    return made, {prefix: make(inputs)}


def _in_notebook(made: Made) -> bool:
    return made.pipeline.path.endswith(".ipynb")


def _inputs(results: Sequence[Compiled]) -> Inputs:
    from icefloe.api.lockinputs import inputs_of
    from icefloe.syntax.parser import deep

    first = results[0]
    plans = tuple(made for result in results for made in result.plans)
    return deep(inputs_of, first.survey, replace(first, plans=plans))
