"""The names that one chain of a runnable pipeline sees.

Names are visible along one chain only. A branch of a Parallel, a Conditional or a Map begins with none; the branch of
a Loop begins with those around it, and each round with those of the round before; a handler goes on with those of the
chain that it belongs to. The element of a Map is seen everywhere inside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Literal, TypeAlias

from icefloe.dialects.runnable.wiring.given import Given, Later
from icefloe.dialects.runnable.wiring.outside import Outside
from icefloe.dialects.runnable.written import Text
from icefloe.findings import Note
from icefloe.graph import Binding, Parameter
from icefloe.source import Span
from icefloe.types import Type
from icefloe.values import Known, Value
from icefloe.values import Parameter as Argument
from icefloe_schema import plan
from icefloe_schema.records import dataclass

Kind: TypeAlias = Literal["main", "branch", "element", "round", "handler"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A parameter of a function that asks for a name, and the type that it takes."""

    parameter: Argument
    type: Type


@dataclass(slots=True, kw_only=True)
class Scope:
    """What one chain sees, while it is read from its first task to its last.

    `title` is what messages call it, `holder` the step that it is in, `span` where that stands; `is_case` tells the
    branch of a Conditional. `parameters` become those of its body, `handed` says where they get their values from
    outside of it. `element` is that of a Map, `index` the environment variable of a Loop. `later` is what the chain
    returns at all, `beside` what other branches return, `failed` what the task would have returned whose handler it is,
    `unnamed` is where the task before returns a value and names none. Where a chain has `holes`, it is not `sure` what
    it has. `torn` are names with defaults that do not agree.
    """

    kind: Kind
    outside: Outside
    title: str = ""
    holder: str = ""
    is_case: bool = False
    parent: "Scope | None" = None
    names: dict[str, Given] = field(default_factory=dict[str, Given])
    parameters: dict[str, Parameter] = field(default_factory=dict[str, Parameter])
    handed: dict[str, Binding] = field(default_factory=dict[str, Binding])
    element: tuple[str, Given] | None = None
    index: tuple[str, Span] | None = None
    later: Mapping[str, Later] = field(default_factory=dict[str, Later])
    beside: Mapping[str, Later] = field(default_factory=dict[str, Later])
    failed: Mapping[str, Later] = field(default_factory=dict[str, Later])
    torn: dict[str, Span] = field(default_factory=dict[str, Span])
    unnamed: Note | None = None
    sure: bool = True
    holes: tuple[Span, ...] = ()
    span: Span | None = None

    def inside(self, kind: Kind, title: str, holder: str, handed: dict[str, Binding]) -> "Scope":
        """A scope for a chain inside this one."""
        return Scope(kind=kind, outside=self.outside, title=title, holder=holder, parent=self, handed=handed)

    @property
    def around(self) -> "Iterator[Scope]":
        """This scope and those around it, from the inside out."""
        one: Scope | None = self
        while one is not None:
            yield one
            one = one.parent

    @property
    def is_main(self) -> bool:
        """Whether its names are those of the main chain: its own handlers go on with them."""
        return self.parent is None or (self.kind == "handler" and self.parent.is_main)

    @property
    def is_sure(self) -> bool:
        """Whether all is known that can give a name here."""
        if not self.sure:
            return False
        return self.kind not in ("round", "handler") or self.parent is None or self.parent.is_sure

    def find(self, name: str, asked: Asked | None = None) -> Given | None:
        """What a task of this chain gets for a name; None if nothing gives it."""
        return self.item(name) or self.names.get(name) or self._inherited(name, asked)

    def from_main(self, name: Text) -> Given | None:
        """What the main chain has under a name, which is where a Map and a Conditional look."""
        if self.parent is None:
            return self.names.get(name.value) or self.outside.needed(name.value, name.span)
        own = self.names.get(name.value) if self.is_main else None
        if own is not None:
            return own
        found = self.parent.from_main(name)
        return None if found is None else self.take(name.value, found)

    def take(self, name: str, outer: Given) -> Given:
        """A value from around this chain, as a parameter of its body."""
        own = self._parameter(name, outer)
        if own not in self.handed:
            self.handed[own] = Binding(
                parameter=own, source=outer.source, type=outer.type, span=outer.span, source_span=outer.span
            )
        self.parameters.setdefault(own, Parameter(name=own, type=outer.type, span=outer.span))
        return replace(outer, source=plan.FromParameter(name=own))

    def begin(self, name: str, later: Later, parameter: Argument, type_: Type) -> Given:
        """A name that the rounds of a Loop hand on, and for which a default stands in the first one."""
        made = self.parameters.setdefault(
            name, Parameter(name=name, type=type_, span=parameter.span, default=parameter.default)
        )
        if name not in self.handed and not _same(made.default, parameter.default):
            self.torn[name] = parameter.span
        giver = f"task `{later.task}` returns `{name}` in the round before"
        return Given(source=plan.FromParameter(name=name), type=type_, span=later.span, giver=giver, kind=later.kind)

    def visible(self) -> tuple[str, ...]:
        """All names that a task of this chain has certainly, in the order in which they came."""
        found: dict[str, None] = {}
        if self.parent is None:
            found.update(dict.fromkeys(self.outside.certain()))
        elif self.kind in ("round", "handler"):
            found.update(dict.fromkeys(self.parent.visible()))
        found.update(dict.fromkeys(self.names))
        for scope in self.around:
            if scope.element is not None:
                found[scope.element[0]] = None
        return tuple(found)

    def beyond(self, name: str) -> Given | None:
        """What an enclosing chain has under a name that this one does not see."""
        if self.parent is None:
            return None
        found = self.parent.peek(name) if self.kind in ("branch", "element") else None
        return found or self.parent.beyond(name)

    def reach(self, name: str) -> Given | None:
        """What this chain or one around it has under a name, as if a branch saw what is around it."""
        found = self.find(name)
        if found is not None or self.parent is None:
            return found
        outer = self.parent.reach(name)
        return None if outer is None else self.take(name, outer)

    def anywhere(self) -> frozenset[str]:
        """All names that this chain and those around it have, seen or not."""
        found = {name for scope in self.around for name in scope.names}
        return frozenset((*found, *self.outside.certain(), *self.visible()))

    def peek(self, name: str) -> Given | None:
        """What this chain has under a name, without taking it."""
        if name in self.names:
            return self.names[name]
        if self.parent is None:
            return self.outside.certain().get(name)
        return self.parent.peek(name) if self.kind in ("round", "handler") else None

    def item(self, name: str) -> Given | None:
        """The element of a Map around this chain that has a name: it comes before all others."""
        if self.element is not None and self.element[0] == name:
            return self.element[1]
        outer = None if self.parent is None else self.parent.item(name)
        return None if outer is None else self.take(name, outer)

    def _inherited(self, name: str, asked: Asked | None) -> Given | None:
        if self.parent is None:
            if asked is None:
                return self.outside.certain().get(name)
            return self.outside.asked(name, asked.type, asked.parameter)
        if self.kind not in ("round", "handler"):
            return None
        found = self.parent.find(name, asked)
        return None if found is None else self.take(name, found)

    def _parameter(self, name: str, outer: Given) -> str:
        """What a value from outside is called in here: its name, unless that is another one's already."""
        own = name
        while own in self.handed and self.handed[own].source != outer.source:
            own = f"outer_{own}"
        return own


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether two defaults are one constant."""
    if not isinstance(one, Known) or not isinstance(other, Known):
        return False
    return type(one.value) is type(other.value) and one.value == other.value
