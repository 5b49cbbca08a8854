"""Where the type checker is: beside Icefloe, or on the user's path, and never in the project that is read."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from icefloe.project import ProjectError

_NAME: Final = "ty.exe" if sys.platform == "win32" else "ty"


def find_checker(root: Path) -> Path:
    """The path of ty for a check of the project at `root`; a `ProjectError` where it is not installed."""
    own = (folder / _NAME for folder in _beside())
    found = next((path for path in (*own, *_on_path(os.environ.get("PATH", ""), root)) if _runs(path)), None)
    if found is None:
        raise ProjectError(
            "--types=deep needs the type checker ty, which is not installed: pip install 'icefloe[types]'"
        )
    return found


def _beside() -> Iterator[Path]:
    """The folders of scripts of the Python that Icefloe is installed in."""
    yield Path(sysconfig.get_path("scripts"))
    yield Path(sys.executable).parent
    user = site.getuserbase() if site.ENABLE_USER_SITE else None
    if user:
        yield Path(user) / ("Scripts" if sys.platform == "win32" else "bin")


def _on_path(path: str, root: Path) -> Iterable[Path]:
    """The places that PATH names absolutely and that are no part of the project, nor of the working directory."""
    inside = {os.path.realpath(root), os.path.realpath(Path.cwd())}
    for entry in path.split(os.pathsep):
        if Path(entry).is_absolute():
            real = os.path.realpath(Path(entry) / _NAME)
            if not any(real.startswith(f"{folder}{os.sep}") for folder in inside):
                yield Path(real)


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
