"""`freeze` and `verify`: the lock of a project."""

from dataclasses import replace
from pathlib import Path

from icefloe.api.checked import Checked, errors
from icefloe.api.closed import closed_folders
from icefloe.api.compile import Compiled, Made, compiled
from icefloe.api.exports import Export, Render, exports_in, judged_by, outdated
from icefloe.dialects import DIALECTS
from icefloe.lock import Change, Inputs, absent, malformed, told, unexpected
from icefloe.lock import freeze as make
from icefloe.lock import verify as compare
from icefloe.lock.telling import PLANNED
from icefloe.project import Limits, below, closed_below, find_root, is_document, read_document
from icefloe.project.witness import Witness
from icefloe.syntax.importing import import_libcst
from icefloe_schema import lock as document
from icefloe_schema.errors import SchemaError
from icefloe_schema.records import dataclass

LOCK = "icefloe.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The lock that a project has now; `lock` is None where findings stand in the way, `text` is what to write."""

    root: Path
    checked: Checked
    lock: document.Lock | None = None
    inputs: Inputs | None = None
    compiled: Compiled | None = None
    exports: tuple[Export, ...] = ()

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
    """How a project differs from its lock; `lock` is the one that was read, None if it is none."""

    frozen: Frozen
    changes: tuple[Change, ...] = ()
    lock: document.Lock | None = None

    @property
    def digest(self) -> str:
        """The root of the lock that was read, "" if there is none."""
        return "" if self.lock is None else self.lock.root


def freeze(folder: Path) -> Frozen:
    """Make the lock of the project that a folder belongs to: every pipeline below its root."""
    import_libcst()
    from icefloe.api.lockinputs import inputs_of
    from icefloe.survey import Survey
    from icefloe.syntax.parser import deep

    root = find_root(folder) or folder
    survey = Survey(root, DIALECTS)
    witness = Witness()
    own = [path for project, path in below(root, root, Limits(), {}, witness) if project == root]
    holding = survey.holding(own)
    meant = [path for path in own if path in holding and not path.endswith(".ipynb")]
    result = compiled(survey, meant, lambda pipelines: pipelines)
    closed = tuple(closed_folders([("", tuple(closed_below(root, Limits(), witness)))]))
    if closed:
        return Frozen(root=root, checked=replace(result.checked, findings=(*result.checked.findings, *closed)))
    if len(result.plans) < len(result.checked.pipelines):
        return Frozen(root=root, checked=result.checked)
    exports = exports_in(survey.files, (path for path in own if is_document(path)))
    inputs = replace(
        deep(inputs_of, survey, result), exports={(export.target, export.path): export.data for export in exports}
    )
    return Frozen(root=root, checked=result.checked, lock=make(inputs), inputs=inputs, compiled=result, exports=exports)


def frozen_one(result: Compiled, made: Made) -> tuple[document.Lock, Inputs]:
    """The lock of one pipeline of those that were compiled, and what it is made from.

    It holds those leaves of the project's lock that the pipeline has: its plan, the sources of its functions, the
    modules and the files that it reads; and the dependencies, the environment and the compiler, which all have.
    """
    from icefloe.api.lockinputs import inputs_of
    from icefloe.syntax.parser import deep

    inputs = deep(inputs_of, result.survey, replace(result, plans=(made,)))
    return make(inputs), inputs


def verify(folder: Path, *, expect: str = "", render: Render | None = None) -> Verified:
    """Hold a project against its lock; `expect` is the digest that the lock itself must have, in hexadecimal.

    With `render`, exports that were edited are told from those that were written again.
    """
    frozen = freeze(folder)
    try:
        data = read_document(frozen.path)
    except FileNotFoundError:
        return Verified(frozen=frozen, changes=(absent(),))
    try:
        lock = document.loads(data)
    except SchemaError as error:
        return Verified(frozen=frozen, changes=(malformed(error),))
    changes = compare(lock, frozen.inputs, frozen.lock) if frozen.inputs is not None else ()
    changes = _with_exports(frozen, changes, render)
    if expect and lock.root != expect:
        changes = (*changes, unexpected(expect, lock.root))
    return Verified(frozen=frozen, changes=changes, lock=lock)


def doubtful(frozen: Frozen) -> tuple[Change, ...]:
    """The exports of a project that are not of its plans as they are now."""
    if frozen.compiled is None or not frozen.exports:
        return ()
    return outdated(frozen.root, frozen.compiled.survey.files, frozen.exports, frozen.compiled.plans)


def _with_exports(frozen: Frozen, changes: tuple[Change, ...], render: Render | None) -> tuple[Change, ...]:
    """Changes, with those exports that are stale, and with what is known of those that differ."""
    stale = {change.leaf: change for change in doubtful(frozen)}
    exports = {export.leaf: export for export in frozen.exports}
    made = () if frozen.compiled is None else frozen.compiled.plans
    kept = [change for change in changes if change.leaf not in stale]
    told = [
        judged_by(render, change, exports[change.leaf], made)
        if change.kind == "exports" and render is not None and change.leaf in exports
        else change
        for change in kept
    ]
    return tuple(sorted((*told, *stale.values()), key=lambda change: (change.is_note, change.leaf)))


def judged(verified: Verified, *, strict: bool = False) -> Checked:
    """What a project and its lock differ in, as findings with the sources that they speak of.

    Where the pipelines have errors of their own, these are all that can be said.
    """
    frozen = verified.frozen
    if errors(frozen.checked.findings):
        return frozen.checked
    findings = told(verified.changes, verified.lock, strict=strict)
    if any((folder / ".git").exists() for folder in (frozen.root, *frozen.root.parents)):
        # The lock holds digests: only the sources that were frozen can say what a plan was.
        findings = tuple(
            replace(one, help=f"{one.help}; `icefloe diff HEAD` says what changed") if one.code in PLANNED else one
            for one in findings
        )
    survey = None if frozen.compiled is None else frozen.compiled.survey
    sources = {} if survey is None else survey.sources(findings)
    # A line of the lock is digests: nobody reads them, and the places say which line it is.
    sources.pop(LOCK, None)
    return replace(frozen.checked, findings=findings, sources=sources, roots=(("", frozen.root),))


def unreadable(there: bytes) -> Change | None:
    """What is wrong with a lock that is there, if it cannot be read."""
    try:
        document.loads(there)
    except SchemaError as error:
        return malformed(error)
    return None


def stale(frozen: Frozen, there: bytes) -> tuple[str, ...]:
    """The entries in which a lock that is there differs from the one that would be written; none if it is no lock."""
    try:
        known = {leaf.path: leaf.digest for leaf in document.loads(there).leaves}
    except SchemaError:
        return ()
    made = {leaf.path: leaf.digest for leaf in (frozen.lock.leaves if frozen.lock is not None else ())}
    return tuple(sorted(path for path in known.keys() | made.keys() if known.get(path) != made.get(path)))
