"""What the configuration of a project says: `[tool.icefloe]` in `pyproject.toml`, or `icefloe.toml`."""

import os
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from icefloe.project.files import ProjectFiles
from icefloe.project.ignores import Patterns
from icefloe.project.layers import Layer, layers, project_table
from icefloe.project.root import ProjectError
from icefloe.project.stacks import Stack, read_environments, read_stacks
from icefloe.project.tables import Table
from icefloe_schema.records import dataclass

Kind = TypeVar("Kind")
PerFile = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of a project. What is None is not said.

    `exclude` are gitignore patterns, `source` folders on the import path, `dialects` the versions to read dialects
    as, `targets` the options of targets, `python` the environment whose packages tell types (a path from the root).
    `select`, `ignore` and `extend_select` are codes, beginnings of codes, names or `ALL`; `per_file_ignores` such for
    patterns of paths. `requires_python` and `dependencies` are the project's own. `origins` tells for each key that
    was said the place that says it, as messages begin, `configured` which files were read. `stacks`, `environments`,
    `formats` and `routes` are for runs.
    """

    exclude: tuple[Patterns, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    source: tuple[str, ...] = ()
    dialects: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    stacks: tuple[tuple[str, Stack], ...] = ()
    environments: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    formats: tuple[tuple[str, str], ...] = ()
    routes: tuple[tuple[str, str], ...] = ()
    python: str = ""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[Patterns, tuple[str, ...]], ...] = ()
    output_format: str = ""
    baseline: Path | None = None
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    configured: tuple[Path, ...] = field(default=(), compare=False)

    def target(self, name: str) -> dict[str, str]:
        """Give the options of one target."""
        return dict(next((options for target, options in self.targets if target == name), ()))

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is said of which findings are reported."""
        told = (self.select, self.ignore, self.extend_select, self.per_file_ignores, self.baseline)
        return not any(told) and self.select is None

    def place(self, key: str) -> str:
        """Say where a key stands, as a message begins: "pyproject.toml: `select` in [tool.icefloe]"."""
        return dict(self.origins).get(key, f"`{key}`")

    def key(self) -> str:
        """A text that is another one where a file could be read otherwise."""
        return repr((self.source, self.dialects, self.python, self.requires_python, self.dependencies))


def read_settings(files: ProjectFiles, *, isolated: bool = False) -> Settings:
    """Read the project's configuration; a mistake in it is a `ProjectError` that names the file and the key.

    With `isolated` there is none, and only what the project says of itself is read.
    """
    project = project_table(files)
    found = () if isolated else layers(files)
    read = _Reader(files.root, found)
    per_file = [(layer, one) for layer in reversed(found) for one in layer.table.table("per-file-ignores").lists()]
    patterns = {(layer.folder, pattern): codes for layer, (pattern, codes) in per_file}
    return Settings(
        exclude=(*read.patterns("exclude", found), *read.patterns("extend-exclude", found, joined=True)),
        respect_gitignore=read.first("respect-gitignore", Table.flag, default=True),
        force_exclude=read.first("force-exclude", Table.flag, default=False),
        source=read.source(),
        dialects=read.pairs("dialects"),
        targets=read.targets(),
        stacks=read.stacks(),
        environments=tuple((name, tuple(sorted(told.items()))) for name, told in read.environments().items()),
        formats=read.pairs("formats"),
        routes=read.pairs("routes"),
        python=read.path("python"),
        select=next((told for one in found if (told := one.table.strings("select")) is not None), None),
        ignore=read.first("ignore", Table.strings, default=()),
        extend_select=tuple(code for one in reversed(found) for code in one.table.strings("extend-select") or ()),
        per_file_ignores=tuple((read.pattern(at, (line,)), codes) for (at, line), codes in patterns.items()),
        output_format=read.first("output-format", Table.string, default=""),
        baseline=read.baseline(),
        requires_python=project.string("requires-python") or "",
        dependencies=project.strings("dependencies") or (),
        origins=tuple(origin for one in reversed(found) for origin in _origins(one.table)),
        configured=tuple(one.folder / Path(one.table.file).name for one in found),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one key from the configurations that hold, of which the nearest that says anything decides."""

    root: Path
    layers: tuple[Layer, ...]

    def first(self, key: str, read: Callable[[Table, str], Kind | None], *, default: Kind) -> Kind:
        for layer in self.layers:
            told = read(layer.table, key)
            if told is not None:
                return told
        return default

    def holding(self, key: str) -> Layer | None:
        return next((layer for layer in self.layers if key in layer.table.data), None)

    def patterns(self, key: str, found: tuple[Layer, ...], *, joined: bool = False) -> tuple[Patterns, ...]:
        """Patterns of paths: of the nearest configuration alone, or of all of them."""
        told = [(layer, lines) for layer in found if (lines := layer.table.strings(key)) is not None]
        kept = reversed(told) if joined else told[:1]
        return tuple(self.pattern(layer.folder, lines) for layer, lines in kept if lines)

    def pattern(self, folder: Path, lines: tuple[str, ...]) -> Patterns:
        """Patterns hold from the folder of their file; if the project is not below it, from the project's root."""
        inside = self.root.relative_to(folder).as_posix() if self.root.is_relative_to(folder) else "."
        return Patterns(above="" if inside == "." else f"{inside}/", lines=lines)

    def source(self) -> tuple[str, ...]:
        """Folders on the import path; of those that a configuration above the project names, those in the project."""
        layer = self.holding("source")
        if layer is None:
            return ()
        named = [_folder(path, layer.table) for path in layer.table.strings("source") or ()]
        if layer.folder == self.root:
            return tuple(named)
        inside = [Path(os.path.normpath(layer.folder / one)) for one in named]
        return tuple(one.relative_to(self.root).as_posix() for one in inside if one.is_relative_to(self.root))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        told = {name: text for one in reversed(self.layers) for name, text in one.table.table(key).pairs()}
        return tuple(sorted(told.items()))

    def targets(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        told: dict[str, dict[str, str]] = {}
        for layer in reversed(self.layers):
            table = layer.table.table("targets")
            for name in table.data:
                told.setdefault(name, {}).update(table.table(name).pairs())
        return tuple((name, tuple(sorted(options.items()))) for name, options in sorted(told.items()))

    def environments(self) -> dict[str, dict[str, str]]:
        return {
            name: told
            for one in reversed(self.layers)
            for name, told in read_environments(one.table.table("environments")).items()
        }

    def stacks(self) -> tuple[tuple[str, Stack], ...]:
        """Stacks by name: the nearest configuration that names one says all of it."""
        environments = self.environments()
        told: dict[str, Stack] = {}
        for one in reversed(self.layers):
            told |= read_stacks(one.table.table("stacks"), one.folder, environments)
        return tuple(sorted(told.items(), key=lambda pair: pair[0]))

    def path(self, key: str) -> str:
        """A path from the folder of the configuration, as one from the project's root."""
        layer = self.holding(key)
        text = (layer.table.string(key) or "") if layer is not None else ""
        if layer is None or not text or layer.folder == self.root or text.startswith(("/", "~")):
            return text
        return Path(os.path.relpath(layer.folder / text, self.root)).as_posix()

    def baseline(self) -> Path | None:
        layer = self.holding("baseline")
        text = layer.table.string("baseline") if layer is not None else None
        if layer is None or text is None:
            return None
        if not text or "\0" in text:
            raise ProjectError(f"{layer.table.place('baseline')} is no path")
        return Path(os.path.normpath(layer.folder / text))


def _origins(table: Table) -> Iterator[tuple[str, str]]:
    """Where each key stands, those of the table of dialects and of patterns too."""
    for key in table.data:
        yield key, table.place(key)
        if key in ("dialects", "per-file-ignores"):
            inner = table.table(key)
            yield from ((f"{key}.{name}", inner.place(name)) for name in inner.data)


def _folder(path: str, table: Table) -> str:
    folder = path.rstrip("/") or "."
    if folder != "." and any(part in ("", ".", "..") for part in folder.split("/")):
        raise ProjectError(f"{table.place('source')}: {path!r} is not a folder below the project")
    return folder
