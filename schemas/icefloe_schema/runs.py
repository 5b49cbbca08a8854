"""What a step runs that holds no other plan: a function, a command, a notebook, nothing."""

from dataclasses import field
from typing import ClassVar, Literal

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass
from icefloe_schema.values import Binding, FunctionRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonRun:
    """A Python function under a calling convention: `call` (bindings are its arguments), `atoms` (motools: bindings are
    the atoms that it is given), `handler` (fastflow: bindings are its inputs).

    `config` is where the configuration of a step of motools comes from. `bound` are arguments that the program has
    fixed beforehand (encoded). `stream` is the type of the event after which the result of a function that gives
    events is complete.
    """

    tag: ClassVar[str] = "python"
    function: FunctionRef
    convention: Literal["call", "atoms", "handler"] = "call"
    config: Binding | None = None
    bound: JsonObject = field(default_factory=dict[str, Json])
    stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRun:
    """A command for `sh -c`; bindings arrive as environment variables, outputs are read from its environment."""

    tag: ClassVar[str] = "shell"
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRun:
    """A notebook, by path from the project's root."""

    tag: ClassVar[str] = "notebook"
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StubRun:
    """Nothing; a simulated step may take `seconds` (an encoded number)."""

    tag: ClassVar[str] = "stub"
    seconds: Json = None
