"""The logical lines of a file as blocks: how deep they nest, and whether a statement may stand where it stands."""

from typing import Final

from icefloe.syntax import limits
from icefloe.syntax.excess import StopError

_LOOPS: Final = frozenset({"for", "while"})
#: What each word must stand in, and what hides that.
_PLACES: Final = {
    "return": (frozenset({"def"}), frozenset({"class"}), "`return` outside a function"),
    "break": (_LOOPS, frozenset({"def", "class"}), "`break` outside a loop"),
    "continue": (_LOOPS, frozenset({"def", "class"}), "`continue` outside a loop"),
}
#: The words that `Blocks.word` wants to hear of.
WORDS: Final = frozenset({*_PLACES, "def", "for"})


class Blocks:
    """The state of one pass over the first tokens of logical lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.head = ""
        self.heads: list[str] = []
        self.indents: list[int] = [0]
        self.elifs: list[int] = [0]
        self.decorators = 0

    def statement(self, start: int, spelling: str) -> None:
        """The first token of a logical line: blocks, `elif` and decorators."""
        width = self.width(start)
        while width < self.indents[-1]:
            self.indents.pop()
            self.elifs.pop()
            self.heads.pop()
        if width > self.indents[-1]:
            self.indents.append(width)
            self.elifs.append(0)
            self.heads.append(self.head)
            if len(self.indents) - 1 > limits.INDENTS.maximum:
                raise StopError(limits.INDENTS, start)
        self.head = spelling
        if spelling == "elif":
            self.elifs[-1] += 1
            if sum(self.elifs) > limits.ELIFS.maximum:
                raise StopError(limits.ELIFS, start)
        else:
            self.elifs[-1] = 0
        self.decorators = self.decorators + 1 if spelling == "@" else 0
        if self.decorators > limits.DECORATORS.maximum:
            raise StopError(limits.DECORATORS, start)

    def word(self, start: int, spelling: str) -> None:
        """One of `WORDS` anywhere in a line: does it stand where it may?"""
        if self.head == "async":
            self.head = spelling
        if spelling not in _PLACES:
            return
        wanted, hiding, message = _PLACES[spelling]
        for head in (self.head, *reversed(self.heads)):
            if head in wanted:
                return
            if head in hiding:
                break
        raise StopError(limits.SYNTAX, start, message, exact=True)

    def width(self, start: int) -> int:
        """The indentation of the line as Python measures it."""
        column = 0
        for character in self.text[self.text.rfind("\n", 0, start) + 1 : start]:
            column = (column // 8 + 1) * 8 if character == "\t" else column + 1
            if character == "\f":
                column = 0
        return column
