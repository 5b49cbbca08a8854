"""The root of a project, and what can be wrong with the call."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from icefloe.cache import disk

#: What says that a folder is the root of a project, and of those the one that is icefloe's own.
PROJECT = "pyproject.toml"
CONFIGURATION = "icefloe.toml"


#: Tells what stands at a path, as `disk.kind` does; a witness remembers what it was asked.
Kind: TypeAlias = Callable[[Path], str]


class ProjectError(Exception):
    """The call or the configuration is wrong: a path is missing, a key is unknown. Nothing about a pipeline."""


def kind_of(path: Path) -> str:
    """Tell what stands at a path now."""
    return disk.kind(str(path))


def absolute(path: str, kind: Kind = kind_of) -> Path:
    """Make a path that was typed absolute, links kept; it must be there."""
    if not path:
        raise ProjectError("an empty path means no file and no folder")
    found = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the project
    if "\0" in path or not kind(found):
        raise ProjectError(f"no such file or folder: {path} [FLO921]")
    return found


def find_root(path: Path, kind: Kind = kind_of) -> Path | None:
    """Find the nearest folder upwards, the path itself included, with a `pyproject.toml` or `icefloe.toml`."""
    return next((folder for folder in (path, *path.parents) if is_root(folder, kind)), None)


def is_root(folder: Path, kind: Kind = kind_of) -> bool:
    """Tell whether a folder is the root of a project."""
    return kind(folder / PROJECT) == "f" or kind(folder / CONFIGURATION) == "f"
