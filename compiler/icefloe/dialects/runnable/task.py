"""One task of a runnable pipeline: what it runs, what it returns, under which policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.findings import Finding
from icefloe.graph import Hole, Port, PythonRun
from icefloe.reach import given, place, text, why
from icefloe.source import Span
from icefloe.trace import Effect, Summary
from icefloe.types import Type, UnknownType
from icefloe.values import Function, Items, Known, Record, Reference, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject

PYTHON = frozenset({"runnable.PythonTask", "runnable.AsyncPythonTask", "runnable.PythonJob"})
SHELL = frozenset({"runnable.ShellTask", "runnable.ShellJob"})
NOTEBOOK = frozenset({"runnable.NotebookTask", "runnable.NotebookJob"})
STUB = frozenset({"runnable.Stub"})
JOBS = frozenset({"runnable.PythonJob", "runnable.ShellJob", "runnable.NotebookJob"})
KINDS: Mapping[str, str] = {
    "runnable.pickled": "pickled",
    "runnable.json": "json",
    "runnable.metric": "metric",
}
_COMMON = frozenset(
    {"name", "returns", "catalog", "secrets", "overrides", "on_failure", "terminate_with_success",
     "terminate_with_failure"}
)  # fmt: skip
_OWN: Mapping[str, frozenset[str]] = {
    "runnable.PythonTask": frozenset({"function"}),
    "runnable.AsyncPythonTask": frozenset({"function", "stream_end_type"}),
    "runnable.PythonJob": frozenset({"function"}),
    "runnable.ShellTask": frozenset({"command"}),
    "runnable.ShellJob": frozenset({"command"}),
    "runnable.NotebookTask": frozenset({"notebook", "optional_ploomber_args"}),
    "runnable.NotebookJob": frozenset({"notebook", "optional_ploomber_args"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What the whole file says beside the calls themselves: attributes that were set, and what was found on the way.

    `holes` and `findings` are filled while the pipelines are read.
    """

    reader: Reader
    attributes: Mapping[tuple[int, str], Effect]
    holes: list[Hole] = field(default_factory=list[Hole])
    findings: list[Finding] = field(default_factory=list[Finding])

    def value(self, record: Record, name: str) -> Value | None:
        """An attribute of an object: as it was set last, or as it was given to the call."""
        effect = self.attributes.get((record.token, name))
        if effect is None:
            return given(record, name)
        if effect.path:
            self.holes.append(Hole(what=f"`{name}`", why="it is set under a condition or in a loop", span=effect.span))
        return effect.value

    def hole(self, what: str, because: str, span: Span) -> None:
        """Something that keeps the pipeline from becoming a plan."""
        self.holes.append(Hole(what=what, why=because, span=span))

    def name(self, record: Record, default: str) -> str:
        """The name of a task."""
        value = self.value(record, "name")
        found = text(value)
        if found is None and value is not None:
            self.hole("the name of a task", why(value), value.span)
        return found or default

    def constant(self, record: Record, name: str) -> Json:
        """A constant argument; a hole if it is none."""
        value = self.value(record, name)
        try:
            return None if value is None else literal_of(value)
        except NotLiteralError as error:
            self.hole(f"`{name}`", str(error), record.span if value is None else value.span)
            return None

    def refuse(self, record: Record, allowed: frozenset[str]) -> None:
        """Report arguments that runnable does not take: it refuses them too, but only when it runs."""
        for argument in record.arguments:
            if argument.star:
                self.hole("the arguments", "what a star unpacks is only known in a run", argument.span)
            elif argument.name is None:
                self.findings.append(_unknown(f"`{_short(record)}` takes keyword arguments only", argument.span))
            elif argument.name not in allowed:
                message = f"`{_short(record)}` takes no argument `{argument.name}`"
                self.findings.append(_unknown(message, argument.span))


def _short(record: Record) -> str:
    """The name of a word without its package."""
    return record.path.rpartition(".")[2]


def _unknown(message: str, span: Span) -> Finding:
    """A finding about an argument that does not exist."""
    return Finding(
        code="FLO105",
        message=message,
        span=span,
        label="refused by runnable when it runs",
        help="remove the argument, or correct its name",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a task is before it is joined to the others."""

    name: str
    span: Span
    run: PythonRun | plan.ShellRun | plan.NotebookRun | plan.StubRun
    body: Summary | None
    ports: tuple[Port, ...]
    policy: plan.Policy
    catalog: JsonObject
    labels: JsonObject
    description: str = ""


def task(code: Code, record: Record) -> Task | None:
    """Read one task; None, and a hole, if what it runs is not known."""
    if record.path not in STUB:
        code.refuse(record, _COMMON | _OWN[record.path])
    read = _python if record.path in PYTHON else _shell if record.path in SHELL else _notebook
    found = _stub(record) if record.path in STUB else read(code, record)
    if found is None:
        return None
    run, body, default = found
    name = code.name(record, default)
    written = code.value(record, "name")
    return Task(
        name=name,
        span=record.span if written is None else written.span,
        run=run,
        body=body,
        ports=_ports(code, record, body),
        policy=plan.Policy(secrets=_texts(code, record, "secrets"), cache=None),
        catalog=_catalog(code, record),
        labels=_labels(code, record),
        description=(body.function.docstring or "").strip() if body is not None else "",
    )


def _python(code: Code, record: Record) -> tuple[PythonRun, Summary, str] | None:
    function = code.value(record, "function")
    if isinstance(function, Function):
        return PythonRun(function=function), code.reader.summary(function), function.name
    outside = f"`{function.path}` is not part of the project" if isinstance(function, Reference) else why(function)
    code.hole("the function of a task", outside, place(record, "function"))
    return None


def _shell(code: Code, record: Record) -> tuple[plan.ShellRun, None, str] | None:
    command = code.value(record, "command")
    found = text(command)
    if found is None:
        code.hole("the command of a task", why(command), record.span if command is None else command.span)
        return None
    return plan.ShellRun(command=found), None, "shell"


def _notebook(code: Code, record: Record) -> tuple[plan.NotebookRun, None, str] | None:
    notebook = code.value(record, "notebook")
    found = text(notebook)
    if found is None:
        code.hole("the notebook of a task", why(notebook), record.span if notebook is None else notebook.span)
        return None
    return plan.NotebookRun(path=found), None, "notebook"


def _stub(record: Record) -> tuple[plan.StubRun, None, str]:
    return plan.StubRun(), None, text(given(record, "name", 0)) or "stub"


def _ports(code: Code, record: Record, body: Summary | None) -> tuple[Port, ...]:
    """The returns of a task, matched to the returned value by position."""
    returns = code.value(record, "returns")
    if returns is None:
        return ()
    if not isinstance(returns, Items):
        code.hole("the returns of a task", why(returns), returns.span)
        return ()
    ports: list[Port] = []
    for position, value in enumerate(returns.items):
        name, kind = text(value), "json"
        if isinstance(value, Record) and value.path in KINDS:
            name, kind = text(given(value, "name", 0)), KINDS[value.path]
        if name is None:
            code.hole("the name of a return", why(value), value.span)
            continue
        several = len(returns.items) > 1 and body is not None
        type_, place, inferred = _type(code, body, position, len(returns.items), value.span)
        ports.append(
            Port(
                name=name,
                type=type_,
                span=value.span,
                type_span=place,
                inferred=inferred,
                position=position if several else None,
                kind=kind,
            )
        )
    return tuple(ports)


def _type(code: Code, body: Summary | None, position: int, count: int, span: Span) -> tuple[Type, Span, bool]:
    """The type of one return, where it is from, and whether it was inferred."""
    if body is None:
        return UnknownType("what a shell command or a notebook returns is not typed"), span, True
    returned = code.reader.types.returned(body)
    return code.reader.types.element(returned.type, position, count), returned.span, returned.inferred


def _texts(code: Code, record: Record, name: str) -> tuple[str, ...]:
    """A list of texts."""
    found = code.constant(record, name)
    return tuple(str(item) for item in found) if isinstance(found, list) else ()


def _catalog(code: Code, record: Record) -> JsonObject:
    """What a task takes from the catalog and puts into it."""
    value = code.value(record, "catalog")
    if value is None:
        return {}
    if not isinstance(value, Record) or value.path != "runnable.Catalog":
        code.hole("the catalog of a task", why(value), value.span)
        return {}
    code.refuse(value, frozenset({"get", "put", "store_copy"}))
    found = {key: code.constant(value, key) for key in ("get", "put", "store_copy")}
    return {key: item for key, item in found.items() if item is not None}


def _labels(code: Code, record: Record) -> JsonObject:
    """What only runnable understands, kept by name."""
    overrides = code.constant(record, "overrides")
    return {"runnable.overrides": overrides} if overrides else {}


def true(value: Value | None) -> bool:
    """Whether a flag is set."""
    return isinstance(value, Known) and bool(value.value)
