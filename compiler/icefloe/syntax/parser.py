"""The parser: text that passed the guard becomes a tree, in a thread whose stack is deep enough for any such tree."""

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Final, Generic, ParamSpec, TypeVar

import libcst as cst

from icefloe.findings import Finding
from icefloe.source import Source, Span
from icefloe.syntax.addresses import Address, addresses
from icefloe.syntax.collection import no_collection
from icefloe.syntax.fields import descendants
from icefloe.syntax.guard import guard, place, syntax_error
from icefloe.syntax.positions import Positions
from icefloe.syntax.scan import scan
from icefloe.syntax.sharing import shared_space
from icefloe_schema.records import dataclass

P = ParamSpec("P")
R = TypeVar("R")

STACK: Final = 64 * 1024 * 1024
RECURSION: Final = 50_000


class _Deep(threading.Thread, Generic[R]):
    """A thread that keeps what its function gave or raised."""

    def __init__(self, function: Callable[[], R]) -> None:
        super().__init__(name="icefloe-deep", daemon=True)
        self.function = function
        self.results: list[R] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.results.append(self.function())
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is raised again by the caller
            self.error = error


def deep(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function where recursion over a deep tree is safe: a 64 MB stack and a raised recursion limit.

    Inside such a thread it is a plain call. What the function raises is raised here.
    """
    if isinstance(threading.current_thread(), _Deep):
        return function(*args, **kwargs)
    thread: _Deep[R] = _Deep(lambda: function(*args, **kwargs))
    limit, size = sys.getrecursionlimit(), threading.stack_size()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        threading.stack_size(STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(size)
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
    if thread.error is not None:
        raise thread.error
    return thread.results[0]


@dataclass(frozen=True, eq=False)
class Parsed:
    """One file as a tree with places.

    Without slots, as positions and addresses are worked out when first asked for: most files need few of them.
    """

    source: Source
    tree: cst.Module
    _quoted: dict[cst.CSTNode, cst.BaseExpression | None] = field(
        default_factory=dict[cst.CSTNode, cst.BaseExpression | None], init=False, repr=False
    )
    _borrowed: dict[cst.CSTNode, cst.CSTNode] = field(
        default_factory=dict[cst.CSTNode, cst.CSTNode], init=False, repr=False
    )
    # By the identity of nodes, which the tree and what was quoted keep alive.
    _spans: dict[int, Span] = field(default_factory=dict[int, Span], init=False, repr=False)

    @cached_property
    def _positions(self) -> Positions:
        with no_collection():
            return deep(Positions, self.tree, self.source.text)

    @cached_property
    def functions(self) -> Mapping[Address, cst.FunctionDef | cst.Lambda]:
        """Every `def` and `lambda` by its qualified name and ordinal, in source order."""
        return deep(addresses, self.tree)

    @cached_property
    def _addresses(self) -> Mapping[cst.CSTNode, Address]:
        return {node: address for address, node in self.functions.items()}

    def address(self, node: cst.FunctionDef | cst.Lambda) -> Address:
        """The qualified name and ordinal of a function of this tree."""
        return self._addresses[node]

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of this tree stands, without the comments and decorators before it."""
        found = self._spans.get(id(node))
        if found is None:
            line, column, end_line, end_column = self._positions.of(self._borrowed.get(node, node))
            path = self.source.path
            found = Span(path=path, line=line, column=column, end_line=end_line, end_column=end_column)
            self._spans[id(node)] = found
        return found

    def expression(self, text: str, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The expression in a string of this tree (a quoted annotation), or None if it is none.

        Everything in it has the span of that string.
        """
        if node not in self._quoted:
            parsed = expression(text)
            self._quoted[node] = parsed
            if parsed is not None:
                self._borrowed.update(dict.fromkeys(descendants(parsed), self._borrowed.get(node, node)))
        return self._quoted[node]


def expression(text: str) -> cst.BaseExpression | None:
    """The expression that a text is, or None if it is none. It has no places: `Parsed.expression` gives it some."""
    if not text.strip() or "\0" in text or scan(text) is not None:
        return None
    try:
        return deep(cst.parse_expression, f"({text})")
    except Exception:  # noqa: BLE001  # LibCST raises many kinds; all of them mean that this is no expression
        return None


def parse(data: bytes, path: str) -> Parsed | Finding:
    """Read one file: its tree, or the one finding that says why there is none. Nothing of it is executed."""
    return deep(_parse, data, path)


def _parse(data: bytes, path: str) -> Parsed | Finding:
    text = guard(data, path)
    if isinstance(text, Finding):
        return text
    try:
        with no_collection(), shared_space():
            tree = cst.parse_module(text)
    except (KeyboardInterrupt, SystemExit):
        raise
    except cst.ParserSyntaxError as error:
        lines = text.split("\n")
        line = min(max(error.raw_line, 1), len(lines))
        column = min(max(error.raw_column, 0), len(lines[line - 1])) + 1
        span = Span(path=path, line=line, column=column, end_line=line, end_column=column + 1)
        return syntax_error(text, path, span, "")
    except BaseException as error:  # noqa: BLE001  # LibCST raises many kinds, a panic of its Rust part among them
        return syntax_error(text, path, place(text, path, 0), f"the parser gave up ({type(error).__name__})")
    return Parsed(source=Source(path=path, text=text), tree=tree)
