"""The plan: a portable description of one run, as frozen dataclasses.

`plan.schema.json` says the same as JSON Schema 2020-12 and is generated from these classes (`make goldens`).
Every union is told apart by one key: `kind` for what a step runs and for guards, `from` for where a value comes from.
Fields that hold their default are left out of the JSON form, so that a plan says only what matters.

`Json` fields hold literals in their encoded form (`icefloe_schema.literals`): there is never a JSON float in a plan.
"""

from dataclasses import field
from typing import ClassVar, Literal, TypeAlias

from icefloe_schema.header import Code, InputFile, Parameter, ParameterSet, Schedule
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.policies import CircuitBreaker, Resources, Retry
from icefloe_schema.records import dataclass
from icefloe_schema.runs import NotebookRun, PythonRun, ShellRun, StubRun
from icefloe_schema.shapes import SHOWN, at_least, matching
from icefloe_schema.values import (
    Adapt,
    Binding,
    FromAtom,
    FromContext,
    FromDefault,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FromRan,
    FunctionRef,
    Value,
)

__all__ = [
    "PLAN_VERSION",
    "Adapt",
    "Binding",
    "Body",
    "Branch",
    "Case",
    "CircuitBreaker",
    "Code",
    "DynamicRun",
    "ExpressionGuard",
    "FromAtom",
    "FromContext",
    "FromDefault",
    "FromExpression",
    "FromItem",
    "FromLiteral",
    "FromOutput",
    "FromParameter",
    "FromRan",
    "FunctionGuard",
    "FunctionRef",
    "Group",
    "Guard",
    "InputFile",
    "LoopRun",
    "MapRun",
    "NotebookRun",
    "OnFailure",
    "Output",
    "ParallelRun",
    "Parameter",
    "ParameterSet",
    "Plan",
    "PlanRun",
    "Policy",
    "PythonRun",
    "Resources",
    "Result",
    "Retry",
    "Run",
    "Schedule",
    "ShellRun",
    "Step",
    "StubRun",
    "SwitchRun",
    "Value",
]

PLAN_VERSION = "1.0"

# --- what a step runs ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRun:
    """A nested plan: the step's bindings are its parameters, its results are the step's outputs."""

    tag: ClassVar[str] = "plan"
    body: "Body"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRun:
    """A body run once for each element of `over`, order kept; outputs are lists, or what `reducer` makes of them.

    `minimum_success` is the share of elements that must succeed (an encoded number, 1 by default).
    """

    tag: ClassVar[str] = "map"
    over: Value
    item: str
    body: "Body"
    concurrency: int | None = field(default=None, metadata=at_least(1))
    retries: int = field(default=0, metadata=at_least(0))
    minimum_success: Json = None
    reducer: FunctionRef | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One named branch."""

    name: str
    body: "Body"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelRun:
    """All branches, independent of one another."""

    tag: ClassVar[str] = "parallel"
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The branch taken when the value that is switched on equals `value` (encoded)."""

    value: Json
    body: "Body"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRun:
    """The first case that equals `on`, else the default, else a failure."""

    tag: ClassVar[str] = "switch"
    on: Value
    cases: tuple[Case, ...]
    default: "Body | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopRun:
    """A body run again and again until `until` is true, at most `maximum` times; `carry` names what one round hands
    to the next."""

    tag: ClassVar[str] = "loop"
    body: "Body"
    until: Value
    maximum: int = field(metadata=at_least(0))
    carry: tuple[str, ...] = ()
    index: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicRun:
    """A function that builds a pipeline at run time; `template` is its body where it can be read."""

    tag: ClassVar[str] = "dynamic"
    function: FunctionRef
    template: "Body | None" = None


Run: TypeAlias = (
    PythonRun | ShellRun | NotebookRun | StubRun | PlanRun | MapRun | ParallelRun | SwitchRun | LoopRun | DynamicRun
)

# --- outputs, guards, policy ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output of a step.

    `position` is an index into the returned tuple, `key` a key of the returned mapping; with neither it is the whole
    returned value.
    """

    name: str
    type: str = ""
    position: int | None = field(default=None, metadata=at_least(0))
    key: str = ""
    kind: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionGuard:
    """The step runs if the expression is true."""

    tag: ClassVar[str] = "expression"
    test: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionGuard:
    """The step runs if the function, called in the step's worker with the bindings, returns a true value; `negate`
    turns it round."""

    tag: ClassVar[str] = "function"
    function: FunctionRef
    bindings: tuple[Binding, ...] = ()
    negate: bool = False


Guard: TypeAlias = ExpressionGuard | FunctionGuard


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFailure:
    """What happens when the step has failed for good: `fail` the run, `continue` without its outputs, take the value
    of a `fallback` function, run a `handler` plan, or end the run with `success`.

    `on` are the names of the exceptions for which it happens; all, if none is named. Any other one fails the run.
    `bindings` are where the handler's parameters get their values from, as a nested plan's do from its step's.
    """

    action: Literal["fail", "continue", "fallback", "handler", "success"]
    function: FunctionRef | None = None
    handler: "Body | None" = None
    on: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a step is run. `timeout` is an encoded number of seconds; `cache` None inherits the plan's default."""

    retry: Retry | None = None
    timeout: Json = None
    on_failure: OnFailure | None = None
    circuit_breaker: CircuitBreaker | None = None
    cache: bool | None = None
    resources: Resources | None = None
    environment: str = ""
    secrets: tuple[str, ...] = ()
    tracking: JsonObject = field(default_factory=dict[str, Json])
    registry: JsonObject = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan. `display` is left out of every digest.

    `ends` says that the plan (or the body that the step is in) ends when the step has succeeded, and how: with
    `success`, or with `failure`. The steps that wait for it are then not run.
    """

    id: str
    run: Run
    title: str = ""
    description: str = ""
    imports: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    outputs: tuple[Output, ...] = ()
    after: tuple[str, ...] = ()
    guard: Guard | None = None
    policy: Policy = field(default_factory=Policy)
    ends: Literal["", "success", "failure"] = ""
    group: str = ""
    labels: JsonObject = field(default_factory=dict[str, Json])
    catalog: JsonObject = field(default_factory=dict[str, Json])
    display: JsonObject = field(default_factory=dict[str, Json])
    hints: JsonObject = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Steps that run in one place, one after the other in this order; `resources` is what all of them need."""

    name: str
    steps: tuple[str, ...]
    resources: Resources | None = None


# --- the plan ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One named result of a nested body or of the plan."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A nested plan: parameters, steps in order, results, execution groups."""

    parameters: tuple[Parameter, ...] = ()
    steps: tuple[Step, ...] = ()
    results: tuple[Result, ...] = ()
    name: str = ""
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A portable description of one run. Steps stand in an order in which they can run."""

    plan: str = field(default=PLAN_VERSION, metadata={**SHOWN, **matching(r"[0-9]{1,6}\.[0-9]{1,6}")})
    name: str
    dialect: str
    dialect_version: str = ""
    entry: str = ""
    description: str = ""
    tags: JsonObject = field(default_factory=dict[str, Json])
    version: str = ""
    project: str = ""
    stack: str = ""
    schedule: Schedule | None = None
    concurrency: int | None = field(default=None, metadata=at_least(1))
    cache: bool = False
    resume: bool = True
    hooks: JsonObject = field(default_factory=dict[str, Json])
    parameter_sets: tuple[ParameterSet, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    files: tuple[InputFile, ...] = ()
    code: Code = field(default_factory=Code)
    steps: tuple[Step, ...] = ()
    results: tuple[Result, ...] = ()
    groups: tuple[Group, ...] = ()
    display: JsonObject = field(default_factory=dict[str, Json])
    hints: JsonObject = field(default_factory=dict[str, Json])

    @property
    def obeyed(self) -> JsonObject:
        """The hints that decide what a run does, which digests therefore cover: which steps run, and for whom."""
        return {name: self.hints[name] for name in ("stages", "user") if name in self.hints}
