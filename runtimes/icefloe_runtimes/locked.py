"""Holds a plan and its project against a lock, as a runtime does before it starts anything.

A runtime cannot read sources as the compiler does: it compares the plan's leaves, the bytes of modules and files, and
the lock file of the dependencies where it is there.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from icefloe_runtimes.edges import deep
from icefloe_runtimes.visible import visible
from icefloe_schema import lock as document
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import (
    HEADER,
    file_leaf,
    header_leaf,
    leaf_digest,
    normalised,
    plan_leaves,
    step_leaf,
    unescape,
)
from icefloe_schema.lock import DepsContent, Leaf, Lock, ModuleContent
from icefloe_schema.plan import NotebookRun, Plan
from icefloe_schema.records import dataclass

#: The bytes of a file of the project by its path from the root; `None` if there is no such file.
Read: TypeAlias = Callable[[str], bytes | None]
#: What is wrong with a leaf, in the words of `icefloe verify`.
Kind: TypeAlias = Literal["semantic", "missing", "extra", "files", "deps", "malformed"]

LOCK = "icefloe.lock"
HINT = "nothing was run; if this was meant, run `icefloe freeze` and commit icefloe.lock"
_PLAN, _MODULES, _FILES = "plan/", "modules/", "files/"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One leaf of a lock that a plan or a project does not have as it was frozen."""

    leaf: str
    kind: Kind
    message: str
    hint: str = ""


class Drifted(Exception):  # noqa: N818 - it says what has happened, as a verdict does
    """What is to be run is not what was frozen."""

    def __init__(self, mismatches: tuple[Mismatch, ...]) -> None:
        super().__init__(mismatches)
        self.mismatches = mismatches

    def __str__(self) -> str:
        return "\n".join(one.message for one in self.mismatches)

    @property
    def hint(self) -> str:
        """What to do about it."""
        own = next((one.hint for one in self.mismatches if one.hint), "")
        return f"nothing was run; {own}" if own else HINT


def read(path: Path, expected: str | None = None) -> Lock:
    """Read a lock; `Drifted` if it is none, or not the one whose digest is expected."""
    try:
        lock = document.loads(path.read_bytes())
    except SchemaError as error:
        hint = error.hint if isinstance(error, document.LockError) else ""
        raise altered(f"{path.name} is not a lock as `freeze` writes it: {error}", hint) from None
    if expected is not None and lock.root != expected.removeprefix("sha256:"):
        raise altered(f"{path.name} is not the expected one: its digest is sha256:{lock.root}")
    return lock


def altered(message: str, hint: str = "") -> Drifted:
    """What stands for a lock that cannot be used as one; the hint says what to do, if that is not to freeze."""
    return Drifted((Mismatch(leaf="", kind="malformed", message=message, hint=hint),))


def hold(plan: Plan, lock: Lock, read: Read | None) -> Lock:
    """Give that part of the lock which is about this plan; `Drifted` if the plan or the project is not as frozen.

    Without `read` only the plan is compared.
    """
    name = _meant(plan, lock)
    found = _compared(name, plan, lock, read)
    if found:
        raise Drifted(found)
    return restricted(lock, name)


def mismatches(plan: Plan, lock: Lock, read: Read | None) -> tuple[Mismatch, ...]:
    """Everything in which a plan, its modules and its files differ from a lock; empty if nothing does."""
    return _compared(_meant(plan, lock), plan, lock, read)


def restricted(lock: Lock, name: str) -> Lock:
    """The lock without the plans and sources of other pipelines, and without exports."""
    own = (f"plan/{name}/", f"source/{name}/")
    others = ("plan/", "source/", "exports/")
    kept = (leaf for leaf in lock.leaves if leaf.path.startswith(own) or not leaf.path.startswith(others))
    return replace(lock, leaves=tuple(kept))


def modules(lock: Lock) -> Mapping[str, str]:
    """The modules of a lock by path from the root, with the SHA-256 of their newline-normalised bytes."""
    contents = {leaf.path: leaf.content for leaf in lock.leaves}
    return {path_of(path): content.sha256 for path, content in contents.items() if isinstance(content, ModuleContent)}


def held_paths(lock: Lock) -> frozenset[str]:
    """The modules and files of a lock, by path from the root."""
    return frozenset(path_of(leaf.path) for leaf in lock.leaves if leaf.path.startswith((_MODULES, _FILES)))


def dependencies(lock: Lock) -> str:
    """The path of the lock file of the dependencies, empty if the project has none."""
    contents = (leaf.content for leaf in lock.leaves)
    return next((content.path for content in contents if isinstance(content, DepsContent)), "")


def path_of(leaf: str) -> str:
    """The path of the module or file that a leaf is about."""
    return "/".join(unescape(part) for part in leaf.split("/")[1:])


def text_digest(data: bytes) -> str:
    """The SHA-256 of a text, whatever newlines a checkout gave it."""
    return hashlib.sha256(normalised(data)).hexdigest()


def of_folder(root: Path) -> Read:
    """Reads the files below a folder; a path that leads out of it is none of its files."""

    def read(path: str) -> bytes | None:
        # A pipe or a device, which may never end, is no file either.
        return (root / path).read_bytes() if is_inside(path) and (root / path).is_file() else None

    return read


def is_inside(path: str) -> bool:
    """Whether a path from a root stays below it."""
    return "\0" not in path and not any(part in ("", ".", "..") for part in path.split("/"))


def _compared(name: str, plan: Plan, lock: Lock, read: Read | None) -> tuple[Mismatch, ...]:
    leaves = {leaf.path: leaf for leaf in lock.leaves}
    of_plan = _of_plan(name, plan, leaves) if name else (_unknown(plan, lock),)
    # A lock of one pipeline holds its files alone; in a project's, those that no plan names are another's.
    alone = len(_names(lock)) == 1
    return (*of_plan, *(() if read is None else _of_project(plan, leaves, read, alone=alone)))


def _unknown(plan: Plan, lock: Lock) -> Mismatch:
    names = _names(lock)
    there = ", ".join(_quoted(unescape(one)) for one in names[:_MOST_NAMED]) or "none"
    more = ", …" if len(names) > _MOST_NAMED else ""
    message = f"the lock has no pipeline like {_quoted(plan.name)}: there is {there}{more}"
    return Mismatch(leaf="", kind="missing", message=message)


def _of_plan(name: str, plan: Plan, leaves: Mapping[str, Leaf]) -> Iterator[Mismatch]:
    found = dict(plan_leaves(name, plan))
    header = header_leaf(name)
    if len(found) != len(plan.steps) + 1:
        yield Mismatch(leaf=header, kind="semantic", message="the plan has two steps of one name")
    for path, digest in found.items():
        step = _quoted(unescape(path.rpartition("/")[2]))
        frozen = leaves.get(path)
        if frozen is None:
            yield Mismatch(leaf=path, kind="extra", message=f"step {step} of the plan is not in the lock")
        elif frozen.digest != digest:
            what = "its name, parameters, results, schedule, files or settings"
            said = f"the plan's header is not as it was frozen: {what}"
            if path != header:
                said = f"step {step} of the plan is not as it was frozen: what it runs, takes, gives or may do"
            yield Mismatch(leaf=path, kind="semantic", message=said)
    for path in leaves:
        if path.startswith(f"plan/{name}/") and path not in found:
            step = _quoted(unescape(path.rpartition("/")[2]))
            yield Mismatch(leaf=path, kind="missing", message=f"the lock has a step {step}, the plan does not")


def _of_project(plan: Plan, leaves: Mapping[str, Leaf], read: Read, *, alone: bool) -> Iterator[Mismatch]:
    own = {path for path in leaves if path.startswith(_FILES)} if alone else set[str]()
    own |= {file_leaf(file.path) for file in plan.files}
    own |= {file_leaf(step.run.path) for step in deep(plan.steps) if isinstance(step.run, NotebookRun)}
    for path in sorted(own - leaves.keys()):
        yield Mismatch(leaf=path, kind="extra", message=f"file {_quoted(path_of(path))} is not in the lock")
    for path, leaf in leaves.items():
        if path.startswith(_MODULES) and isinstance(leaf.content, ModuleContent):
            yield from _of_text("module", path, path_of(path), leaf.content.sha256, read)
        elif path in own:
            data = read(path_of(path))
            if data is None:
                yield Mismatch(leaf=path, kind="missing", message=f"file {_quoted(path_of(path))} is missing")
            elif leaf_digest(path, data) != leaf.digest:
                said = f"file {_quoted(path_of(path))} is not as it was frozen"
                yield Mismatch(leaf=path, kind="files", message=said)
        elif isinstance(leaf.content, DepsContent) and read(leaf.content.path) is not None:
            yield from _of_text("the dependencies'", path, leaf.content.path, leaf.content.sha256, read)


def _of_text(what: str, leaf: str, path: str, sha256: str, read: Read) -> Iterator[Mismatch]:
    data = read(path)
    if data is None:
        yield Mismatch(leaf=leaf, kind="missing", message=f"{what} {_quoted(path)} is missing")
    elif text_digest(data) != sha256:
        kind: Kind = "deps" if leaf == "deps" else "semantic"
        yield Mismatch(leaf=leaf, kind=kind, message=f"{what} {_quoted(path)} is not as it was frozen")


def _names(lock: Lock) -> tuple[str, ...]:
    """The names of the plans in a lock."""
    tail = f"/{HEADER}"
    return tuple(
        leaf.path[len(_PLAN) : -len(tail)]
        for leaf in lock.leaves
        if leaf.path.startswith(_PLAN) and leaf.path.endswith(tail)
    )


def _meant(plan: Plan, lock: Lock) -> str:
    """The name that a plan has in a lock: the one whose steps are most like its own; empty if none is like it."""
    steps: dict[str, dict[str, str]] = {}
    for leaf in lock.leaves:
        if leaf.path.startswith(_PLAN):
            steps.setdefault(leaf.path[len(_PLAN) :].rpartition("/")[0], {})[leaf.path] = leaf.digest
    own = {HEADER, *(step_leaf("", step.id).rpartition("/")[2] for step in plan.steps)}
    alike = [name for name, found in steps.items() if {path.rpartition("/")[2] for path in found} == own]
    if not alike:
        alike = [name for name in steps if unescape(name.rpartition(":")[2]) == plan.name]
    equal = {name: len(steps[name].items() & dict(plan_leaves(name, plan)).items()) for name in alike}
    named = [name for name in alike if unescape(name.rpartition(":")[2]) == plan.name]
    return max((*named, *alike), key=lambda name: equal[name], default="")


def _quoted(text: str) -> str:
    return f"`{visible(text)}`"
