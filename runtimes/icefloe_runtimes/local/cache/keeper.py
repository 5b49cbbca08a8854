"""Keeping what a step has left, so that it can be used again."""

import os
import time
from datetime import UTC, datetime

from icefloe_runtimes.local.cache import entry as entries
from icefloe_runtimes.local.cache.asking import Asking
from icefloe_runtimes.local.cache.entry import Entry, Kept
from icefloe_runtimes.local.cache.found import Asked, Miss
from icefloe_runtimes.local.cache.inputs import Inputs
from icefloe_runtimes.local.cache.ran import Ran
from icefloe_runtimes.local.cache.reuse import contents
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.inside import home
from icefloe_runtimes.step.manifest import MANIFEST
from icefloe_runtimes.step.named import TooMuch
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step

_DIGITS = 64
# Clocks of files are coarser than others, in seconds.
_MARGIN = 0.05


def keep(asking: Asking, objects: Objects, step: Step, place: Place, miss: Miss, result: StepResult) -> str:
    """Keep a result, unless something that it may have been made of has changed meanwhile; say why it was not kept."""
    asked = miss.asked
    if asked is None:
        return miss.reason
    at = place.folder / folder(step.id)
    text = (at / MANIFEST).read_text("utf-8", "surrogatepass")
    made = manifest.loads(text.encode("utf-8", "surrogatepass"), at)
    asking.manifests.made(str(at), made)
    if made.status != "succeeded" or made.simulated:
        return "there was no result"
    below = sorted(home(place.folder, step.id).rglob(MANIFEST)) if has_bodies(step) else ()
    ran = Ran(step, (made, *(manifest.loads(path.read_bytes(), path) for path in below)))
    named, changed = _named(asking, asked, ran, result.duration_seconds)
    left = Inputs(asking.world)
    left.read(made, at)
    closure = asked.closure if asking.code.is_as_read(ran.modules) else ""
    why = changed or ran.changed or left.hindrance
    if not why and not asking.packages.is_same():
        why = "packages were installed while it ran"
    if not why and not closure and not ran.tells:
        why = "nobody knows all of its code"
    if why or not all(os.path.exists(objects.path(one.sha256)) for one in contents(made)):  # noqa: PTH110
        return why or "its outputs are not in the store"
    setting = asking.setting
    kept = Kept(
        run=setting.folder.name,
        step=place.path(step.id),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(result.duration_seconds, 6),
        closure=closure,
        modules=ran.modules if ran.tells else None,
        sought=ran.sought,
        files={**named, **{name: one.digest for name, one in left.named.items()}},
        manifest=text,
    )
    there = None if miss.is_new else entries.read(setting.workspace, asked.key)
    new = Entry(key=asked.key, pipeline=setting.plan.name, step=step.id, made_of=asked.ingredients.parts())
    entries.write(setting.workspace, (there or new).with_one_more(kept))
    return ""


def _named(asking: Asking, asked: Asked, ran: Ran, seconds: float) -> tuple[dict[str, str], str]:
    """The files that defaults of functions name, with their digests; and which file nobody knows the step has read."""
    found: dict[str, str] = {}
    for name, then in asked.files:
        if not asking.files.is_same(name, then):
            return {}, f"the file {name} was changed while it ran"
    known = {name for name, _ in asked.files}
    began = time.time_ns() - int((seconds + _MARGIN) * 1e9)
    for name, digest in ran.files.items():
        try:
            now = None if name in known else asking.files.named(name)
        except TooMuch as why:
            return {}, str(why)
        if name in known:
            continue
        is_told = len(digest) == _DIGITS
        if now is None or (now.digest != digest if is_told else now.changed > began):
            return {}, f"the file {name} was changed while it ran"
        found[name] = now.digest
    return found, ""
