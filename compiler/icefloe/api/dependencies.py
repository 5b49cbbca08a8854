"""The file that says which versions of packages a project is run with."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from icefloe.lock import Dependencies
from icefloe.project import ProjectFiles
from icefloe_schema.leaves import normalised

#: The names of such files, the first that is there counts.
LOCKS: Final = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
REQUIREMENTS: Final = "requirements.txt"
_NAMED = re.compile(rb"^[ \t]*(?:-r|-c|--requirement|--constraint)(?:[ \t]+|=|(?=[^ \t-]))([^#\s]+)", re.MULTILINE)
_WORKSPACE = re.compile(rb"^[ \t]*\[tool\.uv\.workspace\]", re.MULTILINE)


def dependencies(files: ProjectFiles) -> Dependencies | None:
    """The lock file of a project's dependencies, None if it has none.

    That of a workspace of uv stands above its members. Requirements count with all the files that they name.
    """
    for path in LOCKS:
        data = files.read(path)
        if data is not None:
            return Dependencies(path=path, data=data)
    above = _workspace(files)
    if above is not None:
        return above
    found = list(_requirements(files))
    if not found:
        return None
    if len(found) == 1:
        return Dependencies(path=REQUIREMENTS, data=found[0][1])
    # Each with its name and its length, so that no text can pass for the next file.
    parts = (f"{path} {len(normalised(data))}\n".encode() + normalised(data) for path, data in found)
    return Dependencies(path=REQUIREMENTS, data=b"".join(parts))


def _workspace(files: ProjectFiles) -> Dependencies | None:
    """The uv.lock of the workspace that a project is a member of."""
    up = ""
    for folder in Path(files.root).parents:
        up += "../"
        project = files.outside(folder / "pyproject.toml")
        if project is not None and _WORKSPACE.search(project):
            data = files.outside(folder / "uv.lock")
            return None if data is None else Dependencies(path=f"{up}uv.lock", data=data)
    return None


def _requirements(files: ProjectFiles) -> Iterator[tuple[str, bytes]]:
    """The requirements and the files of the project that they name, each once, in the order of names."""
    found: dict[str, bytes] = {}
    waiting = [REQUIREMENTS]
    while waiting:
        path = waiting.pop()
        data = files.read(path) if path not in found else None
        if data is None:
            continue
        found[path] = data
        folder = posixpath.dirname(path)
        named = (match.decode(errors="replace") for match in _NAMED.findall(normalised(data)))
        waiting += [posixpath.normpath(posixpath.join(folder, one)) for one in named]
    yield from sorted(found.items())
