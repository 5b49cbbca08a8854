"""Where outputs go besides the store, by their kind."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import copy, discard
from icefloe_runtimes.step.wrapping import name_of


def route(step: str, output: str, entry: Entry, made: str, keeping: Keeping) -> Entry:
    """Bring an output to the place of its kind; give its record with that place."""
    place = keeping.routes.get(entry.kind) if entry.kind else None
    if not place:
        return entry
    name = name_of(entry) or output
    told = {"name": name, "run": keeping.run or "local", "step": step, "output": output}
    texts = {**{key: folder(text) for key, text in told.items()}, "kind": entry.kind, "sha256": entry.sha256}
    filled = re.sub(r"\{(\w+)\}", lambda found: texts[found[1]], place)
    target = f"{filled}{entry.file}" if filled.endswith("/") else _suffixed(filled, Path(entry.file).suffix)
    source = Path(made, entry.file)
    try:
        if "://" in target:
            _send(source, target)
        else:
            _copy(source, Path(target))
    except Exception as error:
        raise StepFailed(f"output {output!r} cannot be brought to {target}: {type(error).__name__}: {error}") from error
    return replace(entry, place=target)


def _suffixed(path: str, suffix: str) -> str:
    return path if path.endswith(suffix) else f"{path}{suffix}"


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder over what may be there, which is whole at every moment."""
    if target.exists() and tree(target) == tree(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name}.making")
    if source.is_dir():
        if making.exists():
            discard(str(making))
        copy(str(source), str(making))
        if target.exists():
            discard(str(target))
    else:
        copy(str(source), str(making))
    making.replace(target)


def _send(source: Path, target: str) -> None:
    import importlib

    fsspec: Any = importlib.import_module("fsspec")
    system, path = fsspec.core.url_to_fs(target)
    system.makedirs(system._parent(path), exist_ok=True)  # noqa: SLF001 - what fsspec's own documents use
    system.put(str(source), path, recursive=source.is_dir())
