"""Exports that stand in a project: which they are, and whether they are still of the plans that it has now."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from icefloe.api.compile import Made
from icefloe.api.versions import RESTORE, named_by, saved
from icefloe.lock.change import HINTS, Change, start
from icefloe.project import ProjectError
from icefloe.report.plain import plain
from icefloe.source import Files
from icefloe_schema import codec, plan
from icefloe_schema.canonical import digest
from icefloe_schema.codec import to_json
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import export_leaf, normalised
from icefloe_schema.records import dataclass

#: How far an export is read for what it says of itself.
HEAD: Final = 4096
_HEADER = re.compile(r"# .*: made by `icefloe export (?P<target>[a-z][a-z0-9-]*)` from (?P<plan>.+); do not edit\.\n")
_DIGEST = re.compile(r"^(?:# plan: sha256:|\s+icefloe/plan-sha256: \")([0-9a-f]{64})\b", re.MULTILINE)
_PLAN = re.compile(r"(?:(?P<folder>.*)/)?(?P<name>[^/]+)\.plan\.(?:json|ya?ml)")

#: Exports a plan anew: the target's name and the plan, and the texts that come of it; none if it cannot be told.
Render: TypeAlias = Callable[[str, Made], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export: the target that it is for, its path, the path of its plan as it says it, and that plan's digest."""

    target: str
    path: str
    plan: str
    digest: str
    data: bytes

    @property
    def leaf(self) -> str:
        """The path of its leaf in the lock."""
        return export_leaf(self.target, self.path)


def exports_in(files: Files, paths: Iterable[str]) -> tuple[Export, ...]:
    """The exports among some files of a project: those that say on their first line what wrote them, and from what."""
    return tuple(found for path in paths if (found := _export(path, files.read(path))) is not None)


def outdated(root: Path, files: Files, exports: Iterable[Export], made: Iterable[Made]) -> tuple[Change, ...]:
    """The exports of plans that are not what the sources of the project at `root` compile to now."""
    found = tuple(export for export in exports if export.digest)
    plans = {digest(to_json(one.plan)): one for one in made} if found else {}
    named = [(export, _named(export.plan, plans.values())) for export in found if export.digest not in plans]
    return tuple(
        _of_version(root, export) or _stale(export, now)
        for export, now in named
        if not _is_of_its_plan(files, export, now)
    )


def judged_by(render: Render, change: Change, export: Export, made: Iterable[Made]) -> Change:
    """Tell a frozen export that somebody edited from one that was written again."""
    now = next((one for one in made if digest(to_json(one.plan)) == export.digest), None)
    if now is None:
        return change
    texts = {normalised(text.encode()) for text in render(export.target, now)}
    if not texts:
        return change
    command = _command(export, now)
    if normalised(export.data) in texts:
        message, hint = f"export `{export.path}` was written again since the freeze", HINTS["extra"]
        return replace(change, message=message, hint=hint)
    message = f"export `{export.path}` is not what {command} writes: it was edited, or made with other options"
    return replace(change, message=message)


def _export(path: str, data: bytes | None) -> Export | None:
    if data is None or not data.startswith(b"# "):
        return None
    head = normalised(data[:HEAD]).decode(errors="replace")
    found = _HEADER.match(head)
    if found is None:
        return None
    told = _DIGEST.search(head)
    return Export(
        target=found["target"], path=path, plan=found["plan"], digest=told[1] if told is not None else "", data=data
    )


def _command(export: Export, now: Made) -> str:
    """What writes an export again."""
    is_only = now.pipeline.path.startswith(f"{now.stem}.")
    folder = export.path.rpartition("/")[0] or "."
    target = now.pipeline.path if is_only else f"{now.pipeline.path}:{now.label}"
    return f"`icefloe export {export.target} {target} -o {folder}`"


def _of_version(root: Path, export: Export) -> Change | None:
    """What is wrong with an export of a saved version, or with that version; None where it is of none."""
    pair = named_by(export.plan)
    if pair is None:
        return None
    label = "@".join(pair)
    folder = export.path.rpartition("/")[0] or "."
    try:
        saved(root, *pair)
    except ProjectError as error:
        why = str(error).removesuffix(f"; {RESTORE}")
        message = f"export `{export.path}` cannot be held to its plan: {why}"
        hint = RESTORE
    else:
        message = f"export `{export.path}` is of another plan than the saved version {label} holds"
        hint = f"write it again with `icefloe export {export.target} {label} -o {folder}`, then run `icefloe freeze`"
    return Change(
        leaf=export.leaf,
        expected=export.digest,
        got="",
        kind="stale",
        message=plain(message),
        span=start(export.path),
        hint=plain(hint),
    )


def _stale(export: Export, now: Made | None) -> Change:
    if now is None:
        message = f"export `{export.path}` is of `{export.plan}`, which no pipeline of this project compiles to"
        hint = "take it away, or write it again with `icefloe export`; then run `icefloe freeze`"
    else:
        message = f"export `{export.path}` is of another plan than `{now.pipeline.path}` compiles to now"
        hint = f"write it again with {_command(export, now)}, then run `icefloe freeze`"
    return Change(
        leaf=export.leaf,
        expected=export.digest,
        got="" if now is None else digest(to_json(now.plan)),
        kind="stale",
        message=message,
        span=start(export.path),
        hint=hint,
    )


def _named(path: str, made: Iterable[Made]) -> Made | None:
    """The pipeline whose plan stands at a path, which begins at the root of the repository, if it is one's own."""
    found = _PLAN.fullmatch(path)
    stem = f"{found['folder'] or ''}/{found['name']}" if found is not None else ""
    fitting = [one for one in made if f"/{stem}".endswith(f"/{one.stem}")]
    return max(fitting, key=lambda one: len(one.stem), default=None)


def _is_of_its_plan(files: Files, export: Export, now: Made | None) -> bool:
    """Whether an export is of the plan that stands where it says, and that plan is meant to be another one.

    That is one that was compiled to another place, kept as a version, or compiled with `-D` or `--config`.
    """
    parts = export.plan.split("/")
    documents = (files.read("/".join(parts[index:])) for index in range(len(parts)) if export.plan.endswith(".json"))
    for data in documents:
        committed = None if data is None else _plan(data)
        if committed is not None and digest(to_json(committed)) == export.digest:
            return now is None or _given(committed) != _given(now.plan)
    return False


def _plan(data: bytes) -> plan.Plan | None:
    try:
        return codec.loads(data.decode())
    except (SchemaError, UnicodeDecodeError):
        return None


def _given(whole: plan.Plan) -> Mapping[str, object]:
    """What was given to a compilation from outside of the source, as far as a plan tells."""
    frozen = {one.name: one.default for one in whole.parameters if one.origin == "frozen"}
    return {"frozen": frozen, "files": {file.path for file in whole.files}}
