"""The configuration files of a project: the nearest one upwards, and those that it extends."""

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from icefloe.project.files import ProjectFiles
from icefloe.project.root import CONFIGURATION, PROJECT, ProjectError
from icefloe.project.tables import Table
from icefloe_schema.records import dataclass

KEYS = (
    *("baseline", "dialects", "environments", "exclude", "extend", "extend-exclude", "extend-select", "force-exclude"),
    *("formats", "ignore", "output-format", "per-file-ignores", "python", "respect-gitignore", "routes", "select"),
    *("source", "stacks", "targets"),
)
#: Configurations that extend one another; nobody could follow more.
DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one file says: its folder, and its table of settings."""

    folder: Path
    table: Table


def project_table(files: ProjectFiles) -> Table:
    """What the project says of itself, whoever reads it: `[project]` in its `pyproject.toml`."""
    data = files.read(PROJECT)
    document = Table(file=shown(files.root / PROJECT), at="", data={})
    return (_parsed(data, files.root / PROJECT) if data else document).table("project")


def layers(files: ProjectFiles) -> tuple[Layer, ...]:
    """The configurations that hold for a project, the nearest first; none if no file upwards has one.

    In one folder `icefloe.toml` comes before `pyproject.toml`. A `pyproject.toml` without `[tool.icefloe]` is passed
    over, as it configures other tools.
    """
    _data(files, files.root / PROJECT)  # it is read beside an `icefloe.toml` too, for what it says of the project
    path = _nearest(files)
    found: list[Layer] = []
    seen: list[Path] = []
    while path is not None:
        seen.append(path)
        layer = _layer(files, path)
        found.append(layer)
        target = layer.table.string("extend")
        path = None if target is None else _extended(files, layer, target, seen)
    return tuple(found)


def shown(path: Path) -> str:
    """A configuration file as messages call it: from the shell's folder, unless that is the longer way."""
    here = os.path.relpath(path)
    return Path(min(here, str(path), key=len)).as_posix()


def _nearest(files: ProjectFiles) -> Path | None:
    for folder in (files.root, *files.root.parents):
        for name in (CONFIGURATION, PROJECT):
            data = _data(files, folder / name)
            # The word is looked for first: most files on the way up are none of ours, and need not be right.
            if data is not None and (name == CONFIGURATION or (b"icefloe" in data and _holds(data, folder / name))):
                return folder / name
    return None


def _holds(data: bytes, path: Path) -> bool:
    return "icefloe" in _parsed(data, path).table("tool").data


def _data(files: ProjectFiles, path: Path) -> bytes | None:
    """The bytes of a configuration, None where there is none; one that is there and cannot be read is an error."""
    data = files.read(path.name) if path.parent == files.root else files.outside(path)
    reason = files.hindrance(path) if data is None else ""
    if reason:
        raise ProjectError(f"{shown(path)} cannot be read: {reason}")
    return data


def _parsed(data: bytes, path: Path) -> Table:
    try:
        return Table(file=shown(path), at="", data=_loaded(data))
    except (ValueError, RecursionError) as error:  # an integer may be too long, and brackets may nest too deep
        raise ProjectError(f"{shown(path)}: {error}") from error


@lru_cache(maxsize=16)
def _loaded(data: bytes) -> Mapping[str, object]:
    """A document; one call asks for the same one several times."""
    import tomllib

    return MappingProxyType(tomllib.loads(data.decode()))


def _layer(files: ProjectFiles, path: Path) -> Layer:
    document = _parsed(_data(files, path) or b"", path)
    table = document.table("tool").table("icefloe") if path.name == PROJECT else document
    for key in table.data:
        if key not in KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key, KEYS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(KEYS)}"
            holder = f"[{table.at}] has" if table.at else "there is"
            raise ProjectError(f"{table.file}: {holder} no key `{key}`: {hint}")
    return Layer(folder=path.parent, table=table)


def _extended(files: ProjectFiles, layer: Layer, target: str, seen: list[Path]) -> Path:
    """The file that a configuration extends: beside or above it, below the outermost project that both stand in."""
    place = f"{layer.table.place('extend')}: {target!r}"
    path = Path(os.path.normpath(layer.folder / target))
    if not target or "\0" in target or Path(target).is_absolute():
        raise ProjectError(f"{place} is no path from the folder of this file")
    outermost = list(_projects(files))[-1]
    if not path.is_relative_to(outermost) or not Path(os.path.realpath(path.parent)).is_relative_to(
        os.path.realpath(outermost)
    ):
        raise ProjectError(f"{place} leads out of the outermost project, {outermost.as_posix()}")
    if path in seen:
        way = " -> ".join(shown(one) for one in [*seen[seen.index(path) :], path])
        raise ProjectError(f"{place} leads back to where it began: {way}")
    if len(seen) >= DEEPEST:
        raise ProjectError(f"{place} is the {DEEPEST + 1}st of a chain of configurations; {DEEPEST} are enough")
    data = files.outside(path)
    if data is None:
        raise ProjectError(f"{place} is no file that can be read")
    if path.name == PROJECT and not _holds(data, path):
        raise ProjectError(f"{place} has no [tool.icefloe] to extend")
    return path


def _projects(files: ProjectFiles) -> Iterator[Path]:
    """The projects upwards, the root itself first."""
    yield files.root
    for folder in files.root.parents:
        if any(files.outside(folder / name) is not None for name in (PROJECT, CONFIGURATION)):
            yield folder
