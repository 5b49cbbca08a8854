"""Whether the code of a step is what it was when its result was made."""

# Paths are texts here: each module is asked for at each step.
# ruff: noqa: PTH116, PTH118, PTH120, PTH123

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.machinery import all_suffixes
from pathlib import Path

from icefloe_runtimes.local.cache.addresses import below, functions
from icefloe_runtimes.local.cache.leaf import digest
from icefloe_runtimes.step.inside import Inside
from icefloe_schema.leaves import normalised
from icefloe_schema.plan import Plan, Step

#: What stands before the path of a module among the digests of closures, and before the digest of one that does not
#: hold everything that is reached.
MODULE, OPAQUE = "module:", "opaque:"


class Code:
    """The project's code: closures as far as somebody has worked them out, and the modules as they are now."""

    def __init__(self, plan: Plan, root: Path, closures: Mapping[str, str] | None) -> None:
        self._plan = plan
        self._root = str(root)
        self._closures = closures or {}
        self._digests: dict[str, tuple[object, str]] = {}
        self._names: dict[str, tuple[object, frozenset[str]]] = {}
        self._below: dict[Inside, str | None] = {(): ""}

    def closure(self, steps: Iterable[tuple[Inside, Step]]) -> str:
        """The digest of all that the functions of some steps reach; empty if that is not known of each."""
        found: dict[str, str] = {}
        for inside, step in steps:
            start = self._start(inside)
            for address in () if start is None else functions(step, start):
                known = self._closures.get(address or "", OPAQUE)
                if address is None or known.startswith(OPAQUE):
                    return ""
                found[address] = known
            if start is None:
                return ""
        return digest(found)

    def is_as_read(self, modules: Mapping[str, str]) -> bool:
        """Whether modules that were loaded are those of which the closures were made."""
        read = ((self._closures.get(f"{MODULE}{path}"), found) for path, found in modules.items())
        return all(then is None or then == found for then, found in read)

    def changed(self, modules: Mapping[str, str], sought: Iterable[str]) -> Iterator[str]:
        """The modules that are not as they were, and those that were not there and now are."""
        yield from (path for path, then in modules.items() if self._digest(path) != then)
        yield from (stem for stem in sought if self._is_there(stem))

    def _start(self, inside: Inside) -> str | None:
        if inside not in self._below:
            self._below[inside] = below(self._plan, inside)
        return self._below[inside]

    def _digest(self, path: str) -> str:
        at = os.path.join(self._root, path)
        try:
            found = os.stat(at)
            marks = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
            if at not in self._digests or self._digests[at][0] != marks:
                with open(at, "rb") as stream:
                    self._digests[at] = marks, sha256(normalised(stream.read())).hexdigest()
        except OSError:
            return ""
        return self._digests[at][1]

    def _is_there(self, stem: str) -> bool:
        at = os.path.join(self._root, stem)
        folder, name = os.path.dirname(at), os.path.basename(at)  # noqa: PTH119 - the same
        try:
            marks = os.stat(folder).st_mtime_ns
        except OSError:
            return False
        if folder not in self._names or self._names[folder][0] != marks:
            self._names[folder] = marks, frozenset(_modules_in(folder))
        return name in self._names[folder][1]


def _modules_in(folder: str) -> Iterator[str]:
    """The names of what can be imported from a folder."""
    suffixes = tuple(all_suffixes())
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield entry.name
            elif entry.name.endswith(suffixes):
                yield entry.name.partition(".")[0]
