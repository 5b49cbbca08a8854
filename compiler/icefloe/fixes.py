"""What would end a finding: changes in terms of the program, and the edits of text that become of them."""

from collections.abc import Iterable
from typing import TypeAlias

from icefloe.source import Span
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One replacement of a span by a text."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Write the name `new` for `old`, which stands at the span: bare, in quotes, or before the `=` of an argument."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surround:
    """Write something before and behind an expression."""

    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetArgument:
    """Give the call or decorator at the span an argument, in place of the one that it has under that name."""

    span: Span
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDecorated:
    """Give a decorator of the function whose name stands at the span an argument, as `SetArgument` does.

    The decorator is the one whose dotted name ends with `decorator`.
    """

    span: Span
    decorator: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReturns:
    """Write what the function whose name stands at the span returns, where it has no such annotation."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take out what stands at the span: an argument, an item, an entry, a statement, or one entry of a YAML mapping."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem:
    """Put one more item behind the last one of the list, tuple, set or dictionary at the span."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddParameter:
    """Give the function whose name stands at the span a parameter more."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameWord:
    """Write `new` for the name `old` that the file of the span imports, and wherever it uses it."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameParameter:
    """Call the parameter at the span `new`, and what its function says of it too."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOutput:
    """Take an output out of the list where it is declared, and of what the function returns as a tuple.

    `function` is where its name stands, `position` that of the output among `count` of them.
    """

    span: Span
    function: Span
    position: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCall:
    """Take the call out that the argument at the span is given to: a link of a chain, or a statement."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDecorator:
    """Decorate the function or class whose name stands at the span; the word is imported if it is not yet."""

    span: Span
    module: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddImport:
    """Import `module`, or `name` from it, in the file of the span."""

    span: Span
    module: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Await:
    """Await the call at the span, which stands in an `async` function."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAsync:
    """Write `async` before the function whose name stands at the span."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncall:
    """Take the brackets of the call at the span away, and keep what is called."""

    span: Span


Change: TypeAlias = (
    Rename
    | RenameWord
    | RenameParameter
    | Surround
    | SetArgument
    | SetDecorated
    | SetReturns
    | Remove
    | RemoveOutput
    | RemoveCall
    | AddItem
    | AddParameter
    | AddDecorator
    | AddImport
    | Await
    | MakeAsync
    | Uncall
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Edits that would end a finding; `safe` if they cannot change what a right pipeline computes, and guess nothing.

    `changes` are said in terms of the program, by those who know no syntax; the survey makes edits of them, or drops
    the fix if one of them does not fit what stands there.
    """

    message: str
    edits: tuple[Edit, ...] = ()
    safe: bool = False
    changes: tuple[Change, ...] = ()


def renamed(span: Span, old: str, new: str, *, safe: bool = False) -> Fix | None:
    """The fix that writes one name for another; None where no better one is known. A guess is not safe."""
    if not new or new == old:
        return None
    return Fix(message=f"write `{new}`", changes=(Rename(span=span, old=old, new=new),), safe=safe)


def close_matches(word: str, names: Iterable[str], n: int = 1, cutoff: float = 0.6) -> list[str]:
    """The names that may have been meant by a word, the nearest first."""
    from difflib import get_close_matches  # most programs spell all names right

    return get_close_matches(word, names, n, cutoff)


def listed(span: Span) -> Fix:
    """The fix that writes brackets around a text that is to be a list: there is nothing else that it could mean."""
    return Fix(message="make a list of it", changes=(Surround(span=span, before="[", after="]"),), safe=True)


def quoted(span: Span) -> Fix:
    """The fix that writes quotes around a number or a word that is to be a text."""
    return Fix(message="put it in quotes", changes=(Surround(span=span, before='"', after='"'),), safe=True)


def removed(span: Span, what: str, *, safe: bool = False) -> Fix:
    """The fix that takes something out."""
    return Fix(message=f"take {what} out", changes=(Remove(span=span),), safe=safe)
