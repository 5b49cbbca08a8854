"""Keeping what a step has left, so that it can be used again."""

import os
from datetime import UTC, datetime

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.asking import Asking
from icefloe_runtimes.local.cache.entry import Entry, Kept
from icefloe_runtimes.local.cache.found import Asked
from icefloe_runtimes.local.cache.inputs import Inputs
from icefloe_runtimes.local.cache.reuse import contents
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.inside import home
from icefloe_runtimes.step.manifest import MANIFEST, Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_schema.plan import FunctionGuard, PythonRun, Step


def keep(asking: Asking, objects: Objects, step: Step, place: Place, asked: Asked, result: StepResult) -> None:
    """Keep a result, unless something that it may have been made of has changed meanwhile."""
    at = place.folder / folder(step.id)
    text = (at / MANIFEST).read_text("utf-8", "surrogatepass")
    made = manifest.loads(text.encode("utf-8", "surrogatepass"), at)
    ran = _ran(step, place, made)
    if ran is None or made.status != "succeeded" or made.simulated or not _is_unchanged(asking, asked):
        return
    modules, sought = ran
    closure = asked.closure if asking.code.is_as_read(modules) else ""
    tells = _tells(step, modules)
    left = Inputs(asking.world)
    left.read(made, at)
    is_stored = all(os.path.exists(objects.path(one.sha256)) for one in contents(made))  # noqa: PTH110
    if left.hindrance or not is_stored or not (closure or tells):
        return
    setting = asking.setting
    kept = Kept(
        run=setting.folder.name,
        step=place.path(step.id),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(result.duration_seconds, 6),
        closure=closure,
        modules=modules if tells else None,
        sought=sought,
        files={name: named.digest for name, named in left.named.items()},
        manifest=text,
    )
    there = entries.read(setting.workspace, asked.key)
    new = Entry(key=asked.key, pipeline=setting.plan.name, step=step.id, ingredients=asked.ingredients)
    entries.write(setting.workspace, (there or new).with_one_more(kept))


def _is_unchanged(asking: Asking, asked: Asked) -> bool:
    """Whether files and packages are still those that were looked at: else nobody knows which the step has read."""
    return asking.packages.is_same() and all(asking.files.is_same(name, then) for name, then in asked.files)


def _ran(step: Step, place: Place, made: Manifest) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """The modules that a step has loaded with all that is in it; `None` if one was changed meanwhile."""
    modules, sought = dict(made.modules), set(made.sought)
    for path in sorted(home(place.folder, step.id).rglob(MANIFEST)):
        inner = manifest.loads(path.read_bytes(), path)
        if any(modules.setdefault(name, found) != found for name, found in inner.modules.items()):
            return None
        sought.update(inner.sought)
    return modules, tuple(sorted(sought))


def _tells(step: Step, modules: dict[str, str]) -> bool:
    """Whether the modules that were loaded are all the code of a step; what a guard has loaded is not always noted."""
    if isinstance(step.run, PythonRun):
        return True
    calls = any(isinstance(one.run, PythonRun) for one in deep((step,)))
    return not isinstance(step.guard, FunctionGuard) and (bool(modules) or not calls)
