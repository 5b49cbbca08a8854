"""Publishing what a step has made: all of it at once, or nothing."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.manifest import MANIFEST, Entry, Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.storage import store
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.plan import Output, Step


def publish(
    step: Step,
    record: Manifest,
    values: Mapping[str, object],
    artifacts: Path,
    maker: Maker | None = None,
    context: Mapping[str, object] | None = None,
) -> Manifest:
    """Write outputs and record into a folder beside the final one, then rename it; give the record with its outputs."""
    by = maker or Maker(step=step.id)
    artifacts.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"making-{folder(step.id)}.", dir=artifacts))
    try:
        declared = {output.name: output for output in step.outputs}
        entries = {name: store(name, value, making, _wanted(declared.get(name)), by) for name, value in values.items()}
        full = replace(record, outputs=entries, context=_shared(context or {}, making))
        _write(making / MANIFEST, full.dumps())
        making.chmod(0o755)
        _sync(making)
        _rename(making, artifacts / folder(step.id))
        _sync(artifacts)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return full


def pickles(record: Manifest) -> Mapping[str, Entry]:
    """Give the outputs that could only be pickled."""
    return {name: entry for name, entry in record.outputs.items() if entry.format == "pickle"}


def _shared(context: Mapping[str, object], making: Path) -> dict[str, Entry]:
    """What a handler has put into the context; what cannot be stored is not handed on, and the log says so."""
    found: dict[str, Entry] = {}
    for key, value in context.items():
        try:
            found[key] = store(f"context {key}", value, making)
        except StepFailed as error:
            sys.stderr.write(f"note: context[{key!r}] is not handed on to other steps: {error}\n")
    return found


def _wanted(output: Output | None) -> str:
    """How an output is to be stored; `pickled`, `json` and `file` are also said as its kind."""
    if output is None:
        return ""
    return output.format or (output.kind if output.kind in ("pickled", "json", "metric", "file") else "")


def _rename(source: Path, target: Path) -> None:
    """Put the folder in its place; one that stands there from an earlier try goes."""
    if target.exists():
        old = source.with_name(f"{source.name}.old")
        target.rename(old)
        source.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        source.rename(target)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(path: Path) -> None:
    """Make a folder's entries last; systems that cannot open folders keep them anyway."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
