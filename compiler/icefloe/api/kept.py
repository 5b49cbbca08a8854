"""The outcomes of a project's files that an earlier call has kept."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from icefloe.api.outcome import Outcome, Seen
from icefloe.api.plain import Plain, plain, unplain
from icefloe.cache.stamp import stamp
from icefloe.cache.store import Store, named, opened


class Kept:
    """Outcomes by path, under everything that is the same for all files of a project.

    What was kept is only believed where all that it depends on is as it was.
    """

    def __init__(self, folder: Path | None, key: tuple[str, ...]) -> None:
        self._store: Store | None = None if folder is None else opened(str(folder))
        self._name = "" if self._store is None else f"o-{named(stamp(), *key)}"
        found: Plain = None if self._store is None else self._store.get(self._name)
        self._data: dict[str, Plain] = {}
        #: Whether nothing more is to be kept.
        self.is_closed = False
        if isinstance(found, dict):
            self._data = {**cast("dict[str, Plain]", found)}

    def among(self, paths: Iterable[str], seen: Seen) -> dict[str, Outcome]:
        """The outcomes of those of the files for which there is one that holds."""
        found: dict[str, Outcome] = {}
        for path in paths:
            one = self._outcome(path)
            if one is not None and seen.holds(one.depends):
                found[path] = one
        return found

    def keep(self, outcomes: Mapping[str, Outcome]) -> str:
        """Keep outcomes, in place of what was kept for these files; give the reason where that cannot be."""
        if self._store is None or self.is_closed or not outcomes:
            return ""
        try:
            fresh = {path: plain(one) for path, one in outcomes.items()}
        except TypeError as error:
            return str(error)
        return self._store.put(self._name, {**self._data, **fresh})

    def _outcome(self, path: str) -> Outcome | None:
        if path not in self._data:
            return None
        try:
            one = unplain(self._data[path])
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not what was kept
            return None
        return one if isinstance(one, Outcome) and one.path == path else None
