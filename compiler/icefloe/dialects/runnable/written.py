"""What a runnable pipeline says, whether Python or YAML says it: chains of tasks, and of tasks that hold chains.

Nothing here is joined yet: names are names. `.python` and `.document` write it, `.wiring` reads it.
"""

from dataclasses import field
from typing import Literal, TypeAlias

from icefloe.graph import Hole
from icefloe.source import Span
from icefloe.values import Function, Reference, Value
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

End: TypeAlias = Literal["", "success", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A name or a pattern, and where it is written."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One name that a task returns, how it is stored, and where it is written."""

    name: str
    kind: Literal["json", "pickled", "metric"]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Patterns of the files that a task takes from the catalog and puts into it.

    Without `copies` only the digests of the files are recorded.
    """

    get: tuple[Text, ...] = ()
    put: tuple[Text, ...] = ()
    copies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """A function: of the project, or by its dotted path if it is not found there."""

    function: Function | Reference
    span: Span
    streams: str = ""
    """The event after which a streaming function's result comes; empty for one that does not stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A command for `sh -c`."""

    command: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook by its path from the project's root; `options` are handed to ploomber-engine."""

    path: Text
    options: JsonObject = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """A task that does nothing and succeeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """Chains beside each other, by name in the order of writing."""

    branches: "tuple[tuple[Text, Chain], ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A chain for each element of the list `iterate_on`, which has the name `iterate_as` there.

    The reducer is a function of the project, or the text that says it (an expression or a dotted path): never run.
    """

    branch: "Chain"
    iterate_on: Text
    iterate_as: Text
    reducer: Function | Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """The chain whose key is `str(value of the parameter)`; the run fails if there is none."""

    parameter: Text
    branches: "tuple[tuple[Text, Chain], ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A chain again and again until `break_on` is true in it, at most `maximum` times; `index` is an environment
    variable."""

    branch: "Chain"
    maximum: int
    break_on: Text
    index: Text


Work: TypeAlias = Python | Shell | Notebook | Stub | Parallel | Map | Conditional | Loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One member of a chain. `span` is its name as written (else the call), `added` what put it into the chain.

    `on_failure` is the chain that runs when it has failed, `failing` where that is written. `ends` is how the run ends
    after it, where that is written; the last task of a chain ends it with success if nothing is. `overrides` are keys
    of the configuration by executor. `word` is what made it, for messages: `PythonTask`, `type: map`.
    """

    name: str
    work: Work
    span: Span
    added: Span
    word: str
    returns: tuple[Returned, ...] = ()
    catalog: Catalog | None = None
    secrets: tuple[Text, ...] = ()
    overrides: JsonObject = field(default_factory=dict[str, Json])
    on_failure: "Chain | None" = None
    failing: Span | None = None
    ends: End = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A pipeline: tasks one after the other. `holes` keep it from being known; `token` is the Python object's, or 0."""

    tasks: tuple[Task, ...]
    span: Span
    token: int = 0
    name: str = ""
    description: str = ""
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFile:
    """A parameter file that a pipeline is executed with: a written path, or None if only a run knows it."""

    path: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How a pipeline is executed: with which files, and `job` for one of runnable's jobs.

    `parameters` are several where it is executed several times; a name without a file in the project is in a run's
    hands. `environment` are the parameters that the file itself sets by `RUNNABLE_PRM_…`, without that prefix. `open`
    says that a run may be given parameters of which nothing here tells.
    """

    parameters: tuple[ParameterFile, ...] = ()
    configuration: Text | None = None
    job: bool = False
    environment: tuple[tuple[Text, Value], ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A whole pipeline as it is written, with its address (`module:function`, or a path for YAML)."""

    chain: Chain
    entry: str
    execution: Execution = field(default_factory=Execution)
