"""Looks up what a step has given before on the same code and the same inputs."""

import contextlib
import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from icefloe_runtimes.edges import deep, incoming
from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.asking import Asking
from icefloe_runtimes.local.cache.entry import Entry, Kept
from icefloe_runtimes.local.cache.found import Asked, Hit, Miss
from icefloe_runtimes.local.cache.reuse import is_there, lay_out
from icefloe_runtimes.local.cache.wanted import hindrance, is_wanted
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.keeping import OBJECTS
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_schema.plan import Step

#: What a step's result was to be made of, beside its log in the folder of the run.
ASKED = "cache.json"
_NONE = "there is no result of the same inputs"


class Lookup:
    """The cache as one run sees it, where it is on."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._keeping = setting.keeping
        self._runs = str(setting.folder.parent)
        self._objects = Objects(setting.workspace / OBJECTS)
        self._uris: dict[Path, str] = {}
        self._ways: dict[Path, str] = {}
        self._asking = Asking(setting, self._objects)

    def find(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step has to be run; where it has not, its folder is made as it would have left it."""
        found = self._looked_up(step, place)
        if isinstance(found, Miss):
            _note(found, step, place)
            return found
        kept, made = found
        text = kept.manifest.encode("utf-8", "surrogatepass")
        artifacts, name = str(place.folder), folder(step.id)
        at = f"{artifacts}/{name}"
        try:
            lay_out(self._objects, made, text, artifacts, name, f"{self._runs}/{kept.run}/{self._way(place)}{name}")
        except OSError as error:
            return Miss(reason=f"its folder could not be made: {error}")
        if any(entry.kind for entry in made.outputs.values()):
            from icefloe_runtimes.step.registry import register

            register(made, at, self._keeping)
        self._asking.manifests.made(at, made)
        return Hit(result=self._result(step, place, kept, made), sha256=sha256(text).hexdigest())

    def ask(self, step: Step, place: Place) -> Miss:
        """Say what the result of a step will be kept under, without looking for one."""
        found = self._asked(step, place)
        miss = found if isinstance(found, Miss) else Miss(reason="it ran with others in one process", asked=found)
        _note(miss, step, place)
        return miss

    def foresee(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step would have to be run if all before it went as was said of them; nothing is made."""
        level = self._asking.level(place.inside)
        if level is not None and not hindrance(step, is_wanted(self._setting.plan, level.around, step)):
            sources = (edge.source for edge in incoming(step) if edge.outputs and edge.source in level.steps)
            for source in sources:
                if self._asking.manifests.left(level.folder, source) is None:
                    return Miss(reason=f"step {source!r} runs before it")
        found = self._looked_up(step, place)
        if isinstance(found, Miss):
            return found
        self._asking.manifests.foresee(place.folder, step.id, found[1])
        return Hit(result=self._result(step, place, *found))

    def keep(self, step: Step, place: Place, miss: Miss, result: StepResult) -> None:
        """Keep what a step has left, if it may be used again; to fail in this is no failure of the run."""
        if miss.asked is None or result.status != "succeeded" or result.simulated or result.cached:
            return
        # A run that finds everything keeps nothing.
        from icefloe_runtimes.local.cache.keeper import keep

        with contextlib.suppress(OSError, ArtifactError, ValueError):
            why = keep(self._asking, self._objects, step, place, miss, result)
            if why:
                _note(miss, step, place, why)

    def _asked(self, step: Step, place: Place) -> Asked | Miss:
        """What a step's result is made of, unless it is not to be used again."""
        level = self._asking.level(place.inside)
        if level is None:
            return Miss(reason="it is not in the plan")
        why = hindrance(step, is_wanted(self._setting.plan, level.around, step))
        if why:
            return Miss(reason=why)
        found = self._asking.asked(step, level)
        return found if isinstance(found, Asked) else Miss(reason=found)

    def _looked_up(self, step: Step, place: Place) -> tuple[Kept, Manifest] | Miss:
        found = self._asked(step, place)
        if isinstance(found, Miss):
            return found
        if self._is_to_be_made(step, place):
            return Miss(reason="it is to be made anew", asked=found)
        entry = entries.read(self._setting.workspace, found.key)
        return Miss(reason=_NONE, asked=found, is_new=True) if entry is None else self._chosen(entry, found)

    def _is_to_be_made(self, step: Step, place: Place) -> bool:
        """Whether a step is to be made anew, or something that is in it."""
        path = place.path(step.id)
        for name in self._setting.refresh:
            if name in (step.id, path) or name.startswith(f"{path}/"):
                return True
            if any(one.id == name for one in deep((step,))):
                return True
        return False

    def _chosen(self, entry: Entry, asked: Asked) -> tuple[Kept, Manifest] | Miss:
        """The latest of the results that was made by the code as it is now and is still there."""
        reason = ""
        for kept in entry.kept:
            changed = self._changed(kept, asked)
            if changed:
                reason = reason or changed
                continue
            made = manifest.loads(kept.manifest, kept.run)
            if is_there(self._objects, made):
                self._learn(entry, kept, asked)
                return kept, made
            reason = reason or f"what run {kept.run} had made is no longer in the store"
        return Miss(reason=reason or _NONE, asked=asked)

    def _learn(self, entry: Entry, kept: Kept, asked: Asked) -> None:
        """Keep what is known now of the code that made a result: modules may change, and the functions not."""
        is_new = asked.closure and not kept.closure and kept.modules is not None
        if is_new and self._asking.code.is_as_read(kept.modules or {}):
            with contextlib.suppress(OSError):
                entries.write(self._setting.workspace, entry.with_one_more(replace(kept, closure=asked.closure)))

    def _changed(self, kept: Kept, asked: Asked) -> str:
        """What is not as it was when a result was made, empty if nothing is."""
        if not (asked.closure and kept.closure == asked.closure):
            if kept.modules is None:
                return "its code has changed"
            changed = next(self._asking.code.changed(kept.modules, kept.sought), "")
            if changed:
                return f"its code has changed: {changed}"
        for text, then in kept.files.items():
            now = self._asking.files.named(text)
            if now is None or now.digest != then:
                return f"the file {text}, which it had left, has changed"
        return ""

    def _way(self, place: Place) -> str:
        """The way from the folder of the run to the one of a body in it, with what parts it from what is in that."""
        if not place.inside:
            return ""
        if place.folder not in self._ways:
            self._ways[place.folder] = f"{os.path.relpath(place.folder, self._setting.folder)}/"
        return self._ways[place.folder]

    def _result(self, step: Step, place: Place, kept: Kept, made: Manifest) -> StepResult:
        if place.folder not in self._uris:
            self._uris[place.folder] = place.folder.as_uri()
        return StepResult(
            name=place.path(step.id),
            status="succeeded",
            cached=True,
            saved_seconds=kept.seconds,
            taken_from=kept.run,
            artifact_uri=f"{self._uris[place.folder]}/{folder(step.id)}",
            shows={name: text for entry in made.outputs.values() for name, text in entry.shows.items()},
            inside=place.around,
        )


def _note(miss: Miss, step: Step, place: Place, not_kept: str = "") -> None:
    """Leave in the run's folder why the step is run, and what its result will be made of."""
    told: dict[str, object] = {"reason": miss.reason, "not_kept": not_kept}
    if miss.asked is not None:
        told |= {
            "key": miss.asked.key,
            "closure": miss.asked.closure,
            "made_of": miss.asked.ingredients.parts(),
        }
    with contextlib.suppress(OSError):
        place.folder.mkdir(parents=True, exist_ok=True)
        (place.folder / f"{folder(step.id)}.{ASKED}").write_text(json.dumps(told), "utf-8")
