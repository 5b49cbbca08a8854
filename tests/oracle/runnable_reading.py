"""What icefloe reads of a runnable pipeline, in the words that it shares with the original."""

from collections.abc import Iterable, Iterator

from runnable_origins import UNSURE, Scope, bodies, from_outside, is_of_file, origins
from runnable_telling import plain
from runnable_wiring import Wiring, catalog_said

from icefloe.constants import NotLiteralError, python_of
from icefloe.findings import Finding, Severity
from icefloe.graph import (
    Graph,
    LoopRun,
    MapRun,
    Missing,
    ParallelRun,
    Parameter,
    PythonRun,
    Run,
    Source,
    Step,
    SwitchRun,
)
from icefloe.source import Span
from icefloe.values import Function
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject

UNSEEN = "FLO208"
"""A branch asks for a name that only a chain around it has: the graph shows what is meant, the original gives none."""
KINDS: tuple[tuple[type, str], ...] = (
    (PythonRun, "python"),
    (plan.ShellRun, "shell"),
    (plan.NotebookRun, "notebook"),
    (plan.StubRun, "stub"),
    (MapRun, "map"),
    (ParallelRun, "parallel"),
    (SwitchRun, "conditional"),
    (LoopRun, "loop"),
)


def ours(graph: Graph, findings: Iterable[Finding]) -> Wiring:
    """What icefloe reads of one pipeline."""
    found = list(findings)
    read = _Read({finding.span for finding in found if finding.code == UNSEEN})
    read.chain(Scope(graph))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    files = [one for one in graph.parameters if is_of_file(one)]
    tags = graph.header.tags if graph.header is not None else {}
    return Wiring(
        file=graph.span.path,
        line=graph.span.line,
        steps=tuple(read.settings),
        order=frozenset(read.order),
        failures=frozenset(read.failures),
        settings=read.settings,
        bound={place: frozenset(found) for place, found in read.bound.items()},
        casts=read.casts,
        files=frozenset(read.files),
        parameters={one.name: _default(one) for one in files},
        defaults={one.name: _default(one) for one in graph.parameters if one.default is not None},
        settable=frozenset(one.name for one in files if one.variable),
        executor=str(tags.get("runnable.executor", "")),
        refused=tuple(dict.fromkeys(f"{f.code} {f.message}" for f in errors)),
        unknown=tuple(f"{hole.what}: {hole.why}" for hole in graph.holes),
    )


class _Read:
    """The steps of a graph and of the graphs in it; `unseen` are the parameters that a branch cannot have."""

    def __init__(self, unseen: set[Span]) -> None:
        self.unseen = unseen
        self.settings: dict[str, dict[str, Json]] = {}
        self.order: set[tuple[str, str]] = set()
        self.failures: set[tuple[str, str]] = set()
        self.bound: dict[tuple[str, str], set[str]] = {}
        self.files: set[tuple[str, str, str]] = set()
        self.casts: dict[tuple[str, str], str] = {}

    def chain(self, scope: Scope) -> None:
        """One chain: its steps one after the other, and how it ends."""
        steps = {step.id: step for step in scope.graph.steps}
        pairs = _next(steps.values())
        followed = {before for before, _ in pairs}
        for step in steps.values():
            path = f"{scope.prefix}{step.name}"
            self.settings[path] = {"kind": _kind(step.run), **_settings(step)}
            self.order |= {(f"{scope.prefix}{steps[a].name}", path) for a, b in pairs if b == step.id}
            if step.id not in followed:
                failed = step.ends == "failure" or (scope.handler and not step.ends)
                self.order.add((path, f"{scope.prefix}{'fail' if failed else 'success'}"))
            self._values(step, path, scope)
            self.files |= {(path, pattern, f"{scope.prefix}{maker}") for pattern, maker in _makers(step)}
            handler = step.on_failure.handler if step.on_failure is not None else None
            if handler is not None and handler.steps:
                self.failures.add((path, f"{scope.prefix}{handler.steps[0].name}"))
                self.chain(Scope(handler, scope.prefix, scope, step, handler=True))
            for key, body in bodies(step.run):
                self.chain(Scope(body, f"{path}/{key}/", scope, step))

    def _values(self, step: Step, path: str, scope: Scope) -> None:
        # What goes into a task with branches is told by the steps inside that take it.
        for binding in () if tuple(bodies(step.run)) else step.bindings:
            place = (path, binding.parameter)
            source = binding.source
            if isinstance(source, plan.FromExpression) and source.op == "dict":
                for key, value in zip(source.operands[::2], source.operands[1::2], strict=True):
                    name = key.value if isinstance(key, plan.FromLiteral) else key
                    self._note((path, f"{binding.parameter}.{name}"), value, scope)
                continue
            if binding.span in self.unseen and from_outside(source, scope):
                source = Missing(asset=binding.parameter, declared=False)
            self._note(place, source, scope, asked=_asked(step.run, binding.parameter))
            self.casts[place] = next((_short(one.type) for one in binding.adapt if one.how == "cast"), "")
        match step.run:
            case MapRun():
                self._note((path, "iterate_on"), step.run.over, scope, asked="missing")
            case SwitchRun():
                self._note((path, "parameter"), step.run.on, scope, asked="missing")
            case LoopRun():
                inside = Scope(step.run.body, f"{path}/*/", scope, step)
                never = isinstance(step.run.until, plan.FromLiteral)
                until = Missing(asset="", declared=True) if never else step.run.until
                self._note((path, "break_on"), until, inside, asked="missing")
            case _:
                pass

    def _note(self, place: tuple[str, str], source: Source, scope: Scope, *, asked: str = "") -> None:
        found = set(origins(source, scope))
        if UNSURE in found:
            found = found - {UNSURE} | {asked or "missing"}
        if not asked and len(found) > 1:
            # Whoever takes whatever there is does not miss what there is not.
            found.discard("missing")
        self.bound.setdefault(place, set()).update(found)


def _next(steps: Iterable[Step]) -> set[tuple[str, str]]:
    """What stands directly after what: without the orders that follow from others, as those that a file needs."""
    before: dict[str, set[str]] = {}
    pairs: set[tuple[str, str]] = set()
    for step in steps:
        named = {order.step for order in step.after if order.step in before}
        above = set[str]().union(*(before[one] for one in named))
        pairs |= {(one, step.id) for one in named - above}
        before[step.id] = named | above
    return pairs


# --- settings -------------------------------------------------------------------------------------------------------


def _asked(run: Run, name: str) -> str:
    """What becomes of a parameter that nothing gives; empty for a name that is none of the function's parameters."""
    function = run.function if isinstance(run, PythonRun) else None
    for parameter in function.parameters if isinstance(function, Function) else ():
        if parameter.name == name and parameter.kind != "kwargs":
            return "missing" if parameter.default is None else "default"
    return ""


def _kind(run: Run) -> str:
    return next((word for made, word in KINDS if isinstance(run, made)), type(run).__name__)


def _makers(step: Step) -> Iterator[tuple[str, str]]:
    """The patterns that a step gets, each with every step of its chain that puts such files."""
    makers = step.catalog.get("from")
    for pattern, names in makers.items() if isinstance(makers, dict) else ():
        yield from ((pattern, str(name)) for name in names) if isinstance(names, list) else ()


def _settings(step: Step) -> JsonObject:
    streams = (step.run.stream if isinstance(step.run, PythonRun) else "") or None
    found: dict[str, Json] = {
        "catalog": catalog_said(step.catalog),
        "secrets": list(step.policy.secrets),
        "overrides": step.labels.get("runnable.overrides"),
        "options": step.labels.get("runnable.optional_ploomber_args"),
        "stream_end_type": None if streams == "done" else streams,
        "branches": [key for key, _ in bodies(step.run)],
    }
    if not found["branches"]:
        found["returns"] = [[port.name, port.kind] for port in step.outputs]
    run = step.run
    match run:
        case PythonRun():
            found["function"] = _address(run.function)
        case plan.ShellRun():
            found["command"] = run.command
        case plan.NotebookRun():
            found["command"] = run.path
        case MapRun():
            found |= {"iterate_as": run.item, "reducer": _reducer(run.reducer)}
        case LoopRun():
            found |= {"max_iterations": run.maximum, "index_as": run.index}
        case _:
            pass
    return found


def _address(function: object) -> str:
    if isinstance(function, Function):
        return f"{function.span.path}:{function.name}"
    return str(getattr(function, "path", function)).rpartition(".")[2]


def _reducer(reducer: Function | str | None) -> str | None:
    return f"{reducer.module}.{reducer.qualname}" if isinstance(reducer, Function) else reducer


def _short(type_: str) -> str:
    return type_.partition("[")[0].rpartition(".")[2]


def _default(parameter: Parameter) -> Json:
    if parameter.default is None:
        return "nothing"
    try:
        return plain(python_of(parameter.default))
    except NotLiteralError:
        return {"object": "unknown"}
