"""The versions of what is installed, read from the records that installers leave.

The standard library's own reader of them takes longer to import than all of it takes here.
"""

# Paths are texts here: there may be hundreds of records.
# ruff: noqa: PTH112, PTH116, PTH123, PTH208

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from icefloe_runtimes.local.cache.leaf import spelled
from icefloe_schema.records import dataclass

ABSENT = "not installed"
# They are compiled when they are first used: most steps import nothing from outside.
_RECORD = r"(?P<name>.+?)-(?P<version>[^-]+)\.(?:dist-info|egg-info)$"
_NEEDS = r"(?m)^Requires-Dist:\s*([A-Za-z0-9][A-Za-z0-9._-]*)([^\n]*)$"
_EXTRA = r";.*\bextra\s*=="


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The versions of packages with all that they need; `whole` where these tell everything of their code.

    `spelled` are the versions as the key of a result has them.
    """

    found: Mapping[str, str]
    whole: bool = True
    spelled: str


class Packages:
    """What is installed in the folders that modules are imported from, but for those of the project."""

    def __init__(self, own: Iterable[str], paths: Iterable[str] | None = None) -> None:
        left_out = set(own)
        given = sys.path if paths is None else paths
        self._folders = [path for path in given if path and path not in left_out and os.path.isdir(path)]
        self._marks = self._look()
        self._records: dict[str, str] | None = None
        self._known: dict[tuple[str, ...], Versions] = {}

    def versions(self, imports: tuple[str, ...]) -> Versions:
        """Give the versions of what these names are imported from, and of what that needs to be there."""
        if imports not in self._known:
            self._known[imports] = self._versions(imports)
        return self._known[imports]

    def is_same(self) -> bool:
        """Whether nothing was installed or removed since."""
        return self._look() == self._marks

    def _look(self) -> list[int]:
        return [os.stat(path).st_mtime_ns if os.path.isdir(path) else 0 for path in self._folders]

    def _versions(self, imports: tuple[str, ...]) -> Versions:
        found: dict[str, str] = {}
        whole = True
        todo: list[str] = []
        for name in imports:
            records = self._providing(name)
            todo += records
            if not records:
                found[name] = ABSENT
                whole = whole and not self._is_importable(name)
        while todo:
            record = todo.pop()
            name, version = _named(record)
            if name in found:
                continue
            direct = _text(f"{record}/direct_url.json")
            # What was installed from a folder or a repository has the same version before and after a change.
            found[name] = f"{version} {' '.join(direct.split())}".strip()
            whole = whole and '"editable"' not in direct
            todo += [known for needed in _needed(record) if (known := self._all().get(_normal(needed)))]
        found = dict(sorted(found.items()))
        return Versions(found=found, whole=whole, spelled=spelled(found))

    def _all(self) -> dict[str, str]:
        """The folders of all records by the normalised names of what was installed; the first on the path counts."""
        if self._records is None:
            self._records = {}
            for folder in self._folders:
                for record in _records_in(folder):
                    self._records.setdefault(_normal(_named(record)[0]), record)
        return self._records

    def _providing(self, name: str) -> list[str]:
        """The records of what a name is imported from: what is called so itself, else what has such files."""
        known = self._all().get(_normal(name))
        if known is not None:
            return [known]
        return [record for record in self._all().values() if _provides(record, name)]

    def _is_importable(self, name: str) -> bool:
        """Whether there is a module of a name that no installer has put there."""
        return any(os.path.isdir(f"{path}/{name}") or _has_module(path, name) for path in self._folders)


def _records_in(folder: str) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in sorted(names) if name.endswith((".dist-info", ".egg-info")))


def _named(record: str) -> tuple[str, str]:
    found = re.match(_RECORD, os.path.basename(record))  # noqa: PTH119 - the same
    return (found["name"], found["version"]) if found else (record, "")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(record: str) -> Iterator[str]:
    """What must be installed with it; what only an extra asks for may be there for other reasons."""
    head = (_text(f"{record}/METADATA") or _text(f"{record}/PKG-INFO")).partition("\n\n")[0]
    yield from (found[1] for found in re.finditer(_NEEDS, head) if not re.search(_EXTRA, found[2]))


def _provides(record: str, name: str) -> bool:
    if name in _text(f"{record}/top_level.txt").split():
        return True
    files = f"\n{_text(f'{record}/RECORD')}"
    return any(f"\n{name}{end}" in files for end in ("/", ".py,", ".cpython-", ".abi3."))


def _has_module(folder: str, name: str) -> bool:
    try:
        return any(one.startswith(f"{name}.") for one in os.listdir(folder))
    except OSError:
        return False


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""
