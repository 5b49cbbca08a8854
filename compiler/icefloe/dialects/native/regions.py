"""The loops of a pipeline function as a tree: what is called in which of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field

from icefloe.dialects.native.calls import Call
from icefloe.graph import Guard, Port, Step
from icefloe.source import Span
from icefloe.trace import Each, Path, While
from icefloe.types import Type
from icefloe.values import Symbol, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A value from outside that a body takes as its parameter `name`: the source is spelled as outside."""

    name: str
    source: plan.Value
    type: Type
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Gave:
    """A value from inside that a body gives as its result."""

    source: plan.Value
    port: Port


@dataclass(slots=True, kw_only=True, eq=False)
class Region:
    """The function itself, or the body of one of its loops.

    `parts` are its calls and the loops in it, in order; `steps` are made from them. `handed` and `gave` grow while
    values are looked up. `over` is what a `for` goes through. A loop whose rounds know each other, which is every
    `while`, and every `for` of which `folds` is true, runs until `until`, at most `maximum` times, if `entered` holds
    before it (None: it surely does); its `carries` are names with their parameters, of which those in `pending` have
    no value for the next round yet, and `element` is what `over` has for the round.
    """

    loop: Each | While | None = None
    path: Path = ()
    parent: "Region | None" = None
    id: str = ""
    parts: "list[Call | Region]" = field(default_factory=list["Call | Region"])
    steps: list[Step] = field(default_factory=list[Step])
    over: plan.Value | None = None
    folds: bool = False
    element: plan.Value | None = None
    until: plan.Value | None = None
    pending: list[tuple[str, Value]] = field(default_factory=list[tuple[str, Value]])
    maximum: int = 0
    entered: plan.Value | None = None
    carries: dict[str, str] = field(default_factory=dict[str, str])
    collects: list[tuple[Symbol, str]] = field(default_factory=list[tuple[Symbol, str]])
    guard: Guard | None = None
    handed: list[Handed] = field(default_factory=list[Handed])
    gave: list[Gave] = field(default_factory=list[Gave])
    _at: "dict[str, Call | Region]" = field(default_factory=dict[str, "Call | Region"], init=False, repr=False)

    @property
    def is_map(self) -> bool:
        """Whether its rounds know nothing of each other."""
        return isinstance(self.loop, Each) and not self.folds

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that stand in it directly."""
        return tuple(part for part in self.parts if isinstance(part, Call))

    @property
    def loops(self) -> "tuple[Region, ...]":
        """The loops that stand in it directly."""
        return tuple(part for part in self.parts if isinstance(part, Region))

    def part(self, id: str) -> "Call | Region | None":
        """The call or loop of an id that stands in it directly."""
        found = self._at.get(id)
        if found is None or found.id != id:
            self._at = {part.id: part for part in reversed(self.parts)}
            found = self._at.get(id)
        return found

    def within(self, other: "Region") -> bool:
        """Whether it is that region, or one inside of it."""
        region: Region | None = self
        while region is not None and region is not other:
            region = region.parent
        return region is not None

    def below(self, outer: "Region") -> "Region":
        """The region directly in `outer` that this one is, or is in."""
        region = self
        while region.parent is not None and region.parent is not outer:
            region = region.parent
        return region

    def tokens(self) -> Iterator[int]:
        """The identities of all calls in it, at any depth."""
        for part in self.parts:
            if isinstance(part, Call):
                yield part.record.token
            else:
                yield from part.tokens()


def tree(calls: Sequence[Call], folds: Collection[Span] = ()) -> Region:
    """The regions of a function, from the paths of its calls; `folds` are the loops whose rounds know each other."""
    root = Region()
    for call in calls:
        here = root
        for index, part in enumerate(call.path):
            if isinstance(part, Each | While):
                inner = next((one for one in here.loops if one.loop is part), None)
                if inner is None:
                    folding = isinstance(part, Each) and part.span in folds
                    inner = Region(loop=part, path=call.path[: index + 1], parent=here, folds=folding)
                    here.parts.append(inner)
                here = inner
        here.parts.append(call)
    _name(root, set())
    return root


def _name(region: Region, taken: set[str]) -> None:
    """Ids for loops: the ids of what is in them."""
    names = {call.id for call in region.calls}
    for inner in region.loops:
        _name(inner, set())
        parts = [part.id for part in inner.parts]
        id = "+".join(parts) if len(parts) <= 3 else f"{parts[0]}+..+{parts[-1]}"
        while id in names | taken:
            id = f"each {id}"
        taken.add(id)
        inner.id = id


def conditions(path: Path, region: Region) -> Path:
    """The part of a call's path that stands in its region: what is behind the region's loop."""
    if region.loop is None:
        return path
    at = next(index for index, part in enumerate(path) if part is region.loop)
    return path[at + 1 :]
