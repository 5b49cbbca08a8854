"""Where the packages of a Python environment lie, told from its folders: its interpreter is never asked."""

from pathlib import Path

from icefloe.project.root import ProjectError


def packages(python: str, root: Path) -> tuple[Path, ...]:
    """The folders that an environment's packages lie in; `python` is its folder or its interpreter, from `root`.

    One that is not there, or that has no packages, is a `ProjectError`.
    """
    found = sorted((root / python).glob("lib/python3*/site-packages"))
    if not found:
        raise ProjectError(f"{python} is no Python environment: it has no site-packages")
    return tuple(found)
