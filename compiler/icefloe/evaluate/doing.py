"""What a piece of code does, read from its text in one pass (`icefloe.deeds`)."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TypeAlias

import libcst as cst

from icefloe.deeds import Call, Change, Constant, Decision, Deeds, Handler, Made, Read, Scalar
from icefloe.evaluate import literals
from icefloe.evaluate.doing_names import NOTHING, Meaning, Names
from icefloe.source import Span
from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier
from icefloe.values import Function
from icefloe_schema.records import dataclass

_LONGEST = 1_300


@dataclass(slots=True)
class Doing:
    """One pass over a piece of code: what has been found so far."""

    names: Names
    handle: "Mapping[type[cst.CSTNode], Handle]"
    calls: list[Call] = field(default_factory=list[Call])
    constants: list[Constant] = field(default_factory=list[Constant])
    changes: list[Change] = field(default_factory=list[Change])
    handlers: list[Handler] = field(default_factory=list[Handler])
    decisions: list[Decision] = field(default_factory=list[Decision])
    made: list[Made] = field(default_factory=list[Made])
    globals: list[Read] = field(default_factory=list[Read])
    reads: dict[str, Read] = field(default_factory=dict[str, Read])
    helpers: dict[int, tuple[Function, Span]] = field(default_factory=dict[int, tuple[Function, Span]])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    depth: int = 0

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands."""
        return self.names.scope.parsed.span(node)

    def walk(self, node: cst.CSTNode) -> None:
        """Look at a node and all that is in it."""
        handler = self.handle.get(type(node))
        if handler is not None:
            handler(self, node)
            return
        for child in children(node):
            self.walk(child)

    def deeds(self, lines: int) -> Deeds:
        """All that has been found."""
        return Deeds(
            calls=tuple(self.calls),
            constants=tuple(self.constants),
            changes=tuple(self.changes),
            handlers=tuple(self.handlers),
            decisions=tuple(self.decisions),
            reads=tuple(self.reads.values()),
            made=tuple(self.made),
            globals=tuple(self.globals),
            lines=lines,
        )

    def chain(self, node: cst.CSTNode) -> Meaning:
        """What a name, attribute, item or call means; everything in it is looked at on the way."""
        if isinstance(node, cst.Name):
            return self._name(node)
        if isinstance(node, cst.Attribute):
            found = self.names.member(self.chain(node.value), identifier(node.attr.value))
            self.asked.extend(found.asks)
            return found
        if isinstance(node, cst.Call):
            return self.handle[cst.Call](self, node) or NOTHING
        if isinstance(node, cst.Subscript):
            return self._item(node)
        if isinstance(node, cst.Await):
            return self.chain(node.expression)
        self.walk(node)
        return NOTHING

    def _name(self, node: cst.Name) -> Meaning:
        found = self.names.name(identifier(node.value))
        if found.of == "module" and found.root not in self.reads:
            self.reads[found.root] = Read(name=found.root, span=self.span(node))
        self.asked.extend(found.asks)
        return found

    def _item(self, node: cst.Subscript) -> Meaning:
        before = len(self.asked)
        owner = self.chain(node.value)
        for element in node.slice:
            self.walk(element)
        asks = owner.asks
        if owner.path == "os.environ" and len(node.slice) == 1:
            del self.asked[before:]
            asks = (("os.environ", text_of(node.slice[0].slice)),)
            self.asked.extend(asks)
        return Meaning(root=owner.root, of=owner.of, asks=asks)

    def constant(self, node: cst.CSTNode, role: str, name: str, of: str = "") -> bool:
        """Keep a constant that is written in some role; False if it is something else."""
        value = constant_of(node)
        if value is None or isinstance(value, bool):
            return value is not None
        assert role in {"", "assigned", "argument", "default", "entry", "compared", "part"}
        self.constants.append(
            Constant(value=value, role=role, name=name, span=self.span(node), of=of)  # type: ignore[arg-type]  # the assertion above
        )
        return True


Handle: TypeAlias = Callable[[Doing, cst.CSTNode], Meaning | None]


def constant_of(node: cst.CSTNode) -> Scalar | bool | None:
    """The text, number or truth value that is written at a node; None if it is too long, cannot be read, or is none."""
    try:
        return _written(node)
    except (SyntaxError, ValueError):
        return None


def _written(node: cst.CSTNode) -> Scalar | bool | None:
    match node:
        case cst.SimpleString() | cst.ConcatenatedString():
            value = literals.text_of(node) if isinstance(node, cst.SimpleString) else node.evaluated_value
            return value if isinstance(value, str) else None
        case cst.Integer():
            return literals.number_of(node) if len(node.value) <= _LONGEST else None
        case cst.Float():
            return node.evaluated_value
        case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer() | cst.Float() as number):
            size = _written(number)
            return -size if isinstance(size, int | float) else None
        case cst.Name(value="True" | "False"):
            return node.value == "True"
        case _:
            return None


def text_of(node: cst.CSTNode) -> str:
    """The text that is written at a node, or nothing."""
    value = constant_of(node.value) if isinstance(node, cst.Index) else constant_of(node)
    return value if isinstance(value, str) else ""
