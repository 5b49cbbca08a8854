"""The names of a notebook: which it reads before any cell binds them, and which its cell of parameters binds.

Parameters are written into a cell after the one that is tagged `parameters` (or begins with that comment), else before
all others; what stands before that place does not see them.
"""

from collections.abc import Iterator

import libcst as cst

from icefloe.source import Span
from icefloe.syntax.bindings import bound_by, inside_scope
from icefloe.syntax.fields import children
from icefloe.syntax.parser import Parsed
from icefloe.syntax.text import identifier
from icefloe.syntax.usage import uses
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNames:
    """Names with the place where each first stands.

    `parameters` are those that the cells of parameters bind, `reads` those that are read before anything binds them;
    `binds` are all that the cells bind. `anything` tells that a star import or `exec` may bind more.
    """

    parameters: tuple[tuple[str, Span], ...]
    reads: tuple[tuple[str, Span], ...]
    binds: frozenset[str]
    anything: bool


def cell_names(parsed: Parsed, cells: tuple[tuple[int, int], ...]) -> CellNames:
    """The names of a notebook's code; `cells` are the first and last lines of its cells of parameters."""
    found = _Names()
    parameters: dict[str, cst.CSTNode] = {}
    for statement in parsed.tree.body:
        line = parsed.span(statement).line
        if any(first <= line <= last for first, last in cells):
            for name, node in _bound(statement):
                parameters.setdefault(name, node)
        found.statement(statement)
    late = {name: node for name, node in found.late.items() if name not in found.bound}
    reads = {**late, **found.reads}
    return CellNames(
        parameters=tuple((name, parsed.span(node)) for name, node in parameters.items()),
        reads=tuple((name, parsed.span(node)) for name, node in reads.items()),
        binds=frozenset(found.bound),
        anything=found.anything,
    )


def _bound(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """The names that a statement of a cell assigns, imports aside."""
    if isinstance(node, cst.Assign | cst.AnnAssign):
        for name, _ in bound_by(node):
            yield name, node
    elif not isinstance(node, cst.FunctionDef | cst.ClassDef):
        for part in children(node):
            yield from _bound(part)


class _Names:
    """Goes through statements in the order in which they run; both branches of a condition count as run."""

    def __init__(self) -> None:
        self.bound: dict[str, None] = {}
        self.reads: dict[str, cst.CSTNode] = {}
        self.late: dict[str, cst.CSTNode] = {}
        self.anything = False

    def statement(self, node: cst.CSTNode) -> None:
        """One statement, or one part of one."""
        match node:
            case cst.SimpleStatementLine() | cst.SimpleStatementSuite() | cst.IndentedBlock():
                for part in children(node):
                    self.statement(part)
            case cst.For() | cst.While() | cst.If() | cst.With() | cst.Try() | cst.TryStar() | cst.Match():
                self._compound(node)
            case cst.FunctionDef() | cst.ClassDef():
                self._definition(node)
            case _:
                self._read(node)
                self._bind(node)

    def _compound(self, node: cst.CSTNode) -> None:
        """The head of a statement, then its blocks in order."""
        parts = list(children(node))
        if isinstance(node, cst.For):
            self._read(node.iter)
            self._bind_one(node)
            parts = [part for part in parts if part is not node.iter and part is not node.target]
        for part in parts:
            match part:
                case cst.IndentedBlock() | cst.SimpleStatementSuite() | cst.If():
                    self.statement(part)
                case cst.Else() | cst.Finally() | cst.ExceptHandler() | cst.ExceptStarHandler() | cst.MatchCase():
                    self._compound(part)
                case _:
                    self._read(part)
                    self._bind(part)

    def _definition(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        """What a body reads, it reads when it is called: any cell may have bound it by then."""
        at_once = {name for part in inside_scope(node) for name in self._names(part)}
        for use in uses(node):
            if use.name in at_once:
                self._reads(use.name, use.node)
            else:
                self.late.setdefault(use.name, use.node)
        self._bind_one(node)

    @staticmethod
    def _names(node: cst.CSTNode) -> Iterator[str]:
        for use in uses(node):
            yield use.name

    def _read(self, node: cst.CSTNode) -> None:
        for use in uses(node):
            if not use.imports:
                self._reads(use.name, use.node)
        if isinstance(node, cst.AugAssign) and isinstance(node.target, cst.Name):
            self._reads(identifier(node.target.value), node.target)

    def _reads(self, name: str, node: cst.CSTNode) -> None:
        self.anything = self.anything or name in ("exec", "globals", "get_ipython")
        if name not in self.bound:
            self.reads.setdefault(name, node)

    def _bind(self, node: cst.CSTNode) -> None:
        """The names that a simple statement binds, also by `:=` inside it."""
        pending = [node]
        while pending:
            current = pending.pop()
            if not isinstance(current, cst.CompFor):
                self._bind_one(current)
            pending.extend(inside_scope(current))

    def _bind_one(self, node: cst.CSTNode) -> None:
        for name, _ in bound_by(node):
            self.anything = self.anything or name == "*"
            if isinstance(node, cst.Del):
                self.bound.pop(name, None)
            else:
                self.bound.setdefault(name)
