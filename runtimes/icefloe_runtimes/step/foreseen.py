"""Modules of the project that were found and compiled before the process was forked that imports them."""

# The import machinery speaks of paths as texts.
# ruff: noqa: PTH116, PTH120

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Protocol, runtime_checkable

from icefloe_runtimes.step.noted import Noted
from icefloe_schema.records import dataclass


@runtime_checkable
class Early(Protocol):
    """A loader that can have its code before it is asked for it, and sees then whether that is still the code."""

    def foresee(self) -> CodeType | None:
        """Compile what stands there now; an exception, if that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A module as it was found: on which path, the folders that were looked through with their times, and where it was
    looked for in vain."""

    spec: ModuleSpec
    path: list[str] | None
    folders: tuple[str, ...]
    times: list[int]
    missed: frozenset[str]
    code: CodeType


class Foreseen:
    """Stands before all other finders, and gives what they have given, once, where they would give the same again.

    They would if the finders are those that they were, if they would look through the same folders, and if nothing has
    come to these or gone. Whether a source is what it was, its loader sees.
    """

    def __init__(self, noted: Noted) -> None:
        self._noted = noted
        self._known: dict[str, _Found] = {}
        self._finders: Sequence[object] = []
        self._hooks: Sequence[object] = []
        self._path: list[str] = []

    def look(self, names: Iterable[str]) -> None:
        """Find and compile modules of the project, as far as none of it has to be run for that.

        Those that were found and would no longer be are looked for again.
        """
        if not self._is_same():
            self._known.clear()
            self._finders, self._hooks, self._path = sys.meta_path[:], sys.path_hooks[:], sys.path[:]
        for name in names:
            self._look(name)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None  # noqa: ARG002
    ) -> ModuleSpec | None:  # fmt: skip
        """Give a module that was found, if it would be found there again."""
        found = self._known.pop(fullname, None)
        if found is None or found.path != path or not self._is_same() or _times(found.folders) != found.times:
            return None
        for place in found.missed:
            self._noted.missed(place)
        return found.spec

    def code(self, name: str) -> CodeType | None:
        """Give the code that a module would have now."""
        found = self._known.get(name)
        return found.code if found is not None else None

    def invalidate_caches(self) -> None:
        """Forget everything."""
        self._known.clear()

    def _is_same(self) -> bool:
        return (sys.meta_path, sys.path_hooks, sys.path) == (self._finders, self._hooks, self._path)

    def _look(self, name: str) -> None:
        above, _, _ = name.rpartition(".")
        if above:
            self._look(above)
        if name in sys.modules or (above and above not in self._known):
            return
        known = self._known.get(name)
        if known is not None and _times(known.folders) == known.times:
            return
        found = self._found(name, above, self._known.pop(name, None))
        if found is not None:
            self._known[name] = found

    def _found(self, name: str, above: str, before: _Found | None) -> _Found | None:
        """A module as it is found now; `before` is how it was found when something was another way."""
        path = self._known[above].spec.submodule_search_locations if above else None
        if above and path is None:
            return None
        # The times come first: what changes while it is looked for, is looked for again.
        times = _times(tuple(path or self._path))
        with self._noted.aside() as missed:
            spec = self._spec(name, path)
        loader: object = None if spec is None else spec.loader
        if spec is None or not isinstance(loader, Early):
            return None
        folders = _looked_through(path or self._path, spec)
        times = times[: len(folders)]
        if before is not None and before.spec.origin == spec.origin:
            # What it was compiled of is held against what is there by its loader.
            again = replace(before, path=path, folders=folders, times=times, missed=frozenset(missed))
            return again if folders else None
        try:
            code = loader.foresee()
        except Exception:  # noqa: BLE001 - who imports it is told what is wrong with it
            return None
        # Where its byte code would be is worked out when that is asked for first.
        if code is None or not folders or spec.cached is None:
            return None
        return _Found(spec=spec, path=path, folders=folders, times=times, missed=frozenset(missed), code=code)

    def _spec(self, name: str, path: list[str] | None) -> ModuleSpec | None:
        """What the other finders find."""
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path)
            if spec is not None:
                return spec
        return None


def _looked_through(path: list[str], spec: ModuleSpec) -> tuple[str, ...]:
    """The folders of a path up to the one with the module; none if that is not on it."""
    place = os.path.dirname(spec.origin or "")
    holder = os.path.dirname(place) if spec.submodule_search_locations else place
    folders = tuple(path[: path.index(holder) + 1]) if holder in path else ()
    return folders if all(map(os.path.isabs, folders)) else ()


def _times(folders: tuple[str, ...]) -> list[int]:
    """When something has come to each of these folders, or gone from it; -1 if there is none."""
    found: list[int] = []
    for folder in folders:
        try:
            found.append(os.stat(folder).st_mtime_ns)
        except OSError:
            found.append(-1)
    return found
