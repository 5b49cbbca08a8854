"""Where the nodes of a tree stand: what LibCST's `PositionProvider` says, at a third of its cost.

The tree is written out again, as LibCST does it, but what is kept of a place is how much text stands before it, and
not a line and a column for every comma: few of them are ever asked for.
"""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

import libcst as cst
from libcst.metadata.position_provider import PositionProvider, WhitespaceInclusivePositionProvidingCodegenState

from icefloe.syntax.measures import Measure
from icefloe.syntax.statements import MEASURES


class Positions:
    """The places of all nodes of a tree, each from an offset in its text to another.

    Nodes are told by their identity, so a tree has to be kept as long as its positions.
    """

    def __init__(self, tree: cst.Module, text: str) -> None:
        self._tree = tree
        # A last line without an end counts as if it had one.
        self._text = text if tree.has_trailing_newline else f"{text}\n"
        self._places = _Measuring(tree).places
        self._is_whole = False

    @cached_property
    def _lines(self) -> list[int]:
        """The offsets at which lines start."""
        starts, at = [0], 0
        while (at := self._text.find("\n", at) + 1) > 0:
            starts.append(at)
        return starts

    def of(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        """Line and column of a node's start and end; they count from 1, and the end is exclusive."""
        place = self._places.get(id(node))
        start, end = self._written(node) if place is None else place
        lines = self._lines
        line, end_line = bisect_right(lines, start), bisect_right(lines, end)
        return line, start - lines[line - 1] + 1, end_line, end - lines[end_line - 1] + 1

    def _written(self, node: cst.CSTNode) -> tuple[int, int]:
        """The place of white space or punctuation, which is hardly ever asked for: LibCST tells all of them."""
        if not self._is_whole:
            writing = _Writing(self._tree, {}, [])
            # LibCST has no other way to say where nodes are.
            self._tree._codegen(writing)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            self._places = writing.places
            self._is_whole = True
        return self._places[id(node)]


class _Measuring(dict[type, Measure]):
    """Measures a tree; a kind that `MEASURES` does not have is written out."""

    def __init__(self, tree: cst.Module) -> None:
        super().__init__(MEASURES)
        self.of: Mapping[type, Measure] = self
        self.places: dict[int, tuple[int, int]] = {}
        self.indents = [tree.default_indent]
        self.indent = 0
        self._tree = tree
        at = 0
        for node in (*tree.header, *tree.body, *tree.footer):
            at = self[type(node)](self, node, at)
        self.places[id(tree)] = 0, at

    def __missing__(self, kind: type) -> Measure:
        self[kind] = self._write
        return self._write

    def _write(self, _: object, node: cst.CSTNode, at: int) -> int:
        writing = _Writing(self._tree, self.places, self.indents[1:])
        writing.at = at
        # As above.
        node._codegen(writing)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return writing.at


class _Writing(WhitespaceInclusivePositionProvidingCodegenState):
    """What LibCST tells while it writes a tree out."""

    def __init__(self, tree: cst.Module, places: dict[int, tuple[int, int]], indents: list[str]) -> None:
        super().__init__(tree.default_indent, tree.default_newline, PositionProvider())
        self.at = 0
        self.starts: list[int] = []
        self.places = places
        self.indent_tokens.extend(indents)

    def add_token(self, value: str) -> None:
        """More text."""
        self.tokens.append(value)
        self.at += len(value)

    def add_indent_tokens(self) -> None:
        """The white space that a line starts with."""
        for token in self.indent_tokens:
            self.add_token(token)

    def pop_trailing_newline(self) -> None:
        """The last newline is not in the file: it stays here, so that every offset is on a line."""

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002
        """A node starts."""
        self.starts.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        """A node ends; its place may have been told already, without the white space that it owns."""
        start, key = self.starts.pop(), id(node)
        if key not in self.places:
            self.places[key] = (start, self.at)

    def record_syntactic_position(  # type: ignore[override]  # a class costs a third of a generator
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> "_Place":
        """The text of a node proper is written while this is entered."""
        return _Place(self, node, start_node, end_node)


class _Place:
    """Keeps the place of a node, or from where one node inside it starts to where another ends."""

    __slots__ = ("_first", "_last", "_node", "_start", "_writing")

    def __init__(
        self, writing: _Writing, node: cst.CSTNode, first: cst.CSTNode | None, last: cst.CSTNode | None
    ) -> None:
        self._writing = writing
        self._node = node
        self._first = first
        self._last = last
        self._start = 0

    def __enter__(self) -> None:
        self._start = self._writing.at

    def __exit__(self, *_: object) -> None:
        places = self._writing.places
        start = self._start if self._first is None else places[id(self._first)][0]
        end = self._writing.at if self._last is None else places[id(self._last)][1]
        places[id(self._node)] = (start, end)
