"""`freeze` and `verify`: the lock of a project."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from icefloe.api.check import Checked
from icefloe.api.compile import Compiled, Made, compiled
from icefloe.dialects import DIALECTS
from icefloe.lock import Change, Dependencies, Inputs, Versions, malformed
from icefloe.lock import freeze as make
from icefloe.lock import verify as compare
from icefloe.lock.inputs import functions
from icefloe.project import below, find_root, read_document
from icefloe.survey import Survey
from icefloe.syntax import NORMALISER, Parsed, deep, digest
from icefloe.syntax.closure import closure
from icefloe.trace import Closure
from icefloe_schema import lock as document
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import plan_name
from icefloe_schema.version import VERSION

LOCK = "icefloe.lock"
DEPENDENCIES = ("uv.lock", "poetry.lock", "pylock.toml", "requirements.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The lock that a project has now; `lock` is None where findings stand in the way, `text` is what to write."""

    root: Path
    checked: Checked
    lock: document.Lock | None = None
    inputs: Inputs | None = None

    @property
    def text(self) -> str:
        """The lock as it stands in its file."""
        return "" if self.lock is None else document.dumps(self.lock)

    @property
    def path(self) -> Path:
        """Where the lock stands."""
        return self.root / LOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How a project differs from its lock. `digest` is the root of the lock that was read, "" if there is none."""

    frozen: Frozen
    changes: tuple[Change, ...] = ()
    digest: str = ""


def freeze(folder: Path) -> Frozen:
    """Make the lock of the project that a folder belongs to: every pipeline below its root."""
    root = find_root(folder) or folder
    survey = Survey(root, DIALECTS)
    own = [path for project, path in below(root, root) if project == root]
    holding = survey.holding(own)
    meant = [path for path in own if path in holding]
    result = compiled(survey, meant, lambda pipelines: pipelines)
    if len(result.plans) < len(result.checked.pipelines):
        return Frozen(root=root, checked=result.checked)
    inputs = deep(_inputs, survey, result)
    return Frozen(root=root, checked=result.checked, lock=make(inputs), inputs=inputs)


def verify(folder: Path) -> Verified | None:
    """Hold a project against its lock; None if there is no lock."""
    frozen = freeze(folder)
    try:
        data = read_document(frozen.path)
    except FileNotFoundError:
        return None
    try:
        lock = document.loads(data)
    except SchemaError as error:
        return Verified(frozen=frozen, changes=(malformed(error),))
    changes = compare(lock, frozen.inputs) if frozen.inputs is not None else ()
    return Verified(frozen=frozen, changes=changes, digest=lock.root)


def _inputs(survey: Survey, result: Compiled) -> Inputs:
    plans = {_name(made): made for made in result.plans}
    closures = {(name, address): found for name, made in plans.items() for address, found in _closures(made).items()}
    modules = {made.pipeline.path for made in result.plans}
    for made in result.plans:
        names = (name for key, found in closures.items() if key[0] == _name(made) for name in found.modules)
        modules |= {path for name in names if (path := made.pipeline.table.path_of(name)) is not None}
    files = {file.path for made in result.plans for file in made.plan.files}
    return Inputs(
        plans={name: made.plan for name, made in plans.items()},
        closures=closures,
        versions=Versions(icefloe=VERSION, normaliser=str(NORMALISER)),
        modules=_read(survey, modules),
        forms=_forms(result, modules),
        files=_read(survey, files),
        dependencies=_dependencies(survey),
        requires_python=survey.settings.requires_python,
    )


def _name(made: Made) -> str:
    return plan_name(made.pipeline.path, made.label)


def _closures(made: Made) -> Mapping[str, Closure]:
    return {
        address: closure(made.pipeline.table, function.module, function.qualname, function.ordinal)
        for address, function in functions(made.plan)
    }


def _read(survey: Survey, paths: set[str]) -> dict[str, bytes]:
    return {path: data for path in sorted(paths) if (data := survey.files.read(path)) is not None}


def _forms(result: Compiled, modules: set[str]) -> dict[str, str]:
    """The digests of the modules' normalised sources."""
    tables = [made.pipeline.table for made in result.plans]
    parsed = {path: one for table in tables for path in modules if isinstance(one := table.open(path), Parsed)}
    return {path: digest(parsed[path].tree) for path in sorted(parsed)}


def _dependencies(survey: Survey) -> Dependencies | None:
    for path in DEPENDENCIES:
        data = survey.files.read(path)
        if data is not None:
            return Dependencies(path=path, data=data)
    return None
