"""A name that a chain of a runnable pipeline has: where its value comes from, and what is known of it."""

from icefloe.findings import Note
from icefloe.graph import Port
from icefloe.source import Span
from icefloe.types import Type
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One name that a task can take.

    `span` is where the value is declared, `giver` says in words who gives it ("task `load` returns it"), `kind` is how
    it is stored (empty for parameters and elements). `sometimes` says why a run may be without it; `rivals` are the
    branches that return the same name, of which the last one wins.
    """

    source: plan.Value
    type: Type
    span: Span
    giver: str
    kind: str = ""
    sometimes: str = ""
    rivals: tuple[Note, ...] = ()

    @property
    def note(self) -> Note:
        """Who gives it, at its place."""
        return Note(message=self.giver, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """One name that a task hands back to its chain."""

    port: Port
    sometimes: str = ""
    rivals: tuple[Note, ...] = ()

    def given(self, step: str) -> Given:
        """What the tasks after it see."""
        return Given(
            source=plan.FromOutput(step=step, name=self.port.name),
            type=self.port.type,
            span=self.port.span,
            giver=f"task `{step}` returns `{self.port.name}`",
            kind=self.port.kind,
            sometimes=self.sometimes,
            rivals=self.rivals,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A name that a chain returns at some time: by which task, and how it is stored."""

    task: str
    span: Span
    kind: str

    def note(self, words: str) -> Note:
        """Say something at the place where the name is returned."""
        return Note(message=words, span=self.span)
