"""What the patterns of a `.gitignore` say of a path, in a time that no pattern can stretch."""

import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_STAR: Final = "[^/]*"
#: In git no wildcard means a slash, not even `[!x]`.
_NEGATED: Final = r"(?<!\\)\[\^(?!/\])"
_PLAIN: Final = r"(?:\\.|(?:\(\?!/\))?\[(?:\\.|[^\]])+\]|[^()\\\[])+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Lines of a `.gitignore` that hold from a folder: the root, or one `above` it (then the way down, `a/b/`), or
    one `below` it."""

    lines: tuple[str, ...]
    above: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """The patterns of one folder ("" is the root, or what is so far `above` it); `any` matches where one may."""

    folder: str
    above: str = ""
    spec: "GitIgnoreSpec"
    any: re.Pattern[str]

    def verdict(self, path: str) -> bool | None:
        """Tell whether a path from the root is ignored; None if no pattern speaks of it."""
        if self.folder and not path.startswith(f"{self.folder}/"):
            return None
        inside = path[len(self.folder) + 1 :] if self.folder else self.above + path
        return self.spec.check_file(inside).include if self.any.search(inside) is not None else None


def ignores(patterns: Sequence[Patterns]) -> tuple[Ignore, ...]:
    """Read patterns of a configuration or of a call."""
    return tuple(ignore(one.below, one.lines, one.above) for one in patterns if one.lines)


def is_ignored(ignores: Sequence[Ignore], path: str) -> bool:
    """Tell whether a path is ignored: as git has it, the last of several that says anything decides."""
    for one in reversed(ignores):
        verdict = one.verdict(path)
        if verdict is not None:
            return verdict
    return False


def ignore(folder: str, lines: Sequence[str], above: str = "") -> Ignore:
    """Read patterns as git does."""
    from pathspec import GitIgnoreSpec  # 30 ms that a project without patterns need not pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of `[[:alpha:]]`, which Python warns of
        try:
            spec = GitIgnoreSpec.from_lines(lines)
        except (ValueError, re.error):  # git passes over a line that is no pattern
            spec = GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))
        forms: list[str] = []
        for pattern in spec.patterns:
            # By way of a name with a type, as pathspec's patterns may be of bytes too.
            regex = cast("re.Pattern[str] | None", getattr(pattern, "regex"))  # noqa: B009
            if regex is not None:
                text = linear(regex.pattern)
                pattern.regex = re.compile(text)
                forms.append(text.replace("(?P<ps_d>", "(?:"))
        return Ignore(folder=folder, above=above, spec=spec, any=re.compile("|".join(forms) or r"(?!)"))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def linear(pattern: str) -> str:
    """The same pattern, with each star but the last of a row taking the first place that fits, as it may.

    `*a*a*a*a*b` would try all ways to share a name out among its stars.
    """
    first, *others = (re.sub(_NEGATED, r"(?!/)[^", piece) for piece in pattern.split(_STAR))
    pieces = [first]
    for index, piece in enumerate(others):
        more = index < len(others) - 1
        pieces.append(f"(?>{_STAR}?{piece})" if more and re.fullmatch(_PLAIN, piece) else f"{_STAR}{piece}")
    return "".join(pieces)
