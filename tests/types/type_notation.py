"""Types and classes from Python text, for tables of cases: a small stand-in for the evaluator."""

import ast
from functools import cache
from itertools import count

from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import Type
from icefloe.values import (
    Argument,
    Class,
    Field,
    Function,
    Items,
    Known,
    Parameter,
    Record,
    Reference,
    Symbol,
    Table,
    Value,
)

MODULE = "shop"
SPAN = Span(path="shop.py", line=1, column=1, end_line=1, end_column=2)
TOKENS = count()

IMPORTS = """
import abc, collections, datetime, decimal, enum, io, numbers, os, pathlib, typing, types
from collections import OrderedDict, defaultdict, deque
from collections.abc import (
    Awaitable, Callable, Collection, Generator, Hashable, Iterable, Iterator, Mapping, MutableMapping,
    MutableSequence, Sequence, Sized
)
from typing import (
    Annotated, Any, AnyStr, Final, Generic, Literal, LiteralString, Never, NewType, NotRequired, Optional, Protocol,
    ReadOnly, Required, SupportsFloat, SupportsInt, TypedDict, TypeVar, Union, NamedTuple, List, Dict, Tuple, Type
)
"""
CLASSES = """
T = TypeVar("T")
N = TypeVar("N", bound=float)
S = TypeVar("S", int, str)
T_co = TypeVar("T_co", covariant=True)
UserId = NewType("UserId", int)
OrderId = NewType("OrderId", UserId)
class Base:
    pass
class Child(Base):
    pass
class Other:
    pass
class Number(int):
    pass
class Names(list[str]):
    pass
class Box(Generic[T]):
    pass
class Source(Generic[T_co]):
    pass
class IntBox(Box[int]):
    pass
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class Point(NamedTuple):
    x: int
    y: int
class Movie(TypedDict):
    title: str
    year: int
class LongMovie(TypedDict):
    title: str
    year: int
    hours: float
class Titled(TypedDict):
    title: str
class TitledNumber(TypedDict):
    title: int
class MaybeYear(TypedDict):
    title: str
    year: NotRequired[int]
class Fits(Protocol):
    def fit(self, data: list[int]) -> str: ...
class Estimator:
    def fit(self, data: list[int]) -> str:
        return ""
class WrongEstimator:
    def fit(self, data: list[str]) -> str:
        return ""
class Lazy:
    def __init__(self) -> None:
        self.fit = len
class Strange(Missing):
    pass
class Caller:
    def __call__(self, value: int) -> str:
        return ""
"""


def dotted(node: ast.expr) -> str:
    """A dotted name as text."""
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")


class Reader:
    """Values of expressions, with the names that imports and classes have bound."""

    def __init__(self) -> None:
        self.names: dict[str, Value] = {}

    def run(self, text: str) -> None:
        """Bind what a module binds."""
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.names[alias.name] = Reference(path=f"{node.module}.{alias.name}", span=SPAN)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.names[node.targets[0].id] = self.value(node.value)
            elif isinstance(node, ast.ClassDef):
                self.names[node.name] = self.class_value(node)

    def value(self, node: ast.expr) -> Value:
        """The value of an expression."""
        match node:
            case ast.Constant(value=x) if x is ...:
                return Reference(path="builtins.Ellipsis", span=SPAN)
            case ast.Constant(value=x):
                return Known(value=x, span=SPAN)
            case ast.Name(id=name):
                return self.names.get(name) or Reference(path=f"builtins.{name}", span=SPAN)
            case ast.Attribute(value=owner, attr=attribute):
                found = self.names.get(dotted(owner))
                if isinstance(found, Class):
                    return Symbol(op="attribute", operands=(found, Known(value=attribute, span=SPAN)), span=SPAN)
                return Reference(path=dotted(node), span=SPAN)
            case ast.Subscript(value=base, slice=key):
                return Symbol(op="index", operands=(self.value(base), self.value(key)), span=SPAN)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return Symbol(op="|", operands=(self.value(left), self.value(right)), span=SPAN)
            case ast.UnaryOp(operand=ast.Constant(value=int(x))):
                return Known(value=-x, span=SPAN)
            case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts):
                kind = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}[type(node)]
                return Items(kind=kind, items=tuple(map(self.value, elts)), token=next(TOKENS), span=SPAN)
            case ast.Dict(keys=keys, values=values):
                pairs = tuple((self.value(k), self.value(v)) for k, v in zip(keys, values, strict=True))
                return Table(entries=pairs, token=next(TOKENS), span=SPAN)
            case ast.Call(func=func):
                return self.call(node, self.value(func))
            case _:
                raise AssertionError(ast.dump(node))

    def call(self, node: ast.Call, function: Value) -> Record:
        """The record of a call."""
        arguments = [Argument(name=None, value=self.value(a), span=SPAN) for a in node.args]
        arguments += [Argument(name=k.arg, value=self.value(k.value), span=SPAN) for k in node.keywords]
        path = function.path if isinstance(function, Reference) else f"{getattr(function, 'path', '')}()"
        return Record(path=path, function=function, arguments=tuple(arguments), token=next(TOKENS), span=SPAN)

    def class_value(self, node: ast.ClassDef) -> Class:
        """A class as a value."""
        fields = [n for n in node.body if isinstance(n, ast.AnnAssign)]
        return Class(
            token=next(TOKENS),
            module=MODULE,
            qualname=node.name,
            name=node.name,
            bases=tuple(self.value(b) for b in node.bases),
            decorators=tuple(self.value(d) for d in node.decorator_list),
            fields=tuple(
                Field(name=n.target.id, annotation=self.value(n.annotation), default=None, span=SPAN)
                for n in fields
                if isinstance(n.target, ast.Name)
            ),
            methods=tuple((n.name, self.function(n)) for n in node.body if isinstance(n, ast.FunctionDef)),
            span=SPAN,
            name_span=SPAN,
            keywords=(),
        )

    def function(self, node: ast.FunctionDef, *, is_async: bool = False) -> Function:
        """A function as a value."""
        defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + list(node.args.defaults)
        return Function(
            token=next(TOKENS),
            module=MODULE,
            qualname=node.name,
            ordinal=0,
            name=node.name,
            parameters=tuple(
                Parameter(
                    name=a.arg,
                    kind="normal",
                    annotation=self.value(a.annotation) if a.annotation else None,
                    default=self.value(d) if d else None,
                    span=SPAN,
                )
                for a, d in zip(node.args.args, defaults, strict=True)
            ),
            returns=self.value(node.returns) if node.returns else None,
            captured=(),
            is_async=is_async,
            is_generator=False,
            docstring=None,
            span=SPAN,
            name_span=SPAN,
            returns_span=SPAN if node.returns else None,
        )


@cache
def shop() -> tuple[Reader, Types]:
    """The names of the module of examples, and its types."""
    reader = Reader()
    reader.run(IMPORTS)
    reader.run(CLASSES)
    classes = {f"{MODULE}.{name}": v for name, v in reader.names.items() if isinstance(v, Class)}
    return reader, Types(classes.get, lambda path: path.removesuffix(".py"))


def value(text: str) -> Value:
    """The value of an expression in that module."""
    reader, _ = shop()
    return reader.value(ast.parse(text, mode="eval").body)


def type_of(text: str) -> Type:
    """The type of an annotation in that module."""
    return shop()[1].annotation(value(text))
