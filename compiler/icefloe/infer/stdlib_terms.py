"""Terms and signatures of the owned table as types: the reader of what `generate_stdlib` writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    Key,
    LiteralType,
    Named,
    NeverType,
    OverloadType,
    TupleType,
    Type,
    TypeVar,
    UnknownType,
    union,
)
from icefloe.types.model import Variance

Term: TypeAlias = "str | int | bool | list[Term] | None"
Shape: TypeAlias = tuple[str, Term, list[Term], Term, str]
_UNREAD = UnknownType("the stubs of the standard library do not tell")
_PLAIN: Mapping[str, Type] = {
    "Any": AnyType(),
    "None": NONE,
    "Never": NeverType(),
    "?": _UNREAD,
    "object": Named("builtins.object"),
    "tuple": TupleType((), AnyType()),
    "typing.AwaitableGenerator": _UNREAD,
}
_VARIANCES: Mapping[str, Variance] = {"+": "covariant", "-": "contravariant"}
_MADE = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.defaultdict", "collections.deque"})


class TermReader:
    """Reads terms; `shared` gives the terms that go by a name, `shapes` are the variables that are not plain."""

    def __init__(self, shapes: Mapping[str, Shape], shared: Callable[[str], Term]) -> None:
        self._shapes = shapes
        self._shared = shared
        self._known: dict[str, Type] = {}

    def type(self, term: Term) -> Type:
        """The type that a term stands for."""
        if isinstance(term, str):
            found = _PLAIN.get(term) or self._known.get(term)
            if found is None:
                found = self._known[term] = self._text(term)
            return found
        return self._list(term) if isinstance(term, list) else _UNREAD

    def _text(self, term: str) -> Type:
        if term.startswith("~"):
            return self.variable(term[1:])
        if term.startswith("="):
            return self.type(self._shared(term[1:]))
        return Named(term if "." in term else f"builtins.{term}")

    def variable(self, name: str) -> TypeVar:
        """A type variable by its name in the table."""
        shape = self._shapes.get(name)
        if shape is None:
            return TypeVar(name)
        sign, bound, limits, default, kind = shape
        return TypeVar(
            name,
            None if bound is None else self.type(bound),
            tuple(self.type(one) for one in limits),
            _VARIANCES.get(sign, "invariant"),
            None if default is None else self.type(default),
            "parameters" if kind == "parameters" else "several" if kind == "several" else "one",
        )

    def _list(self, term: list[Term]) -> Type:
        head, *given = term
        match head:
            case "|":
                return union(*(self.type(one) for one in given))
            case "L":
                return union(*(_literal(one) for one in given))
            case "->":
                return self._callable(given[0], given[1])
            case "tuple" if given[-1:] == ["..."] and len(given) == 2:
                return TupleType((), self.type(given[0]))
            case "tuple":
                return TupleType(tuple(self.type(one) for one in given))
            case str() if head != "?":
                path = head if "." in head else f"builtins.{head}"
                return Named(path, tuple(self._argument(one) for one in given))
            case _:
                return _UNREAD

    def _argument(self, term: Term) -> Type:
        """A type argument; a list of terms without a head stands for parameters."""
        return AnyType() if term in ("...", []) else self.type(term)

    def _callable(self, takes: Term, returns: Term) -> Type:
        result = self.type(returns)
        if isinstance(takes, str):
            variable = self.type(takes)
            return CallableType((), result, spec=variable) if isinstance(variable, TypeVar) else _UNREAD
        return CallableType(None if takes is None else tuple(self.type(one) for one in _terms(takes)), result)

    def signatures(self, written: Term) -> CallableType | OverloadType | UnknownType:
        """What can be called in one or more ways."""
        if not isinstance(written, list) or not written:
            return _UNREAD
        items = tuple(self._signature(_terms(one)) for one in written)
        return items[0] if len(items) == 1 else OverloadType(items)

    def _signature(self, written: Sequence[Term]) -> CallableType:
        takes: list[Type] = []
        names: list[str] = []
        keywords: list[Key] = []
        required = 0
        made = CallableType((), self._result(written[-1]))
        for name, term in zip(written[:-1:2], written[1:-1:2], strict=True):
            text = str(name)
            plain = text.strip("/>=")
            type = AnyType() if term == "?" else self.type(term)
            if text == "@":
                made = replace(made, receiver=type)
            elif text == "*":
                is_spec = isinstance(type, TypeVar) and type.kind == "parameters"
                made = replace(made, spec=type) if is_spec and isinstance(type, TypeVar) else replace(made, rest=type)
            elif text == "**":
                made = made if made.spec is not None else replace(made, options=type)
            elif text.startswith(">"):
                keywords.append(Key(plain, type, required=not text.endswith("=")))
            else:
                takes.append(type)
                names.append("" if text.startswith("/") else plain)
                required += not text.endswith("=")
        return replace(
            made,
            parameters=tuple(takes),
            names=tuple(names),
            required=None if required == len(takes) else required,
            keywords=tuple(keywords),
        )

    def _result(self, term: Term) -> Type:
        """A result: a container is made anew by each call."""
        type = self.type(term)
        return replace(type, fresh=True) if isinstance(type, Named) and type.path in _MADE else type


def _terms(term: Term) -> list[Term]:
    return term if isinstance(term, list) else []


def _literal(value: Term) -> Type:
    if isinstance(value, str | int):
        return LiteralType(f"builtins.{type(value).__name__}", value)
    return NONE if value is None else _UNREAD
