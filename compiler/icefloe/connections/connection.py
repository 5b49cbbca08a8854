"""A connection: one value on its way into one parameter, with both ends."""

from typing import Literal

from icefloe.graph import Binding, Graph, Guard, Parameter, Port, PythonRun, Step
from icefloe.source import Span
from icefloe.types import Type, Verdict
from icefloe.values import Function, Reference
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One step on the way from the whole value that a function returns to the one that is handed on.

    `item` takes the one at position `at` of a tuple or list, `key` the entry `at` of a mapping, `attribute` the
    attribute `at`, `element` one element after the other, `held` what a dialect's wrapper holds, and `list` collects
    what every round of a map gives.
    """

    how: Literal["item", "key", "attribute", "element", "held", "list"]
    at: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One place that a value comes from: an output of a step, a parameter of a pipeline, or something written there.

    `words` describes it, `type` is the type that leaves it when everything in `taken` has been done, `place` where
    that type is written, and `inferred` tells that it is no annotation that stands there but the expression that the
    type was read from. `wrapper` is the dialect's wrapper that the value was taken out of. `step` and `port` are set
    for an output (`step` is the one whose function returns the value, in whichever graph it stands), `parameter` for a
    parameter of a pipeline, none of them for a constant.
    """

    words: str
    type: Type
    place: Span | None = None
    inferred: bool = False
    step: Step | None = None
    port: Port | None = None
    parameter: Parameter | None = None
    wrapper: Type | None = None
    taken: tuple[Take, ...] = ()

    @property
    def function(self) -> Function | Reference | None:
        """The function that returns the value, None where no function does."""
        run = self.step.run if self.step is not None else None
        return run.function if isinstance(run, PythonRun) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One value on its way into one parameter.

    `asset` is the name that joins the two ends, `alias` another one under which the consumer knows it. `ends` are the
    places that the value can come from: several where a choice is made between them, and none where it is computed on
    the way (`giver` says so, `given` is its type). `given` is what arrives, before a cast that `binding.adapt` tells
    of. `broken` says why it cannot be taken at all: a number that a map is to go through; `given` is all of it then.
    `graph` is the graph that `step` stands in, `path` names the steps around it, outermost first.
    """

    graph: Graph
    step: Step
    binding: Binding
    path: tuple[str, ...] = ()
    asset: str
    alias: str = ""
    giver: str
    given: Type
    ends: tuple[End, ...] = ()
    verdict: Verdict
    broken: str = ""

    @property
    def place(self) -> Span | None:
        """Where the given type is written, or the expression it was inferred from; None where it is nowhere."""
        return next((end.place for end in self.ends if end.place is not None), None)

    @property
    def inferred(self) -> bool:
        """Whether `place` is an expression, and no annotation."""
        return next((end.inferred for end in self.ends if end.place is not None), False)

    @property
    def guards(self) -> bool:
        """Whether the parameter is one of the step's guard, and not of the step itself."""
        guard: Guard | None = self.step.guard
        return guard is not None and any(self.binding is one for one in guard.bindings)

    @property
    def function(self) -> Function | Reference | None:
        """The function whose parameter takes the value, None where it is not known."""
        if self.guards and self.step.guard is not None:
            return self.step.guard.test if isinstance(self.step.guard.test, Function) else None
        return self.step.run.function if isinstance(self.step.run, PythonRun) else None
