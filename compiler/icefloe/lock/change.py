"""What differs between a lock and a project."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from icefloe.lock.reachedby import Difference
from icefloe.source import Span
from icefloe_schema.errors import SchemaError
from icefloe_schema.lock import LockError
from icefloe_schema.records import dataclass

LOCK_FILE = "icefloe.lock"

Kind: TypeAlias = Literal[
    "semantic",
    "missing",
    "extra",
    "files",
    "deps",
    "exports",
    "stale",
    "malformed",
    "absent",
    "unexpected",
    "altered",
    "signature",
    "formatting",
    "env",
    "compiler",
]

# Whether a kind makes `verify` fail by itself, and what to do about it.
NOTES = frozenset(("formatting", "env", "compiler"))
HINTS: Mapping[Kind, str] = MappingProxyType(
    {
        "semantic": "if this was meant, run `icefloe freeze` and commit icefloe.lock",
        "missing": "if it was taken away on purpose, run `icefloe freeze` and commit icefloe.lock",
        "extra": "if it was added on purpose, run `icefloe freeze` and commit icefloe.lock",
        "files": "restore the file, or run `icefloe freeze` if the change was meant",
        "deps": "install what the lock was made with, or run `icefloe freeze` if the change was meant",
        "stale": "write the export again with `icefloe export`, then run `icefloe freeze`",
        "malformed": "restore icefloe.lock from version control, or run `icefloe freeze`",
        "absent": "run `icefloe freeze` and commit icefloe.lock",
        "unexpected": "find out who froze it again, or give the digest that `icefloe freeze` printed then",
        "altered": "restore icefloe.lock from version control, or run `icefloe freeze`",
        "signature": "sign the lock again with `icefloe freeze --sign KEY`, or find out who changed it",
        "exports": "write the export again with `icefloe export`, then run `icefloe freeze`",
        "formatting": "no step is affected; `icefloe freeze` brings the lock up to date",
        "env": "`icefloe freeze` brings the lock up to date",
        "compiler": "an upgrade, not a change of the project; `icefloe freeze` brings the lock up to date",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One leaf that is not as it was frozen. `expected` is the lock's side, `got` the project's; empty for none.

    `differences` are the definitions that the change comes from, as far as they are known; `function` is where the
    function stands that a leaf below `source/` is about.
    """

    leaf: str
    expected: str
    got: str
    kind: Kind
    message: str
    span: Span | None = None
    hint: str = ""
    differences: tuple[Difference, ...] = ()
    function: Span | None = None

    @property
    def is_note(self) -> bool:
        """Whether it alone leaves `verify` at exit 0."""
        return self.kind in NOTES


def start(path: str) -> Span:
    """The first character of a file, for what is about it as such."""
    return Span(path=path, line=1, column=1, end_line=1, end_column=1)


def absent() -> Change:
    """The change that stands for a project without a lock."""
    return _whole("absent", f"{LOCK_FILE} is missing: nothing was frozen here")


def malformed(error: SchemaError, path: str = LOCK_FILE) -> Change:
    """The change that stands for a lock that cannot be read."""
    change = _whole("malformed", f"{path} is not a lock as `freeze` writes it: {error.message}", path)
    if isinstance(error, LockError):
        line, column = error.line, error.column
        place = Span(path=path, line=line, column=column, end_line=line, end_column=column)
        change = replace(change, span=place, hint=error.hint or change.hint)
    return replace(change, leaf=error.at)


def unexpected(expected: str, got: str) -> Change:
    """The change that stands for a lock that is whole, and is not the one that is meant."""
    change = _whole("unexpected", f"{LOCK_FILE} is not the expected one: its digest is sha256:{got}")
    return replace(change, expected=expected, got=got)


def _whole(kind: Kind, message: str, path: str = LOCK_FILE) -> Change:
    return Change(leaf="", expected="", got="", kind=kind, message=message, span=start(path), hint=HINTS[kind])


def exit_code(changes: Iterable[Change], strict: bool = False) -> int:
    """What `verify` exits with: 1 if a result may differ, or if anything does and it is strict."""
    return int(any(strict or not change.is_note for change in changes))
