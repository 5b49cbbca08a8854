"""`check --add-ignore`: a comment for each finding that is reported."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from icefloe.api.changed import written
from icefloe.api.check import Checked, Wanted, check
from icefloe.choice.adding import added
from icefloe.project import ProjectFiles
from icefloe_schema.records import dataclass

_ENDS = re.compile(r"(\r\n|\r|\n)")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """What was written: the files, and for how many findings; `problems` are those that are still reported, and why.

    `texts` are the new contents of the files, by path as it is shown.
    """

    checked: Checked
    count: int
    texts: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    problems: tuple[str, ...] = ()


def add_ignores(
    paths: Sequence[str],
    wanted: Wanted,
    reason: str,
    ask: Callable[[Sequence[str], Wanted], Checked] = check,
) -> Ignored:
    """Check what the paths mean, and write a comment for everything that is reported; line ends stay as they are."""
    checked = ask(paths, wanted)
    made = added(checked.findings, checked.sources, reason)
    problems = [f"{one.span.path}:{one.span.line}: {one.code} is not ignored: {why}" for one, why in made.refused]
    texts: dict[str, bytes] = {}
    for shown, text in made.texts.items():
        found = _found(shown, checked.roots)
        if found is None:
            problems.append(f"{shown} is not changed: it is no file of the project")
            continue
        path, data = found
        problem = written(path, data, _merged(data, text))
        if problem:
            problems.append(f"{shown} is not changed: {problem}")
        else:
            texts[shown] = _merged(data, text)
    return Ignored(checked=checked, count=made.count, texts=texts, problems=tuple(problems))


def _found(shown: str, roots: Sequence[tuple[str, Path]]) -> tuple[Path, bytes] | None:
    """The file that a shown path means, with its bytes."""
    for prefix, root in sorted(roots, key=lambda one: len(one[0]), reverse=True):
        data = ProjectFiles(root).read(shown.removeprefix(prefix)) if shown.startswith(prefix) else None
        if data is not None:
            return root / shown.removeprefix(prefix), data
    return None


def _merged(data: bytes, text: str) -> bytes:
    """The bytes of a file with the lines of a text, each ending as it did."""
    ends = _ENDS.split(data.decode("utf-8-sig"))[1::2]
    lines = text.split("\n")
    joined = "".join(f"{line}{end}" for line, end in zip(lines, [*ends, ""], strict=True))
    return (_MARK if data.startswith(_MARK) else b"") + joined.encode()
