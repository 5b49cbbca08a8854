"""One linear pass over the text that bounds what the parser will meet.

LibCST is written in Rust, recursive, and cannot be stopped: too deep a tree ends the process. So this pass, which
knows just enough of Python's tokens, measures first how deep the tree can become. It is the same on every Python
version, unlike the standard library's tokenizer.
"""

import math
import re
from functools import cache
from typing import Final

from icefloe.syntax import limits
from icefloe.syntax.blocks import WORDS, Blocks
from icefloe.syntax.escapes import fault
from icefloe.syntax.excess import Excess, StopError
from icefloe_schema.records import dataclass

# No possessive quantifiers: up to Python 3.11.4 they match too little where a group is repeated (gh-106052).
_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\f]+|\\\n|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<string>(?:[fFtT][rR]?|[rR][fFtT]|[uUbBrR]|[bB][rR]|[rR][bB])?(?:'{3}|"{3}|'|"))
    | (?P<number>0[xX][0-9a-fA-F_]+|\.?[0-9](?:[eE][+-]?[0-9]|[\w.])*)
    | (?P<word>\w+)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<comma>[,;])
    | (?P<atom>\.\.\.)
    | (?P<operator>\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^]=|->|[!=<>]=|<>|[-+*/%@&|^~<>.])
    | (?P<colon>:)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BODY: Final = {
    "'": r"[^'\\\n]*(?:\\.[^'\\\n]*)*'",
    '"': r'[^"\\\n]*(?:\\.[^"\\\n]*)*"',
    "'''": r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''",
    '"""': r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""',
}
_NAMED: Final = r"\\N\{[^{}]*\}"


@cache
def _body(quote: str) -> re.Pattern[str]:
    """The rest of a string that begins with that quote."""
    return re.compile(_BODY[quote], re.DOTALL)


@cache
def _text(quote: str, raw: bool) -> re.Pattern[str]:
    """The text of an f-string between its replacement fields."""
    inner = r"[^{}\\\n" + quote[0] + r"]+|\{\{|\}\}|\\[^{}]|\\(?=[{}])"
    inner = (_NAMED + "|" if not raw else "") + inner
    if len(quote) == 3:
        inner += rf"|\n|{quote[0]}(?!{quote[:2]})"
    return re.compile(f"(?:{inner})*", re.DOTALL)


_WORDS: Final = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "lambda", "await", "for", "yield", "from", "async"}
)
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class _Open:
    """One open bracket; `quote` is set for the braces of an f-string, `run` counts its current chain."""

    bracket: str
    offset: int
    run: int = 0
    quote: str = ""
    raw: bool = False
    in_format: bool = False


class _Scan:
    """The state of one pass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.stack: list[_Open] = [_Open(bracket="", offset=0)]
        self.total = 0
        self.strings = 0
        self.after_value = False
        self.starts_line = True
        self.blocks = Blocks(text)
        self.in_pattern = False
        self.patterns = 0

    def run(self) -> None:
        tokens = 0
        text, match = self.text, _TOKEN.match
        kinds = {"string": self.string, "open": self.open, "close": self.close, "newline": self.newline}
        while (found := match(text, self.at)) is not None:
            start, self.at = self.at, found.end()
            kind = found.lastgroup or ""
            if kind == "space":
                continue
            tokens += 1
            if tokens > limits.TOKENS.maximum:
                raise StopError(limits.TOKENS, start)
            if self.starts_line and kind != "newline":
                self.statement(start, found.group())
            if kind in kinds:
                kinds[kind](start, found.group())
            else:
                self.plain(kind, start, found.group())
        if len(self.stack) > 1:
            last = self.stack[-1]
            raise StopError(limits.SYNTAX, last.offset, f"`{last.bracket}` is never closed")

    def plain(self, kind: str, start: int, spelling: str) -> None:
        """A token that opens and closes nothing."""
        top = self.stack[-1]
        if kind == "colon" and top.quote:
            top.in_format = True
            self.formatted(top)
            return
        if kind == "operator" or (kind == "word" and spelling in _WORDS):
            self.link(start)
        if kind == "word" and spelling in WORDS and len(self.stack) == 1:
            self.blocks.word(start, spelling)
        elif kind == "comma":
            self.total -= top.run
            top.run = 0
        self.after_value = kind in {"number", "atom"} or (kind == "word" and spelling not in _WORDS)
        self.strings = 0

    def link(self, start: int) -> None:
        """One more operator, call or attribute in the expression."""
        self.stack[-1].run += 1
        self.total += 1
        if self.total > limits.CHAIN.maximum:
            raise StopError(limits.CHAIN, start)

    def open(self, start: int, spelling: str) -> None:
        if self.after_value and spelling != "{":
            self.link(start)
        self.push(_Open(bracket=spelling, offset=start))
        if self.in_pattern:
            self.pattern(start)

    def pattern(self, start: int) -> None:
        """One more level of a `case` pattern or `del`: LibCST tries each twice, each level of a mapping three times."""
        self.patterns += math.prod(3 if opened.bracket == "{" else 2 for opened in self.stack[1:])
        if self.patterns > limits.PATTERNS.maximum:
            raise StopError(limits.PATTERNS, start)

    def push(self, opened: _Open) -> None:
        self.stack.append(opened)
        if len(self.stack) - 1 > limits.BRACKETS.maximum:
            raise StopError(limits.BRACKETS, opened.offset)
        self.after_value = False
        self.strings = 0

    def close(self, start: int, spelling: str) -> None:
        top = self.stack[-1]
        if top.bracket != _PAIRS[spelling]:
            message = (
                f"`{spelling}` closes nothing" if not top.bracket else f"`{spelling}` does not close `{top.bracket}`"
            )
            raise StopError(limits.SYNTAX, start, message)
        self.stack.pop()
        self.total -= top.run
        self.after_value = True
        self.strings = 0
        if top.quote:
            self.text_of(top.quote, top.raw)

    def newline(self, _start: int, _spelling: str) -> None:
        if len(self.stack) > 1:
            return
        self.total -= self.stack[0].run
        self.stack[0].run = 0
        self.strings = 0
        self.after_value = False
        self.starts_line = True

    def string(self, start: int, spelling: str) -> None:
        prefix = spelling.rstrip("'\"").lower()
        quote = spelling[len(prefix) :]
        self.strings += 1
        if self.strings > limits.STRINGS.maximum:
            raise StopError(limits.STRINGS, start)
        if "f" in prefix or "t" in prefix:
            self.text_of(quote, "r" in prefix)
            return
        body = _body(quote).match(self.text, self.at)
        if body is None:
            raise StopError(limits.SYNTAX, start, "this string is never closed")
        self.whole(self.at, body.end(), prefix)
        self.at = body.end()
        self.after_value = True

    def text_of(self, quote: str, raw: bool) -> None:
        """The text of an f-string, up to its end or its next replacement field."""
        top = self.stack[-1]
        if top.in_format and top.quote == quote:
            self.formatted(top)
            return
        found = _text(quote, raw).match(self.text, self.at)
        if found is not None:
            self.whole(self.at, found.end(), "r" if raw else "")
            self.at = found.end()
        if self.text.startswith(quote, self.at):
            self.at += len(quote)
            self.after_value = True
        else:
            self.field(quote, raw)

    def formatted(self, top: _Open) -> None:
        """The format specification of a replacement field, up to its end or a field inside it."""
        while self.at < len(self.text) and self.text[self.at] not in "{}\n":
            self.at += 1
        if self.text.startswith("}", self.at):
            top.in_format = False
        elif self.text.startswith("{", self.at):
            self.field(top.quote, top.raw)
        elif len(top.quote) == 3 and self.at < len(self.text):
            self.at += 1
            self.formatted_again(top)
        else:
            raise StopError(limits.SYNTAX, top.offset, "this replacement field is never closed")

    def formatted_again(self, top: _Open) -> None:
        """After a newline in a format specification: skip to where it goes on."""
        while self.at < len(self.text) and self.text[self.at] not in "{}":
            self.at += 1
        self.formatted(top)

    def field(self, quote: str, raw: bool) -> None:
        """The `{` of a replacement field."""
        if not self.text.startswith("{", self.at):
            raise StopError(limits.SYNTAX, min(self.at, len(self.text)), "this f-string is not closed or not valid")
        self.at += 1
        self.push(_Open(bracket="{", offset=self.at - 1, quote=quote, raw=raw))

    def statement(self, start: int, spelling: str) -> None:
        """The first token of a logical line."""
        self.starts_line = False
        self.in_pattern = spelling in {"case", "del"}
        self.blocks.statement(start, spelling)

    def whole(self, start: int, end: int, prefix: str) -> None:
        """The text of a string, or of a part of one: it holds only what its kind may hold."""
        found = fault(self.text, start, end, prefix)
        if found is not None:
            raise StopError(limits.SYNTAX, *found, exact=True)


def scan(text: str) -> Excess | None:
    """The first limit that the text exceeds, or the first place that is no token of Python, or None."""
    state = _Scan(text)
    try:
        state.run()
    except StopError as stop:
        return stop.excess
    return None
