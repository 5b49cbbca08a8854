"""The table of fixes, and projects made of texts."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from icefloe.api.check import Checked, Wanted, check


@dataclass(frozen=True)
class FixCase:
    """One row: the files before, those that are changed after the fixes of one code, and whether these are safe."""

    name: str
    code: str
    safe: bool
    before: Mapping[str, str]
    after: Mapping[str, str]


@cache
def fix_cases() -> tuple[FixCase, ...]:
    """All rows, named by code and number."""
    rows = tomllib.loads((Path(__file__).parent / "fixes.toml").read_text(encoding="utf-8"))["case"]
    return tuple(FixCase(name=f"{row['code']}-{number}", **row) for number, row in enumerate(rows))


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files as a project."""
    for name, text in {"pyproject.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


def only(code: str) -> Callable[[Sequence[str], Wanted], Checked]:
    """A check that tells of one code alone."""

    def ask(paths: Sequence[str], wanted: Wanted) -> Checked:
        checked = check(paths, wanted)
        return replace(checked, findings=tuple(one for one in checked.findings if one.code == code))

    return ask
