"""Which codes are reported, and where."""

from collections.abc import Callable, Iterable
from pathlib import Path

from icefloe.choice.known import ALWAYS, beginning_of, off_by_default
from icefloe.choice.places import file_of
from icefloe.choice.said import Said
from icefloe.project import Patterns, Settings, ignores, is_ignored
from icefloe.project.limits import from_here
from icefloe_schema.records import dataclass

_NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one place says: beginnings of codes, "" for all of them. `select` is None where it says nothing of it."""

    select: tuple[str, ...] | None
    extend: tuple[str, ...]
    ignore: tuple[str, ...]

    def over(self, before: bool, code: str) -> bool:
        """Whether a code is reported, where it would be or not `before` this layer.

        The longest beginning that fits decides; of a code that is both selected and ignored alike, nothing is said.
        """
        chosen = _longest((*(self.select or ()), *self.extend), code)
        ignored = _longest(self.ignore, code)
        if ignored > _NOBODY or chosen > _NOBODY:
            return chosen > ignored
        return before and self.select is None


class Selection:
    """The codes that are reported, as the settings and over them the call say; a code that is none is a wrong call.

    `root` is that of the project, which paths are told from; patterns of the call hold from the shell's folder.
    """

    def __init__(self, settings: Settings, said: Said, root: Path | None = None) -> None:
        self._file = Layer(
            select=None if settings.select is None else _read(settings.select, settings.place("select")),
            extend=_read(settings.extend_select, settings.place("extend-select")),
            ignore=_read(settings.ignore, settings.place("ignore")),
        )
        self._call = Layer(
            select=None if said.select is None else _read(said.select, "--select"),
            extend=_read(said.extend_select, "--extend-select"),
            ignore=_read(said.ignore or (), "--ignore"),
        )
        self._per_file = tuple(_per_file(settings, said, root or Path.cwd()))
        self._known: dict[str, bool] = {}

    def holds(self, code: str, path: str) -> bool:
        """Whether a code is reported of a file (its path from the root; of a notebook also with the cell)."""
        if code in ALWAYS:
            return True
        if code not in self._known:
            self._known[code] = self._is_selected(code)
        return self._known[code] and not any(
            any(code.startswith(one) for one in codes) and fits(file_of(path)) for fits, codes in self._per_file
        )

    def _is_selected(self, code: str) -> bool:
        before = code not in off_by_default()
        if self._call.select is None:
            before = self._file.over(before, code)
        return self._call.over(before, code)


def _longest(beginnings: Iterable[str], code: str) -> int:
    return max((len(one) for one in beginnings if code.startswith(one)), default=_NOBODY)


def _read(words: Iterable[str], place: str) -> tuple[str, ...]:
    return tuple(beginning_of(word, place) for word in words)


def _per_file(settings: Settings, said: Said, root: Path) -> Iterable[tuple[Callable[[str], bool], tuple[str, ...]]]:
    if said.per_file_ignores is not None:
        for line, words in said.per_file_ignores:
            codes = _read(words, "--per-file-ignores")
            yield from ((_matcher(patterns), codes) for patterns in from_here(root, (line,)))
        return
    for patterns, words in settings.per_file_ignores:
        yield _matcher(patterns), _read(words, settings.place(f"per-file-ignores.{patterns.lines[0]}"))


def _matcher(patterns: Patterns) -> Callable[[str], bool]:
    """Tell the files that a pattern means; one that begins with `!` means all others."""
    line = patterns.lines[0]
    turned = line.startswith("!")
    found = ignores([Patterns(lines=(line.removeprefix("!"),), above=patterns.above, below=patterns.below)])
    return lambda path: is_ignored(found, path) is not turned
