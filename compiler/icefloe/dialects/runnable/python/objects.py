"""What the objects of runnable become while pipelines are built of them."""

from dataclasses import field

from icefloe.dialects.runnable.python.log import Moment
from icefloe.dialects.runnable.vocabulary import word
from icefloe.source import Span
from icefloe.values import Record
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One task of a pipeline: the object, its name as the pipeline sees it, and where that is written."""

    record: Record
    name: str
    span: Span

    @property
    def word(self) -> str:
        """What made it."""
        return word(self.record.path)


@dataclass(slots=True, kw_only=True)
class State:
    """What the tasks have become, by their tokens: runnable writes into them.

    `next` is where a task leads to and what said so, `ends` how it ends a run and what said so, `handled` the
    pipelines that have turned its `on_failure` into a name, `linked` where it was linked by hand. What a refusal leaves
    behind is `vague`. `members` are the tasks of the pipelines that are built, by their tokens, `built` their places.
    """

    next: dict[int, tuple[str, Span]] = field(default_factory=dict[int, tuple[str, Span]])
    ends: dict[int, dict[str, Span]] = field(default_factory=dict[int, dict[str, Span]])
    handled: dict[int, tuple[Moment, Span]] = field(default_factory=dict[int, tuple[Moment, Span]])
    linked: dict[int, Span] = field(default_factory=dict[int, Span])
    vague: set[int] = field(default_factory=set[int])
    members: dict[int, tuple[Member, ...]] = field(default_factory=dict[int, tuple[Member, ...]])
    built: set[Span] = field(default_factory=set[Span])

    def copy(self) -> "State":
        """A state to go on from, as another function finds it."""
        return State(
            next=dict(self.next),
            ends={token: dict(ends) for token, ends in self.ends.items()},
            handled=dict(self.handled),
            linked=dict(self.linked),
            vague=set(self.vague),
            members=dict(self.members),
            built=set(self.built),
        )

    def copied(self, source: int, copy: int) -> None:
        """A copy of a task is what the task has become."""
        if source in self.next:
            self.next[copy] = self.next[source]
        if source in self.ends:
            self.ends[copy] = dict(self.ends[source])
        if source in self.handled:
            self.handled[copy] = self.handled[source]
        if source in self.linked:
            self.linked[copy] = self.linked[source]
        self.vague |= {copy} if source in self.vague else set[int]()
