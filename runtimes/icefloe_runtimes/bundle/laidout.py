"""Putting the files of a bundle into a folder."""

from collections.abc import Iterator
from pathlib import Path

from icefloe_runtimes.bundle.opened import Opened
from icefloe_runtimes.locked import modules as modules_of
from icefloe_runtimes.step.errors import UsageError


def lay_out(bundle: Opened, folder: Path, *, sources: bool) -> tuple[str, ...]:
    """Put the files into a folder, the modules only as `sources`; give those that were not there yet.

    Nothing is replaced: a file that is there and differs is a `UsageError`, before anything is written.
    """
    modules = modules_of(bundle.lock)
    wanted = [path for path in bundle.paths if sources or path not in modules]
    different = [path for path in wanted if state(bundle, folder, path) == "different"]
    if different:
        names = ", ".join(different)
        raise UsageError(f"{folder} has other files of these names: {names}; take another folder, or move them away")
    missing = tuple(path for path in wanted if state(bundle, folder, path) == "missing")
    for path in missing:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            stream.write((bundle.project / path).read_bytes())
    return missing


def state(bundle: Opened, folder: Path, path: str) -> str:
    """Say whether a file of the bundle is `there` in a folder, `missing`, or `different`."""
    target = folder / path
    if not target.is_file():
        return "different" if target.exists() or target.is_symlink() else "missing"
    return "there" if target.read_bytes() == (bundle.project / path).read_bytes() else "different"


def remarks(bundle: Opened, folder: Path) -> Iterator[str]:
    """Say what a step that opens files by relative paths would not find as it was frozen, before anything runs."""
    compiled = {file.path for file in bundle.plan.files}
    missing = [path for path in _in_state(bundle, folder, "missing") if path not in compiled]
    different = _in_state(bundle, folder, "different")
    if missing:
        yield f"not in this folder: {', '.join(missing)}; where a step opens one of them, say `unpack` first"
    if different:
        yield f"not as in the bundle, in this folder: {', '.join(different)}"


def after_failure(bundle: Opened, folder: Path) -> Iterator[str]:
    """Say which files are missing that the values of the plan come from: few programs open them once more."""
    compiled = {file.path for file in bundle.plan.files}
    missing = [path for path in _in_state(bundle, folder, "missing") if path in compiled]
    if missing:
        yield f"{', '.join(missing)} is not in this folder; if it is missed, `unpack` puts it there"


def _in_state(bundle: Opened, folder: Path, wanted: str) -> list[str]:
    return [path for path in bundle.files if state(bundle, folder, path) == wanted]
