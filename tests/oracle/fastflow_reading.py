"""What icefloe reads of a fastflow file, in the words that it shares with the original."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fastflow_wiring import ARROW, NEEDED, PLAIN, Look, Wiring, words
from runnable_telling import plain

from icefloe.constants import NotLiteralError, python_of
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph, LoopRun, Missing, PythonRun, Source, Step, upstream
from icefloe.values import Function, Value
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json

BACK = "FLO117"
"""Says that an arrow leads back."""
Defaults = Mapping[str, Value | None]
# What a plan says of a picture beside what the program says: how a step is run.
OWN = frozenset({"edges", "simulated", "feedback", "back"})


def ours(graph: Graph, findings: Iterable[Finding], order: tuple[str, ...] | None) -> Wiring:
    """What icefloe reads of one pipeline; `order` is that of its plan."""
    steps = list(_steps(graph))
    loops = {
        step.id: [inner.id for inner in _steps(step.run.body)] for step in graph.steps if isinstance(step.run, LoopRun)
    }
    said = tuple(findings)
    errors = [finding for finding in said if finding.severity is Severity.ERROR]
    ordered = order if order is not None else tuple(step.id for step in graph.steps)
    inside = {name for names in loops.values() for name in names}
    given = {one.name: one.default for one in graph.parameters}
    return Wiring(
        name=graph.name,
        line=graph.span.line,
        order=tuple(name for one in ordered for name in loops.get(one, [one])),
        needs={step.id: frozenset(_needs(step, loops)) for step in steps},
        inputs={step.id: dict(_inputs(step, loops, given)) for step in steps},
        runs={step.id: _runs(step) for step in steps},
        seconds={s.id: words(plain(literals.decode(s.run.seconds))) for s in steps if isinstance(s.run, plan.StubRun)},
        retries={step.id: _retries(step) for step in steps},
        context={one.name: NEEDED if one.default is None else _value(one.default) for one in graph.parameters},
        nodes={step.id: _node(step) for step in steps if step.display.keys() - OWN},
        arrows=tuple(_arrows(steps)),
        refused=tuple(dict.fromkeys(f"{one.code} {one.message}" for one in errors)),
        unknown=tuple(f"{hole.what}: {hole.why}" for hole in graph.holes),
        looping=frozenset(inside),
        circle=any(finding.code == BACK for finding in said),
    )


def _steps(graph: Graph) -> Iterator[Step]:
    for step in graph.steps:
        if isinstance(step.run, LoopRun):
            yield from _steps(step.run.body)
        else:
            yield step


def _needs(step: Step, loops: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What a step waits for, whether or not a branch leads to it; in place of a loop the steps that are read of it."""
    for binding in step.bindings:
        source = _taken(binding.source)
        if isinstance(source, plan.FromOutput):
            yield source.name if source.step in loops else source.step
        elif not isinstance(source, Missing):
            yield from upstream(source)
    yield from (order.step for order in step.after)


def _taken(source: Source) -> Source:
    """What a value is where the branch that gives it is taken: the original knows no other case."""
    if isinstance(source, plan.FromExpression) and source.op == "choice":
        return next((one for one in source.operands[1:] if isinstance(one, plan.FromOutput)), source)
    return source


def _inputs(step: Step, loops: Mapping[str, Sequence[str]], given: Defaults) -> Iterator[tuple[str, str]]:

    for binding in step.bindings:
        source = _taken(binding.source)
        if isinstance(source, plan.FromOutput):
            yield binding.parameter, f"@{source.name if source.step in loops else source.step}"
        elif not isinstance(source, plan.FromContext):
            yield binding.parameter, words(_shown(source, given))


def _shown(source: Source, given: Defaults) -> object:
    """What a handler gets for a source, as far as it is known before a run."""
    match source:
        case plan.FromOutput():
            return f"@{source.step}"
        case plan.FromLiteral():
            return plain(literals.decode(source.value))
        case plan.FromParameter():
            default = given.get(source.name)
            return plain(python_of(default)) if default is not None else source.name
        case plan.FromExpression(op="dict"):
            values = [_shown(_taken(one), given) for one in source.operands]
            return {"dict": [list(pair) for pair in zip(values[::2], values[1::2], strict=True)]}
        case _:
            return type(source).__name__


def _runs(step: Step) -> str:
    if isinstance(step.run, PythonRun):
        function = step.run.function
        return function.qualname if isinstance(function, Function) else function.path.rpartition(".")[2]
    return ""


def _retries(step: Step) -> str:
    retry = step.policy.retry
    if retry is None or not isinstance(step.run, PythonRun):
        return "once"
    delay = literals.decode(retry.delay)
    assert isinstance(delay, int | float)
    return words({"attempts": retry.attempts, "delay": plain(float(delay)), "on": list(retry.on)})


def _value(value: Value) -> str:
    try:
        return words(plain(python_of(value)))
    except NotLiteralError:
        return "not a constant"


def _node(step: Step) -> Look:
    said = {name: _plain(value) for name, value in step.display.items() if name not in OWN}
    said["node_type"] = said.pop("kind", PLAIN["node_type"])
    return {name: value for name, value in {"label": step.id, **PLAIN, **said}.items() if value not in (None, "")}


def _plain(value: Json) -> Json:
    told: Json = plain(literals.decode(value))
    return told


def _arrows(steps: Iterable[Step]) -> Iterator[tuple[str, str, Look]]:
    for step in {step.id: step for step in steps}.values():
        leaving = step.display.get("edges")
        for one in leaving if isinstance(leaving, list) else ():
            assert isinstance(one, dict)
            look: Mapping[str, Json] = one
            said = {name: _plain(value) for name, value in look.items() if name != "target" and name not in OWN}
            yield step.id, str(look["target"]), {n: v for n, v in {**ARROW, **said}.items() if v not in (None, "")}
