"""The root of a project, and what can be wrong with the call."""

import os
from collections.abc import Sequence
from pathlib import Path


class ProjectError(Exception):
    """The call or the configuration is wrong: a path is missing, a key is unknown. Nothing about a pipeline."""


def find_root(paths: Sequence[str]) -> Path:
    """Find the one project that all these paths belong to: the nearest folder upwards with a `pyproject.toml`.

    Without one anywhere it is the folder that holds them all. Paths that are missing, or that belong to different
    projects, are an error.
    """
    folders: list[Path] = []
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the project
        if not absolute.exists():
            raise ProjectError(f"no such file or folder: {path}")
        folders.append(absolute if absolute.is_dir() else absolute.parent)
    roots = dict.fromkeys(_upwards(folder) for folder in folders)
    if len(roots) > 1:
        named = ", ".join(str(root) if root else "no pyproject.toml" for root in roots)
        raise ProjectError(f"these paths belong to different projects ({named}): name them in one call each")
    root = next(iter(roots))
    return root if root is not None else Path(os.path.commonpath(folders))


def _upwards(folder: Path) -> Path | None:
    return next((f for f in (folder, *folder.parents) if (f / "pyproject.toml").is_file()), None)
