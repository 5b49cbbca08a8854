"""Publishing what a step has made: all of it at once, or nothing."""

# Paths are texts here: these calls are on the way of every step, and to make a `Path` takes longer than they do.
import os
import sys
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.manifest import MANIFEST, Entry, Manifest, filled
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import discard, sync, write
from icefloe_runtimes.step.registry import register
from icefloe_runtimes.step.routing import route
from icefloe_runtimes.step.shelf import Shelf
from icefloe_runtimes.step.storage import ABSENT, store, store_file
from icefloe_runtimes.step.values import Values
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import Output, Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Files of the project that a step puts into the catalog, by their paths from its root; `kept` with their bytes.

    `handed_on` are those that the steps in it have put: the folder that has them, and their records there.
    """

    paths: tuple[str, ...] = ()
    kept: bool = True
    handed_on: Mapping[str, tuple[Path, Entry]] = field(default_factory=dict[str, tuple[Path, Entry]])


def publish(
    step: Step,
    record: Manifest,
    outputs: Mapping[str, object],
    values: Values,
    maker: Maker | None = None,
    context: Mapping[str, object] | None = None,
    files: Files | None = None,
    artifacts: Path | None = None,
) -> Manifest:
    """Write outputs and record into a folder beside the final one, then rename it; give the record with its outputs.

    `values` are what the step was given its values by, and say in which folder it leaves what it makes, if that is not
    to be in `artifacts`.
    """
    by, keeping, at = maker or Maker(step=step.id), values.keeping, artifacts or values.artifacts
    own = folder(step.id)
    final = f"{at}/{own}"
    making = _begun(f"{at}/making-{own}.{os.getpid()}")
    shelf = Shelf(making, keeping)
    try:
        declared: dict[str, Output] = {}
        for output in step.outputs:
            declared[output.name] = output
        entries: dict[str, Entry] = {}
        for name, value in outputs.items():
            entries[name] = store(name, value, shelf, declared.get(name), by, keeping)
        if maker and step.policy.registry:
            entries = _named(step.policy.registry, entries)
        if maker and keeping.routes:
            # What only hands on what the steps in it have made brings it nowhere once more.
            entries = {name: route(step.id, name, entry, making, keeping) for name, entry in entries.items()}
        full = filled(
            record,
            outputs=entries,
            context=_shared(context, shelf) if context else {},
            catalog=_put(files, entries, shelf) if files else {},
            made_from=values.readings.made_from(),
            modules=values.modules.noted.modules(),
            sought=values.modules.noted.sought(),
        )
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        text = full.dumps().encode("utf-8", "surrogatepass")
        write(os.open(f"{making}/{MANIFEST}", flags, 0o666), text, durable=keeping.durable)
        if keeping.durable:
            sync(making)
        _rename(making, final)
        if keeping.durable:
            sync(str(at))
    except BaseException:
        discard(making)
        raise
    if maker and keeping.registry is not None:
        register(full, final, keeping)
    if artifacts is None:
        values.written = text
    return full


def _named(names: JsonObject, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The outputs with the names under which the plan has them registered."""
    return {key: replace(one, name=str(names[key])) if key in names else one for key, one in entries.items()}


def _begun(making: str) -> str:
    """Make a new folder; one that a process of the same number has left goes."""
    try:
        os.mkdir(making)
    except FileNotFoundError:
        os.makedirs(making)
    except FileExistsError:
        discard(making)
        os.mkdir(making)
    return making


def _shared(context: Mapping[str, object], shelf: Shelf) -> dict[str, Entry]:
    """What a handler has put into the context; what cannot be stored is not handed on, and the log says so."""
    found: dict[str, Entry] = {}
    for key, value in context.items():
        try:
            found[key] = store(f"context {key}", value, shelf)
        except StepFailed as error:
            sys.stderr.write(f"note: context[{key!r}] is not handed on to other steps: {error}\n")
    return found


def _put(files: Files, outputs: Mapping[str, Entry], shelf: Shelf) -> dict[str, Entry]:
    """Put files into the catalog under their own names, as long as no two have one name."""
    found: dict[str, Entry] = {}
    taken = {MANIFEST, *(entry.file for entry in outputs.values())}
    for path in (*files.handed_on, *files.paths):
        name = Path(path).name
        if name in taken or name.startswith("."):
            name = f"{folder(path)}{Path(path).suffix}"
        taken.add(name)
        if path in files.handed_on:
            where, entry = files.handed_on[path]
            if entry.format != ABSENT:
                shelf.again(name, where / entry.file, entry.sha256)
            found[path] = replace(entry, file=name)
        else:
            found[path] = store_file(name, Path(path), shelf, keep=files.kept)
    return found


def _rename(source: str, target: str) -> None:
    """Put the folder in its place; one that stands there from an earlier try goes."""
    try:
        os.rename(source, target)
    except OSError:
        if not os.path.isdir(target):
            raise
        old = f"{source}.old"
        os.rename(target, old)
        os.rename(source, target)
        discard(old)
