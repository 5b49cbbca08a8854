"""The root of a project, and what can be wrong with the call."""

import os
from pathlib import Path


class ProjectError(Exception):
    """The call or the configuration is wrong: a path is missing, a key is unknown. Nothing about a pipeline."""


def absolute(path: str) -> Path:
    """Make a path that was typed absolute, links kept; it must be there."""
    if not path:
        raise ProjectError("an empty path means no file and no folder")
    found = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the project
    try:
        found.lstat()
    except (OSError, ValueError):
        raise ProjectError(f"no such file or folder: {path} [FLO921]") from None
    return found


def find_root(path: Path) -> Path | None:
    """Find the nearest folder upwards, the path itself included, with a `pyproject.toml`."""
    return next((folder for folder in (path, *path.parents) if (folder / "pyproject.toml").is_file()), None)
