"""Types as plans spell them, read back, and whether one fits where another was."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from icefloe.infer.stdlib import standard_library
from icefloe.infer.stdlib_terms import Term, TermReader
from icefloe.types import Relation, Type, UnknownType, Verdict, is_known

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>[^\W\d][\w.]*)|(?P<number>-?\d{1,18})(?![\w.])|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<sign>\.\.\.|[\[\]|,()?]))"
)
_LONGEST: Final = 2_000
_DEEPEST: Final = 40
_CALLABLE: Final = frozenset({"Callable", "typing.Callable", "collections.abc.Callable"})
_LITERAL: Final = frozenset({"Literal", "typing.Literal"})
_UNKNOWN: Final = "?"


def fits(given: str, asked: str) -> Verdict:
    """Whether a value of one spelled type may stand where another is asked for, by the standard library's classes.

    What a class of the project or of a package derives from is not known here; such a verdict is unknown.
    """
    return judged(Relation(standard_library().declaration).assignable, read(given), read(asked))


def judged(assignable: Callable[[Type, Type], Verdict], given: Type, asked: Type) -> Verdict:
    """The same for types; where one of them is not known, nothing can be told."""
    if not is_known(given) or not is_known(asked):
        return Verdict("unknown", "one of the types is not known")
    return assignable(given, asked)


def read(text: str) -> Type:
    """The type that a text spells; `UnknownType` for what is no such text."""
    if not text or len(text) > _LONGEST:
        return UnknownType("there is no type")
    tokens = _tokens(text)
    reader = _Reader(tokens)
    term = reader.union(0) if tokens else _UNKNOWN
    if reader.at != len(tokens) or _is_unread(term):
        return UnknownType(f"the type {text} cannot be read")
    return TermReader({}, lambda name: name).type(term)


def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return ()
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    return tuple(found)


def _is_unread(term: Term) -> bool:
    if isinstance(term, list):
        return any(_is_unread(one) for one in term)
    return term == _UNKNOWN


class _Reader:
    """Reads terms, as the table of the standard library has them, from tokens; `?` is what it cannot read."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self.at = 0

    def _sign(self, sign: str) -> bool:
        if self.at < len(self._tokens) and self._tokens[self.at] == ("sign", sign):
            self.at += 1
            return True
        return False

    def union(self, depth: int) -> Term:
        """A type, or several with `|` between them."""
        parts = [self._one(depth)]
        while self._sign("|"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else ["|", *parts]

    def _one(self, depth: int) -> Term:
        if depth > _DEEPEST or self.at >= len(self._tokens):
            return _UNKNOWN
        if self._sign("("):
            inner = self.union(depth + 1)
            return inner if self._sign(")") else _UNKNOWN
        kind, name = self._tokens[self.at]
        if kind != "name":
            return _UNKNOWN
        self.at += 1
        if not self._sign("["):
            return name
        if name in _CALLABLE:
            return self._callable(depth + 1)
        given = self._literals() if name in _LITERAL else self._arguments(depth + 1)
        return ["L", *given] if name in _LITERAL else [name, *given]

    def _arguments(self, depth: int) -> list[Term]:
        """What stands in brackets, the closing one included."""
        found: list[Term] = []
        while not self._sign("]"):
            if self._sign("("):  # tuple[()]
                found += [] if self._sign(")") else [_UNKNOWN]
            elif self._sign("..."):
                found.append("...")
            else:
                found.append(self.union(depth))
            if not self._sign(",") and not self._closes("]"):
                return [_UNKNOWN]
        return found

    def _closes(self, sign: str) -> bool:
        return self.at < len(self._tokens) and self._tokens[self.at] == ("sign", sign)

    def _literals(self) -> list[Term]:
        found: list[Term] = []
        while self.at < len(self._tokens) and not self._sign("]"):
            kind, text = self._tokens[self.at]
            self.at += 1
            found.append(_constant(kind, text))
            self._sign(",")
        return found

    def _callable(self, depth: int) -> Term:
        takes: Term = None
        if self._sign("["):
            takes = self._arguments(depth)
        elif not self._sign("..."):
            return _UNKNOWN
        result = self.union(depth) if self._sign(",") else _UNKNOWN
        return ["->", takes, result] if self._sign("]") else _UNKNOWN


def _constant(kind: str, text: str) -> Term:
    if kind == "number":
        return int(text)
    if kind == "text" and "\\" not in text:
        return text[1:-1]
    return {"True": True, "False": False, "None": None}.get(text, _UNKNOWN)
