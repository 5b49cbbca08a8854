"""What `[tool.icefloe]` in `pyproject.toml` says."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import cast

from icefloe.project.root import ProjectError
from icefloe.source import Files
from icefloe_schema.records import dataclass

KEYS = ("dialects", "exclude", "python", "source", "targets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of a project.

    `exclude` are gitignore patterns, `source` folders on the import path, `dialects` the versions to read dialects
    as, `targets` the options of targets, `python` the environment whose packages tell types (a path from the root).
    `requires_python` and `dependencies` are the project's own.
    """

    exclude: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    dialects: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    python: str = ""
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()

    def target(self, name: str) -> dict[str, str]:
        """Give the options of one target."""
        return dict(next((options for target, options in self.targets if target == name), ()))


def read_settings(files: Files) -> Settings:
    """Read the project's configuration; a mistake in it is a `ProjectError` that names the key."""
    data = files.read("pyproject.toml")
    if data is None:
        return Settings()
    try:
        document = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:  # an integer may be too long, and brackets may nest too deep
        raise ProjectError(f"pyproject.toml: {error}") from error
    project = _table(document, "project", "project")
    tool = _table(_table(document, "tool", "tool"), "icefloe", "tool.icefloe")
    for key in tool:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(KEYS)}"
            raise ProjectError(f"pyproject.toml: [tool.icefloe] has no key `{key}`: {hint}")
    targets = _table(tool, "targets", "tool.icefloe.targets")
    return Settings(
        exclude=_strings(tool, "exclude", "tool.icefloe"),
        source=tuple(_folder(path) for path in _strings(tool, "source", "tool.icefloe")),
        dialects=_pairs(tool, "dialects", "tool.icefloe.dialects"),
        targets=tuple((name, _pairs(targets, name, f"tool.icefloe.targets.{name}")) for name in sorted(targets)),
        python=_string(tool, "python", "tool.icefloe"),
        requires_python=_string(project, "requires-python", "project"),
        dependencies=_strings(project, "dependencies", "project"),
    )


def _table(document: Mapping[str, object], key: str, at: str) -> Mapping[str, object]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise ProjectError(f"pyproject.toml: [{at}] must be a table")
    return cast("dict[str, object]", table)


def _string(table: Mapping[str, object], key: str, at: str) -> str:
    text = table.get(key, "")
    if not isinstance(text, str):
        raise ProjectError(f"pyproject.toml: `{key}` in [{at}] must be a string")
    return text


def _strings(table: Mapping[str, object], key: str, at: str) -> tuple[str, ...]:
    items = table.get(key, [])
    found = cast("list[object]", items) if isinstance(items, list) else [None]
    strings = tuple(item for item in found if isinstance(item, str))
    if len(strings) < len(found):
        raise ProjectError(f"pyproject.toml: `{key}` in [{at}] must be a list of strings")
    return strings


def _pairs(table: Mapping[str, object], key: str, at: str) -> tuple[tuple[str, str], ...]:
    inner = _table(table, key, at)
    return tuple((name, _string(inner, name, at)) for name in sorted(inner))


def _folder(path: str) -> str:
    folder = path.rstrip("/") or "."
    if folder != "." and any(part in ("", ".", "..") for part in folder.split("/")):
        raise ProjectError(f"pyproject.toml: `source` in [tool.icefloe]: {path!r} is not a folder below the project")
    return folder
