"""The intermediate representation: what every dialect ends in, and all that rules read.

It speaks the plan's vocabulary (`icefloe_schema.plan`) with spans at both ends of everything, types as data, and the
holes that keep a graph from becoming a plan.
"""

from collections.abc import Iterator
from dataclasses import field
from typing import Literal, TypeAlias

from icefloe.deeds import NOTHING, Doings
from icefloe.fixes import Fix
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import Type, Verdict
from icefloe.values import Function, Reference, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Nothing gives this value. `asset` is the name that was looked for, `declared` whether the user wrote it, and
    `told` whether the dialect has already said why. `help` and `fix` are what it knows of how it could be given."""

    asset: str
    declared: bool
    told: bool = False
    help: str = ""
    fix: Fix | None = None


Source: TypeAlias = plan.Value | Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Where one parameter of a step gets its value from, with both ends.

    `span` is the consumer's end (the parameter), `source_span` the producer's (the output's declaration, the context
    value, …), `asset_span` the place where the joining name is written on the consumer's side, if it is. `type` is
    what the parameter takes. `told` is set where the dialect says itself whether the value fits, and `judged` is what
    it has found out of that.
    """

    parameter: str
    source: Source
    type: Type
    span: Span
    source_span: Span | None = None
    asset_span: Span | None = None
    joined: Literal["name", "position", "declaration", "default", "call"] = "name"
    adapt: tuple[plan.Adapt, ...] = ()
    told: bool = False
    judged: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The type of what a dialect's wrapper holds, and the annotation or expression that tells it."""

    type: Type
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """One output of a step. `span` is where it is declared, `type_span` the annotation or expression its type is
    from; `inferred` tells which. `held` is what a dialect's wrapper holds, None where that is not known. `keys` are the
    entries of the dictionary that the step writes out and returns, with their types, None where it does not."""

    name: str
    type: Type
    span: Span
    type_span: Span
    inferred: bool = False
    position: int | None = None
    key: str = ""
    kind: str = ""
    format: str = ""
    declared: bool = True
    held: Held | None = None
    keys: tuple[tuple[str, Type], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An ordering edge without data, and why it is there."""

    step: str
    why: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonRun:
    """A Python function under a calling convention: of the project, or by its dotted path from outside of it.

    `config`, `bound` and `stream` are what they are in a plan.
    """

    function: Function | Reference
    convention: Literal["call", "atoms", "handler"] = "call"
    config: Binding | None = None
    bound: JsonObject = field(default_factory=dict[str, Json])
    stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRun:
    """A nested graph."""

    body: "Graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRun:
    """A nested graph for each element of `over`."""

    over: Source
    item: str
    body: "Graph"
    concurrency: int | None = None
    retries: int = 0
    minimum_success: Json = None
    reducer: Function | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelRun:
    """Named nested graphs."""

    branches: tuple[tuple[str, "Graph"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRun:
    """Nested graphs by the value of `on` (case values are encoded literals)."""

    on: Source
    cases: tuple[tuple[Json, "Graph"], ...]
    default: "Graph | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopRun:
    """A nested graph, repeated."""

    body: "Graph"
    until: Source
    maximum: int
    carry: tuple[str, ...] = ()
    index: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicRun:
    """A function that builds a pipeline at run time."""

    function: Function
    template: "Graph | None" = None


Run: TypeAlias = (
    PythonRun
    | plan.ShellRun
    | plan.NotebookRun
    | plan.StubRun
    | PlanRun
    | MapRun
    | ParallelRun
    | SwitchRun
    | LoopRun
    | DynamicRun
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A condition on a step: an expression over bindings, or a function that is called with `bindings`.

    `meaning` is what such a function asks, as a text: the same text, the same answer.
    """

    test: plan.Value | Function
    span: Span
    bindings: tuple[Binding, ...] = ()
    negate: bool = False
    meaning: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFailure:
    """What happens when a step has failed for good, with functions and nested graphs not yet lowered.

    `bindings` give a handler's parameters their values, as those of a step do for a nested graph.
    """

    action: Literal["fail", "continue", "fallback", "handler", "success"]
    span: Span
    function: Function | None = None
    handler: "Graph | None" = None
    bindings: tuple[Binding, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `name` is what the user called it, `id` is unique in its graph (`train[xgboost]`).

    `span` is the name in its definition, `added` the place that put it into the pipeline. `body` is the summary of
    its function, so that rules never need syntax. `policy.on_failure` stays None here: `on_failure` says it.
    """

    id: str
    name: str
    span: Span
    added: Span
    run: Run
    body: Summary | None = None
    bindings: tuple[Binding, ...] = ()
    outputs: tuple[Port, ...] = ()
    after: tuple[Order, ...] = ()
    guard: Guard | None = None
    policy: plan.Policy = field(default_factory=plan.Policy)
    on_failure: OnFailure | None = None
    ends: Literal["", "success", "failure"] = ""
    group: str = ""
    labels: JsonObject = field(default_factory=dict[str, Json])
    catalog: JsonObject = field(default_factory=dict[str, Json])
    display: JsonObject = field(default_factory=dict[str, Json])
    hints: JsonObject = field(default_factory=dict[str, Json])
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of the pipeline; `default` is None where a run must give it.

    `origin` is `declared`, `external` (nothing in the pipeline gives it), `file`, `environment` or `frozen`; `schema`
    is a JSON Schema of its values. `annotated` tells that its type is written at it: it is an end of its own then, and
    not only a wall that a value goes through.
    """

    name: str
    type: Type
    span: Span
    default: Value | None = None
    origin: str = "declared"
    variable: str = ""
    schema: JsonObject = field(default_factory=dict[str, Json])
    annotated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One named result of the graph."""

    name: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Something that decides the shape of the graph and is not known: `what` ("the list of steps"), and why not.

    `origin` is where it stopped being known, if that is another place. `asks` is the function that would know it,
    did anybody call it: such a pipeline is not wrong, it is only not one yet.
    """

    what: str
    why: str
    span: Span
    origin: Span | None = None
    asks: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """One pipeline. Steps stand in the order in which the user registered them.

    `token` is the identity of the object of the program that it was read from, 0 if there is none; two graphs that
    differ in nothing else are equal. `told` are the codes of rules whose matter the dialect has judged itself.
    `loading` is what its file does whenever it is imported.
    """

    name: str
    dialect: str
    span: Span
    entry: str = ""
    steps: tuple[Step, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    results: tuple[Result, ...] = ()
    holes: tuple[Hole, ...] = ()
    token: int = field(default=0, compare=False)
    header: plan.Plan | None = None
    files: tuple[plan.InputFile, ...] = ()
    told: frozenset[str] = frozenset()
    loading: Doings = field(default=NOTHING, compare=False)
    # Filled when a step is first asked for.
    _at: dict[str, Step] = field(default_factory=dict[str, Step], init=False, compare=False, repr=False)

    def step(self, id: str) -> Step | None:
        """The step of that id, or None."""
        if not self._at:
            self._at.update((step.id, step) for step in reversed(self.steps))
        return self._at.get(id)

    def needs(self, step: Step) -> tuple[str, ...]:
        """Ids of the steps that must come before it: from its bindings, its guard and `after`, each once, in order."""
        found: dict[str, None] = {}
        for source in sources(step):
            for name in upstream(source):
                found[name] = None
        for order in step.after:
            found[order.step] = None
        return tuple(found)


def sources(step: Step) -> Iterator[Source]:
    """All sources of values that a step reads, its guard's included."""
    for binding in step.bindings:
        yield binding.source
    if step.guard is not None:
        if not isinstance(step.guard.test, Function):
            yield step.guard.test
        for binding in step.guard.bindings:
            yield binding.source
    for binding in () if step.on_failure is None else step.on_failure.bindings:
        yield binding.source
    if isinstance(step.run, PythonRun) and step.run.config is not None:
        yield step.run.config.source
    if isinstance(step.run, MapRun):
        yield step.run.over
    if isinstance(step.run, SwitchRun):
        yield step.run.on


def upstream(source: Source) -> Iterator[str]:
    """The ids of the steps whose outputs a source reads."""
    if isinstance(source, plan.FromOutput | plan.FromRan):
        yield source.step
    elif isinstance(source, plan.FromExpression):
        for operand in source.operands:
            yield from upstream(operand)
