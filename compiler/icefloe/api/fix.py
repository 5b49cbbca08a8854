"""`check --fix`: the fixes of what was found, made, checked again, and written."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from icefloe.api.changed import difference, written
from icefloe.api.check import Checked, Wanted, check
from icefloe.findings import Finding
from icefloe.fixes import Edit, Fix
from icefloe.project import ProjectFiles
from icefloe_schema.records import dataclass

#: After so many checks there is an end, whatever is still to be fixed.
ROUNDS = 40

Texts = Mapping[Path, bytes]
Check = Callable[[Sequence[str], Wanted], Checked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What was fixed, and what remains.

    `checked` is the last check, `fixed` how many findings of each code were fixed, `written` the files with changes,
    `texts` what is in them now. `problems` says what could not be written, and why. `offered` is how many of the
    remaining findings have a fix that was not asked for.
    """

    checked: Checked
    fixed: tuple[tuple[str, int], ...] = ()
    written: tuple[str, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    diff: str = ""
    problems: tuple[str, ...] = ()
    offered: int = 0

    @property
    def count(self) -> int:
        """How many findings were fixed."""
        return sum(number for _, number in self.fixed)

    def line(self, *, dry: bool = False) -> str:
        """How many there were, how many of them are fixed, and what is left."""
        left = len(self.checked.findings)
        total = self.count + left
        noun = "finding" if total == 1 else "findings"
        more = f"; --unsafe-fixes would fix {self.offered} more" if self.offered else ""
        verb = "would be fixed" if dry else "fixed"
        return f"found {total} {noun} ({self.count} {verb}, {left} remaining{more})"


def fix(
    paths: Sequence[str], wanted: Wanted | None = None, *, unsafe: bool = False, dry: bool = False, ask: Check = check
) -> Fixed:
    """Fix what can be fixed in the files that the paths mean; with `dry` nothing is written.

    Fixes that do not overlap are made at once, in the order of their findings, and the result is checked again, until
    there are none left. A fix after which a file does not parse, a pipeline is gone, or the finding is still there is
    taken back. What `wanted.given` gives is fixed in `texts` alone.
    """
    wanted = wanted or Wanted()
    first = checked = ask(paths, wanted)
    room = _Room(first.roots, wanted)
    counts: Counter[str] = Counter()
    refused: set[_Key] = set()
    seen: list[Texts] = []
    limit: int | None = None
    for _ in range(ROUNDS):
        batch = _batch(checked.findings, refused, unsafe=unsafe)[:limit]
        if not batch:
            break
        texts = room.after(edit for one in batch for edit in _edits(one))
        found = None if texts is None else ask(paths, replace(wanted, given={**wanted.given, **texts}))
        better = found is not None and texts not in seen and _is_better(checked, found, batch, unsafe=unsafe)
        if texts is None or found is None or not better:
            if len(batch) == 1:
                refused.add(_key(batch[0]))
            limit = None if len(batch) == 1 else len(batch) // 2
            continue
        # Two fixes may undo each other, one round after the other.
        seen.append(dict(room.texts))
        room.texts.update(texts)
        checked, limit = found, None
        counts.update(one.code for one in batch)
    finished = _finished(room, checked, counts, unsafe=unsafe, dry=dry)
    if not finished.problems:
        return finished
    # What could not be written is as it was: what is said of it must be too.
    now = ask(paths, wanted)
    done = Counter(one.code for one in first.findings) - Counter(one.code for one in now.findings)
    return replace(finished, checked=now, fixed=tuple(sorted(done.items())))


_Key = tuple[str, str, str, tuple[Edit, ...]]


def _finished(room: "_Room", checked: Checked, counts: Counter[str], *, unsafe: bool, dry: bool) -> Fixed:
    """Write what has changed, unless it is only looked at."""
    changed = {path: text for path, text in sorted(room.texts.items()) if text != room.original(path)}
    names = {path: room.shown(path) for path in changed}
    hindered: dict[Path, str] = {}
    for path, text in changed.items():
        problem = None if dry or path in room.given else written(path, room.original(path), text)
        if problem is not None:
            hindered[path] = problem
    return Fixed(
        checked=checked,
        fixed=tuple(sorted(counts.items())),
        written=tuple(name for path, name in names.items() if path not in hindered),
        texts={names[path]: text for path, text in changed.items()},
        diff="".join(difference(names[path], room.original(path), text) for path, text in changed.items()),
        problems=tuple(f"{names[path]} is not fixed: {problem}" for path, problem in hindered.items()),
        offered=0 if unsafe else sum(one.fix is not None and not one.fix.safe for one in checked.findings),
    )


class _Room:
    """The files of the projects that the paths mean, with what fixes have made of them."""

    def __init__(self, roots: Sequence[tuple[str, Path]], wanted: Wanted) -> None:
        self.given: Texts = wanted.given
        # A project within another one has the longer prefix.
        self._roots = sorted(roots, key=lambda one: len(one[0]), reverse=True)
        self._files = {root: ProjectFiles(root, given=_below(root, wanted.given)) for _, root in roots}
        self.texts: dict[Path, bytes] = {}
        self._names: dict[Path, str] = {}
        self._originals: dict[Path, bytes] = {}

    def original(self, path: Path) -> bytes:
        """The bytes of a file before any fix."""
        return self._originals[path]

    def shown(self, path: Path) -> str:
        """The path as findings show it."""
        return self._names[path]

    def after(self, edits: Iterable[Edit]) -> dict[Path, bytes] | None:
        """The files after some edits, all of which are changed; None if one cannot be, or does not parse then."""
        from icefloe.syntax.edits.apply import applied
        from icefloe.syntax.edits.cells import file
        from icefloe.syntax.edits.sound import is_sound

        texts = dict(self.texts)
        by_file: dict[str, list[Edit]] = {}
        for edit in edits:
            by_file.setdefault(file(edit.span.path), []).append(edit)
        for name, own in by_file.items():
            path = self._path(name)
            made = None if path is None else applied(texts.get(path, self.original(path)), own)
            if path is None or made is None or not is_sound(made, name):
                return None
            texts[path] = made
        return texts

    def _path(self, name: str) -> Path | None:
        """The file that a shown path means, if it is one of the projects' regular files."""
        for prefix, root in self._roots:
            if name.startswith(prefix):
                inside = name[len(prefix) :]
                data = self._files[root].read(inside)
                if data is None:
                    return None
                path = root / inside
                self._names.setdefault(path, name)
                self._originals.setdefault(path, data)
                return path
        return None


def _below(root: Path, given: Texts) -> dict[str, bytes]:
    """What is given of one project, by path from its root."""
    return {path.relative_to(root).as_posix(): data for path, data in given.items() if path.is_relative_to(root)}


def _key(finding: Finding) -> _Key:
    return (finding.code, finding.span.path, finding.message, _edits(finding))


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _batch(findings: Sequence[Finding], refused: set[_Key], *, unsafe: bool) -> list[Finding]:
    """The findings whose fixes are made at once: those whose edits touch no other's, the first of them first."""
    chosen: list[Finding] = []
    taken: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for finding in findings:
        if not _is_wanted(finding.fix, unsafe=unsafe) or _key(finding) in refused:
            continue
        places = [_place(edit) for edit in _edits(finding)]
        if any(_touch(here, there) for path, here in places for there in taken.get(path, ())):
            continue
        chosen.append(finding)
        for path, place in places:
            taken.setdefault(path, []).append(place)
    return chosen


def _is_wanted(fix: Fix | None, *, unsafe: bool) -> bool:
    return fix is not None and bool(fix.edits) and not fix.changes and (fix.safe or unsafe)


def _place(edit: Edit) -> tuple[str, tuple[tuple[int, int], tuple[int, int]]]:
    span = edit.span
    return span.path, ((span.line, span.column), (span.end_line, span.end_column))


def _touch(one: tuple[tuple[int, int], tuple[int, int]], other: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _is_better(before: Checked, after: Checked, fixed: Sequence[Finding], *, unsafe: bool) -> bool:
    """Whether no pipeline is gone, and of what was fixed there is less.

    One fix may lead to the next. Several at once must leave less to be done: two that mean the same mistake, each at
    its own end, would only change places.
    """
    if after.summary.pipelines < before.summary.pipelines:
        return False
    meant = Counter(_what(one) for one in fixed)
    there, left = Counter(map(_what, before.findings)), Counter(map(_what, after.findings))
    if any(left[what] > there[what] - number for what, number in meant.items()):
        return False
    return len(fixed) == 1 or _open(after, unsafe=unsafe) < _open(before, unsafe=unsafe)


def _open(checked: Checked, *, unsafe: bool) -> int:
    """How many findings there are that would be fixed."""
    return sum(_is_wanted(one.fix, unsafe=unsafe) for one in checked.findings)


def _what(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.span.path, finding.message
