"""Runnable's words, and the arguments that each takes."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from icefloe.dialect import Word
from icefloe.values import Record
from icefloe_schema.records import dataclass

_HOMES = ("runnable.sdk.", "runnable.tasks.", "runnable.")

PYTHON = frozenset({"PythonTask", "AsyncPythonTask", "PythonJob"})
SHELL = frozenset({"ShellTask", "ShellJob"})
NOTEBOOK = frozenset({"NotebookTask", "NotebookJob"})
JOBS = frozenset({"PythonJob", "ShellJob", "NotebookJob"})
COMPOSITES = frozenset({"Parallel", "Map", "Conditional", "Loop"})
TASKS = (PYTHON | SHELL | NOTEBOOK | {"Stub"}) - JOBS
STEPS = TASKS | COMPOSITES
PIPELINES = frozenset({"Pipeline", "AsyncPipeline"})
EXECUTES = ("execute", "execute_streaming")
#: What a return says of how its value is stored.
KINDS: Mapping[str, str] = MappingProxyType({"json": "json", "pickled": "pickled", "metric": "metric"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a word: those that it must have, and those that it may have.

    What it does not know is refused, `ignored` without a word, or `kept` as if it meant something.
    """

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    ignores: bool = False

    @property
    def all(self) -> frozenset[str]:
        """Every argument that it knows."""
        return frozenset((*self.must, *self.may))


_STEP = ("next_node", "terminate_with_success", "terminate_with_failure", "on_failure")
_TASK = (*_STEP, "catalog", "overrides", "returns", "secrets")
_JOB = ("catalog", "returns", "secrets", "command_type")
_CHAIN = Arguments(must=("steps",), may=("name", "description", "internal_branch_name"))
ARGUMENTS: Mapping[str, Arguments] = MappingProxyType({
    "PythonTask": Arguments(must=("name", "function"), may=_TASK),
    "AsyncPythonTask": Arguments(must=("name", "function"), may=(*_TASK, "stream_end_type")),
    "NotebookTask": Arguments(must=("name", "notebook"), may=(*_TASK, "optional_ploomber_args")),
    "ShellTask": Arguments(must=("name", "command"), may=_TASK),
    "Stub": Arguments(must=("name",), may=(*_STEP, "catalog"), ignores=True),
    "Parallel": Arguments(must=("name", "branches"), may=_STEP),
    "Conditional": Arguments(must=("name", "parameter", "branches"), may=_STEP),
    "Map": Arguments(must=("name", "branch", "iterate_on", "iterate_as"), may=(*_STEP, "reducer")),
    "Loop": Arguments(must=("name", "branch", "max_iterations", "break_on", "index_as"), may=_STEP),
    "PythonJob": Arguments(must=("function",), may=_JOB, ignores=True),
    "NotebookJob": Arguments(must=("notebook",), may=(*_JOB, "optional_ploomber_args"), ignores=True),
    "ShellJob": Arguments(must=("command",), may=_JOB, ignores=True),
    "Catalog": Arguments(may=("get", "put", "store_copy")),
    "TaskReturns": Arguments(must=("name",), may=("kind",), ignores=True),
    "Pipeline": _CHAIN,
    "AsyncPipeline": _CHAIN,
})  # fmt: skip
#: Arguments by which somebody may mean to give values to a function; runnable has none of them.
VALUES = ("kwargs", "args", "arguments", "parameters", "params", "inputs")
COPIES = ("model_copy", "copy")
SHIFTS = ("__rshift__", "__lshift__")
_OWNERS = frozenset({*ARGUMENTS, *KINDS, "Success", "Fail"})
#: The methods of runnable's objects that something is made of or done by.
_METHODS = ("as_pipeline", "as_async_pipeline", "execute", "execute_streaming", "return_dag")


@lru_cache(maxsize=1000)
def word(path: str) -> str:
    """The word that a dotted path means (`PythonTask`, `Pipeline.execute`), or an empty text."""
    if not path.startswith("runnable."):
        return ""
    for home in _HOMES:
        found = path.removeprefix(home)
        if found != path and found.partition(".")[0] in _OWNERS:
            # A method of a copy is one of what is copied.
            *inner, last = found.split(".")
            return ".".join([*(part for part in inner if part not in COPIES), last])
    return ""


def unknown_word(path: str) -> str:
    """The word that somebody takes to be one of runnable's, and that it does not have; or an empty text."""
    home, _, name = path.rpartition(".")
    return name if home in {"runnable", "runnable.sdk"} and name[:1].isupper() and not word(path) else ""


def words() -> Mapping[str, Word]:
    """What the evaluator must know: every word, as the packages export it, with the methods of its objects."""
    homes = ("runnable.", "runnable.sdk.")
    names = [*sorted(ARGUMENTS), *sorted(KINDS)]
    methods = [f"{name}.{method}" for name in sorted(STEPS | PIPELINES | JOBS) for method in _METHODS]
    found = {f"{home}{name}": Word() for home in homes for name in (*names, *methods)}
    # `first >> second` gives the second.
    objects = [f"{name}{copy}" for name in sorted(STEPS) for copy in ("", *(f".{copy}" for copy in COPIES))]
    shifts = [f"{home}{name}.{shift}" for home in homes for name in objects for shift in SHIFTS]
    return MappingProxyType(found | {path: Word(returns="argument") for path in shifts})


def makes_chain(record: Record) -> bool:
    """Whether a call makes a pipeline."""
    owner, _, method = word(record.path).partition(".")
    if method in {"as_pipeline", "as_async_pipeline"}:
        return owner in TASKS
    return owner in PIPELINES and not method
