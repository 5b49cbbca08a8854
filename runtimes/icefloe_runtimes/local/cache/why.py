"""Why a step of a run was run, or was not: what its result is made of, compared with what was kept before."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.entry import Ingredients, Kept, ingredients_of
from icefloe_runtimes.local.cache.lookup import ASKED
from icefloe_runtimes.local.cache.wanted import is_anywhere
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.sweep import SWEEP
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.inside import home
from icefloe_runtimes.step.manifest import MANIFEST, loads
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.narrow import fields
from icefloe_schema import codec, words
from icefloe_schema.errors import SchemaError
from icefloe_schema.records import dataclass

_DIGEST = 64
_SHOWN = 70
# What the parts of a step in the plan are called by people.
_PARTS = {
    "id": "its name",
    "run": "what it runs",
    "bindings": "where its values come from",
    "outputs": "its outputs",
    "guard": "its guard",
    "secrets": "its secrets",
    "environment": "its environment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Why a step was run, as it was noted then, what its result was to be made of, and why it was not kept."""

    reason: str
    not_kept: str = ""
    closure: str = ""
    ingredients: Ingredients | None = None


class Code:
    """The code that a step has run in a run, as far as it is known."""

    def __init__(self, run: RunResult, name: str, note: Note, where: str) -> None:
        step, around = name.rpartition("/")[2], run.folder / where
        self._closure = note.closure
        self._modules: dict[str, str] = {}
        for path in (around / folder(step) / MANIFEST, *home(around, step).rglob(MANIFEST)):
            try:
                self._modules |= loads(path.read_bytes(), path).modules
            except (OSError, ArtifactError):
                continue

    def change(self, then: Kept) -> tuple[str, ...]:
        """Say whether an earlier result was made by other code, and in which files that differs."""
        before = then.modules or {}
        both = before.keys() & self._modules.keys()
        files = ", ".join(path for path in sorted(both) if before[path] != self._modules[path])
        is_known = self._closure and then.closure
        if self._closure == then.closure if is_known else not files:
            return ()
        return (f"its code has changed{f': {files}' if files else ''}",)


def why(run: RunResult, name: str) -> Iterator[str]:
    """Say in a few lines why a step of a run was run, or was not; `KeyError` says which step was meant."""
    result = run.step_results[name]
    if result.cached:
        yield f"{name} was not run: its result is that of run {result.taken_from}, made of the same code and inputs"
        yield from _told(_noted(run.folder.parent / result.taken_from, name, _where(run, result)))
        return
    if result.taken_from:
        yield f"{name} was not run: its result was taken over from run {result.taken_from}"
        return
    if result.status not in ("succeeded", "failed"):
        yield f"{name} did not run: it was {result.status}{f' ({result.reason})' if result.reason else ''}"
        return
    note = _noted(run.folder, name, _where(run, result))
    if note is None:
        yield f"{name} {_ended(result)}: {_not_asked(run)}"
    elif note.ingredients is None:
        yield f"{name} {_ended(result)}: {note.reason}"
    else:
        yield from _compared(run, name, note, note.ingredients)
        if note.not_kept:
            yield f"its result was not kept: {note.not_kept}"
    if result.error:
        yield f"it failed: {result.error.brief}"


def _ended(result: StepResult) -> str:
    return "ran, and failed" if result.status == "failed" else "ran"


def _not_asked(run: RunResult) -> str:
    """Why the cache was asked of nothing in a run: its plan wants none, or whoever ran it did not."""
    try:
        is_wanted = is_anywhere(codec.loads((run.folder / PLAN).read_bytes()))
    except (OSError, SchemaError):
        return "nothing in this run was to come from the cache"
    if is_wanted:
        return "nothing in this run was to come from the cache, as it was told with --no-cache"
    return "nothing in this run was to come from the cache: the pipeline does not ask for one"


def _compared(run: RunResult, name: str, note: Note, now: Ingredients) -> Iterator[str]:
    """Compare with the most alike of all results that were kept before."""
    step, alike = name.rpartition("/")[2], shape(name)
    code = Code(run, name, note, _where(run, run.step_results[name]))
    best: tuple[tuple[str, ...], Kept] | None = None
    for _, entry in entries.entries(run.folder.parent.parent):
        earlier = [one for one in entry.kept if one.run < run.run_id and shape(one.step) == alike]
        if entry.pipeline != run.pipeline_name or entry.step != step or not earlier:
            continue
        found = tuple(differences(entry.ingredients, now))
        last = max(earlier, key=lambda one: one.run)
        found += code.change(last) if found else ()
        if best is None or (-len(found), last.run) > (-len(best[0]), best[1].run):
            best = found, last
    ended = _ended(run.step_results[name])
    if best is None:
        yield f"{name} {ended}: no result of it was kept before"
    elif not best[0]:
        yield f"{name} {ended}: {note.reason}; all else is as it was in run {best[1].run}"
    else:
        yield f"{name} {ended}: compared with run {best[1].run}, the most alike of those before it,"
        yield from (f"  {one}" for one in best[0])
        return
    yield from _told(note)


def _told(note: Note | None) -> Iterator[str]:
    """What a result was made of, as far as that can be read."""
    if note is None or note.ingredients is None:
        return
    made = note.ingredients
    for name, text in (*made.inputs.items(), *((f"the package {name}", text) for name, text in made.packages.items())):
        yield f"  with {name}{'' if _is_digest(text) else f': {_shown(text)}'}"


def _where(run: RunResult, result: StepResult) -> str:
    """The folder of the body that a step is in, below that of the run."""
    place = result.log_path or unquote(urlsplit(result.artifact_uri).path)
    at = Path(place).parent
    return str(at.relative_to(run.folder)) if place and at.is_relative_to(run.folder) else "."


def _noted(run: Path, name: str, where: str) -> Note | None:
    """What was noted of a step in a run; `None` where the cache was not asked."""
    path = run / where / f"{folder(name.rpartition('/')[2])}.{ASKED}"
    try:
        data = fields(json.loads(path.read_text("utf-8")))
        made = ingredients_of(data["made_of"]) if "made_of" in data else None
        return Note(
            reason=str(data["reason"]),
            not_kept=str(data["not_kept"]),
            closure=str(data.get("closure", "")),
            ingredients=made,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def differences(then: Ingredients, now: Ingredients) -> Iterator[str]:
    """Say in what two results differ, but for their code."""
    for name in _changed(then.step, now.step):
        yield f"{_PARTS.get(name, name)}: the plan says something else"
    for name, one, other in _both(then.inputs, now.inputs):
        yield f"{name} {_said(one, other)}"
    for name, one, other in _both(then.packages, now.packages):
        yield f"the package {name} {_said(one, other)}"
    for name, one, other in _both(then.around, now.around):
        yield f"{name} {_said(one, other)}"


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    yield from (name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name))


def _both(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    yield from ((name, then.get(name), now.get(name)) for name in _changed(then, now))


def _said(then: str | None, now: str | None) -> str:
    if then is None:
        return "was not there"
    if now is None:
        return "is not there any more"
    if _is_digest(then) or _is_digest(now):
        return "has changed"
    return f"was {_shown(then)} and is {_shown(now)}"


def _is_digest(text: str) -> bool:
    head = text.partition(" ")[0]
    return len(head) == _DIGEST and all(char in "0123456789abcdef" for char in head)


def _shown(text: str) -> str:
    """A value as people write it, a long one in short."""
    with contextlib.suppress(ValueError, TypeError):  # a version, or a word for what is no value
        text = words.literal(json.loads(text))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def shape(name: str) -> str:
    """Give the path of a step without the numbers of elements and rounds, and seen from inside a sweep."""
    parts = ["" if part.isdigit() else part for part in name.split("/")]
    return "/".join(parts[2:] if parts[:2] == [SWEEP, ""] else parts)
