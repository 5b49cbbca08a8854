"""Looks up what a step has given before on the same code and the same inputs, and keeps what it gives."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.code import Code
from icefloe_runtimes.local.cache.entry import Entry, Ingredients, Kept
from icefloe_runtimes.local.cache.files import Files
from icefloe_runtimes.local.cache.found import Asked, Hit, Miss
from icefloe_runtimes.local.cache.inputs import Inputs, World
from icefloe_runtimes.local.cache.leaf import constants, digest, digests, document_of, parts, spelled
from icefloe_runtimes.local.cache.level import Level, level_of, top_of
from icefloe_runtimes.local.cache.manifests import Manifests
from icefloe_runtimes.local.cache.packages import Packages
from icefloe_runtimes.local.cache.reuse import contents, is_there, lay_out
from icefloe_runtimes.local.cache.wanted import hindrance, is_wanted
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step import manifest, parameters
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.inside import Inside, home
from icefloe_runtimes.step.manifest import MANIFEST, Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_schema.plan import FunctionGuard, PythonRun, Step
from icefloe_schema.version import VERSION

#: What a step's result was to be made of, beside its log in the folder of the run.
ASKED = "cache.json"
_PYTHON = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"


class Lookup:
    """The cache as one run sees it, where it is on."""

    def __init__(self, setting: Setting) -> None:
        self._setting, plan = setting, setting.plan
        self._own = [str((setting.code / path).resolve()) for path in plan.code.paths or (".",)]
        self._manifests = Manifests()
        self._objects = Objects(setting.workspace / "objects")
        self._files = Files(setting.root)
        self._code = Code(plan, setting.code, setting.closures)
        self._packages = Packages(self._own)
        self._world = World(
            parameters=parameters.values(plan, setting.parameters, os.environ),
            hidden=frozenset(hidden(setting)),
            user=setting.user,
            manifests=self._manifests,
            objects=self._objects,
            files=self._files,
        )
        self._top = top_of(plan, setting.folder)
        self._levels: dict[Inside, Level | None] = {(): self._top}

    def find(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step has to be run; where it has not, its folder is made as it would have left it."""
        found = self._looked_up(step, place)
        if isinstance(found, Miss):
            if found.asked is not None:
                self._note(found.asked, step, place)
            return found
        kept, made = found
        try:
            lay_out(self._objects, made, kept.manifest, place.folder, step.id)
        except OSError:
            return Miss(reason="its folder could not be made")
        self._manifests.made(place.folder, step.id, made)
        return Hit(result=_result(step, place, kept, made))

    def foresee(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step would have to be run if all before it went as was said of them; nothing is made."""
        level = self._level(place.inside)
        waiting = [] if level is None else [name for name in _before(step, level) if not self._is_left(level, name)]
        if waiting and not hindrance(step, is_wanted(self._setting.plan, level.around if level else (), step)):
            return Miss(reason=f"step {waiting[0]!r} runs before it")
        found = self._looked_up(step, place)
        if isinstance(found, Miss):
            return found
        self._manifests.foresee(place.folder, step.id, found[1])
        return Hit(result=_result(step, place, *found))

    def keep(self, step: Step, place: Place, miss: Miss, result: StepResult) -> None:
        """Keep what a step has left, if it may be used again; to fail in this is no failure of the run."""
        if miss.asked is None or result.status != "succeeded" or result.simulated or result.cached:
            return
        with contextlib.suppress(OSError, ArtifactError, ValueError):
            self._keep(step, place, miss.asked, result)

    # --- looking up ------------------------------------------------------------------------------------------------

    def _looked_up(self, step: Step, place: Place) -> tuple[Kept, Manifest] | Miss:
        level = self._level(place.inside)
        if level is None:
            return Miss(reason="it is not in the plan")
        why = hindrance(step, is_wanted(self._setting.plan, level.around, step))
        if why:
            return Miss(reason=why)
        found = self._asked(step, level, place.inside)
        if not isinstance(found, Asked):
            return Miss(reason=found)
        if {step.id, place.path(step.id)} & set(self._setting.refresh):
            return Miss(reason="it is to be made anew", asked=found)
        entry = entries.read(self._setting.workspace, found.key)
        if entry is None:
            return Miss(reason="there is no result of the same inputs", asked=found)
        return self._chosen(entry, found)

    def _chosen(self, entry: Entry, asked: Asked) -> tuple[Kept, Manifest] | Miss:
        """The latest of the results that was made by the code as it is now and is still there."""
        reason = ""
        for kept in entry.kept:
            changed = self._changed(kept, asked)
            if changed:
                reason = reason or changed
                continue
            made = manifest.loads(kept.manifest.encode("utf-8", "surrogatepass"), Path(kept.run))
            if not is_there(self._objects, made):
                reason = reason or f"what run {kept.run} had made is no longer in the store"
                continue
            return kept, made
        return Miss(reason=reason or "there is no result of the same inputs", asked=asked)

    def _changed(self, kept: Kept, asked: Asked) -> str:
        """What is not as it was when a result was made, empty if nothing is."""
        if not (asked.closure and kept.closure == asked.closure):
            if kept.modules is None:
                return "its code has changed"
            changed = next(self._code.changed(kept.modules, kept.sought), "")
            if changed:
                return f"its code has changed: {changed}"
        for text, then in kept.files.items():
            now = self._files.named(text)
            if now is None or now.digest != then:
                return f"the file {text}, which it had left, has changed"
        return ""

    def _asked(self, step: Step, level: Level, inside: Inside) -> Asked | str:
        """All that a result is made of, or why it cannot be told."""
        setting, plan = self._setting, self._setting.plan
        inputs = Inputs(self._world)
        inputs.collect(step, level)
        found = parts(document_of(step))
        for text in constants(found):
            inputs.path(text)
        if inputs.hindrance:
            return inputs.hindrance
        names = sorted({name for one in deep((step,)) for name in one.imports})
        installed = self._packages.versions(tuple(names + [plan.dialect] * (setting.framework == "installed")))
        around = {
            "icefloe": VERSION,
            "Python": _PYTHON,
            "the dialect": f"{plan.dialect} ({setting.framework})",
            "the import path": " ".join(plan.code.paths),
            "the formats": spelled(dict(setting.formats)),
            **variables_of(setting, step),
            **rounds_of(plan.dialect, level),
        }
        ingredients = Ingredients(step=digests(found), inputs=inputs.texts, packages=installed.found, around=around)
        is_plain = inputs.is_plain and installed.whole and '"$ref"' not in json.dumps(found)
        is_plain = is_plain and not setting.formats and not any(":" in one.format for one in step.outputs)
        makers = ((_inside(owner), maker) for owner, maker in inputs.makers)
        return Asked(
            key=ingredients.key,
            ingredients=ingredients,
            closure=self._closure([(inside, step), *makers]) if is_plain else "",
            files=tuple(inputs.named.items()),
        )

    def _closure(self, steps: Iterable[tuple[Inside, Step]]) -> str:
        """The digest of what these steps reach, and those of whose values they are made that only code can read."""
        found: dict[tuple[Inside, str], tuple[Inside, Step]] = {}
        todo = list(steps)
        while todo:
            inside, step = todo.pop()
            if (inside, step.id) in found:
                continue
            found[inside, step.id] = inside, step
            level = self._level(inside)
            if level is None:
                return ""
            given = Inputs(self._world)
            given.collect(step, level)
            if not given.is_plain:
                return ""
            todo += [(_inside(owner), maker) for owner, maker in given.makers]
        return self._code.closure(found[key] for key in sorted(found))

    # --- keeping ---------------------------------------------------------------------------------------------------

    def _keep(self, step: Step, place: Place, asked: Asked, result: StepResult) -> None:
        text = (place.folder / folder(step.id) / MANIFEST).read_text("utf-8", "surrogatepass")
        made = manifest.loads(text.encode("utf-8", "surrogatepass"), place.folder)
        if made.status != "succeeded" or made.simulated or not self._packages.is_same():
            return
        if not all(self._files.is_same(name, then) for name, then in asked.files):
            # Nobody knows which of them the step has read.
            return
        ran = self._ran(step, place, made)
        if ran is None:
            return
        modules, sought = ran
        closure = asked.closure if self._code.is_as_read(modules) else ""
        left = Inputs(self._world)
        left.read(made, place.folder / folder(step.id))
        if left.hindrance or not (closure or _tells(step, modules)):
            return
        kept = Kept(
            run=self._setting.folder.name,
            step=place.path(step.id),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(result.duration_seconds, 6),
            closure=closure,
            modules=modules if _tells(step, modules) else None,
            sought=sought,
            files={name: named.digest for name, named in left.named.items()},
            manifest=text,
        )
        if not all(os.path.exists(self._objects.path(one.sha256)) for one in contents(made)):  # noqa: PTH110
            return
        there = entries.read(self._setting.workspace, asked.key)
        entry = there or Entry(
            key=asked.key, pipeline=self._setting.plan.name, step=step.id, ingredients=asked.ingredients
        )
        entries.write(self._setting.workspace, entry.with_one_more(kept))

    def _ran(self, step: Step, place: Place, made: Manifest) -> tuple[dict[str, str], tuple[str, ...]] | None:
        """The modules that a step has loaded with all that is in it; `None` if one was changed meanwhile."""
        modules, sought = dict(made.modules), set(made.sought)
        for path in sorted(home(place.folder, step.id).rglob(MANIFEST)):
            inner = manifest.loads(path.read_bytes(), path)
            if any(modules.setdefault(name, found) != found for name, found in inner.modules.items()):
                return None
            sought.update(inner.sought)
        return modules, tuple(sorted(sought))

    # --- the rest --------------------------------------------------------------------------------------------------

    def _level(self, inside: Inside) -> Level | None:
        if inside not in self._levels:
            self._levels[inside] = level_of(self._top, inside)
        return self._levels[inside]

    def _is_left(self, level: Level, step: str) -> bool:
        return self._manifests.left(level.folder, step) is not None

    def _note(self, asked: Asked, step: Step, place: Place) -> None:
        """Leave in the run's folder what the result will be made of: it tells later why the step was run."""
        told = {"key": asked.key, "closure": asked.closure, "made_of": asked.ingredients.parts()}
        with contextlib.suppress(OSError):
            place.folder.mkdir(parents=True, exist_ok=True)
            path = place.folder / f"{folder(step.id)}.{ASKED}"
            path.write_text(json.dumps(told), "utf-8")


def hidden(setting: Setting) -> Iterator[str]:
    """The parameters that the environment gives: they may be secrets."""
    for one in setting.plan.parameters:
        if one.name not in setting.parameters and parameters.variable(one, os.environ):
            yield one.name


def variables_of(setting: Setting, step: Step) -> dict[str, str]:
    """The environment variables that a run sets for a step; they may be secrets."""
    names = {one.policy.environment for one in deep((step,))}
    found = dict(setting.environment)
    for name in sorted(names):
        found |= {f"{name}: {key}": value for key, value in setting.environments.get(name, {}).items()}
    return {f"the variable {name}": digest(value) for name, value in found.items()}


def rounds_of(dialect: str, level: Level) -> dict[str, str]:
    """The numbers of the rounds that a step is in, as runnable's environment has them."""
    from icefloe_schema.plan import LoopRun

    found: dict[str, str] = {}
    while dialect == "runnable" and level.outer is not None and level.step is not None:
        if isinstance(level.step.run, LoopRun) and level.step.run.index:
            found.setdefault(f"the round {level.step.run.index!r}", level.part)
        level = level.outer
    return found


def _result(step: Step, place: Place, kept: Kept, made: Manifest) -> StepResult:
    return StepResult(
        name=place.path(step.id),
        status="succeeded",
        cached=True,
        saved_seconds=kept.seconds,
        taken_from=kept.run,
        artifact_uri=(place.folder / folder(step.id)).as_uri(),
        shows={name: text for entry in made.outputs.values() for name, text in entry.shows.items()},
        inside=place.around,
    )


def _tells(step: Step, modules: dict[str, str]) -> bool:
    """Whether the modules that were loaded are all the code of a step: a guard's around others is not noted."""
    own = [one for one in deep((step,)) if isinstance(one.run, PythonRun)]
    return isinstance(step.run, PythonRun) or bool(modules or not own) and not isinstance(step.guard, FunctionGuard)


def _before(step: Step, level: Level) -> Iterator[str]:
    from icefloe_runtimes.edges import incoming

    yield from (edge.source for edge in incoming(step) if edge.source in level.steps and edge.outputs)


def _inside(level: Level) -> Inside:
    if level.outer is None or level.step is None:
        return ()
    return (*_inside(level.outer), (level.step.id, level.part))
