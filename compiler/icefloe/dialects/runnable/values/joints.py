"""The joints of a runnable pipeline: what storage and a cast make of each value between two tasks."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.connections import Connection, everywhere
from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.called import Called, called
from icefloe.dialects.runnable.values.casting import Cast, cast
from icefloe.dialects.runnable.values.keeping import Kept, kept
from icefloe.dialects.runnable.values.models import unfit
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, RenameParameter
from icefloe.graph import Graph, MapRun, Port, PythonRun
from icefloe.nested import graphs
from icefloe.types import LiteralType, NewTypeType, Type, is_known
from icefloe.values import Function
from icefloe_schema import plan


def graph_findings(graph: Graph, reader: Reader) -> Iterator[Finding]:
    """What casts do to the values of a finished pipeline, in all chains inside it."""
    yield from _capitals(graph)
    for connection in everywhere(graph, reader.types):
        yield from _connection(connection.graph, connection, reader)
    for part in graphs(graph):
        for step in part.steps:
            if isinstance(step.run, MapRun) and step.run.reducer is None:
                yield from _collected(step.id, step.run.body, reader)


def _capitals(graph: Graph) -> Iterator[Finding]:
    """Parameters that a run must be given, and that no variable of the environment can set."""
    for parameter in graph.parameters:
        if parameter.origin == "external" and parameter.name != parameter.name.lower():
            small = parameter.name.lower()
            change = RenameParameter(span=parameter.span, old=parameter.name, new=small)
            yield Finding(
                code="FLO324",
                message=f"runnable 0.50.0 reads the names of variables in small letters: "
                f"`RUNNABLE_PRM_{parameter.name}` gives `{small}`, and never `{parameter.name}`",
                span=parameter.span,
                severity=Severity.WARNING,
                label="only a parameter file can give it",
                help=f"call it `{small}`, or give it in a parameter file",
                fix=Fix(message=f"call it `{small}`", changes=(change,)),
            )


def _collected(name: str, body: Graph, reader: Reader) -> Iterator[Finding]:
    """Pickled returns inside a Map: their values are collected into a list that is stored as JSON."""
    for step in body.steps:
        for port in step.outputs:
            if port.kind == "pickled" and kept(port.type, "json", reader.types).fate not in ("same", "changed"):
                yield Finding(
                    code="FLO327",
                    message=f"runnable 0.50.0 collects `{port.name}` of all rounds of the map `{name}` into a list, "
                    "stored as JSON, although it is pickled in each round: the run fails if JSON cannot hold it",
                    span=port.span,
                    severity=Severity.WARNING,
                    label="pickled in each round, JSON after the map",
                    help="return what JSON has, put the objects into files of the catalog, or give the map a reducer "
                    "whose result JSON has",
                )


def _connection(part: Graph, connection: Connection, reader: Reader) -> Iterator[Finding]:
    """One value on its way into one parameter of a function."""
    run, binding = connection.step.run, connection.binding
    if not isinstance(run, PythonRun) or not isinstance(run.function, Function):
        return
    parameter = next((one for one in run.function.parameters if one.name == binding.parameter), None)
    port = _port(part, binding.source)
    kind = _kind(part, binding.source, port)
    if parameter is None or kind in ("", "pickled"):
        return
    how = called(parameter, reader)
    stored = kept(connection.given, kind, reader.types)
    if how.how == "refused":
        yield _refused(connection, how)
    elif stored.fate in ("fails", "lost") and not stored.partly:
        return
    elif how.how == "cast":
        outcome = cast(stored.type, binding.type, reader.types)
        yield from _outcome(connection, outcome, reader)
    elif how.how == "model":
        yield from _model(part, connection, port, reader)
    elif how.how == "as-is":
        yield from _changed(connection, stored, binding.type, reader)


def _port(part: Graph, source: object) -> Port | None:
    """The output that a binding reads."""
    if not isinstance(source, plan.FromOutput):
        return None
    step = part.step(source.step)
    return next((one for one in step.outputs if one.name == source.name), None) if step is not None else None


def _kind(part: Graph, source: object, port: Port | None) -> str:
    """How the value of a binding is stored, "" where that is not certain."""
    if port is not None:
        return port.kind
    if isinstance(source, plan.FromItem):
        return "json"
    if isinstance(source, plan.FromParameter):
        parameter = next((one for one in part.parameters if one.name == source.name), None)
        return "json" if parameter is not None and parameter.origin == "file" and parameter.default else ""
    return ""


def _ends(connection: Connection, given: str) -> tuple[Note, ...]:
    place = connection.place or connection.binding.source_span
    return (Note(message=f"gives {given}", span=place),) if place is not None else ()


def _refused(connection: Connection, how: Called) -> Finding:
    binding = connection.binding
    return Finding(
        code="FLO313",
        message=f"runnable 0.50.0 calls the annotation of `{binding.parameter}` of step `{connection.step.id}` with "
        f"the value of `{connection.asset}`, and fails: {how.why}",
        span=binding.span,
        severity=Severity.WARNING,
        label="this annotation is called with the value",
        related=_ends(connection, f"`{connection.asset}`"),
        help=how.instead,
    )


def _said(connection: Connection, given: str) -> str:
    """Who gives what, in words."""
    if not isinstance(connection.binding.source, plan.FromParameter):
        return f"{connection.giver} gives `{given}` through `{connection.asset}`"
    value = connection.given.value if isinstance(connection.given, LiteralType) else None
    what = f"the text `{value}`" if isinstance(value, str) and len(value) <= 40 else f"`{given}`"
    return f"`{connection.asset}` of the parameter file is {what}"


def _outcome(connection: Connection, outcome: Cast, reader: Reader) -> Iterator[Finding]:
    codes = {"fails": "FLO312", "changes": "FLO314", "doubtful": "FLO314", "depends": "FLO315"}
    code = codes.get(outcome.outcome)
    if code is None:
        return
    binding = connection.binding
    given, wanted = reader.types.spell(connection.given), reader.types.spell(binding.type)
    ending = {
        "FLO312": "the run fails there",
        "FLO314": "it gets another value than was returned, without a word",
        "FLO315": "whether that works depends on the value",
    }[code]
    yield Finding(
        code=code,
        message=f"{_said(connection, given)}, and runnable casts it to `{wanted}` for parameter "
        f"`{binding.parameter}` of step `{connection.step.id}`: {outcome.why}; {ending}",
        span=binding.span,
        severity=Severity.ERROR if outcome.outcome in ("fails", "changes") else Severity.WARNING,
        label=f"cast to `{wanted}`",
        related=_ends(connection, f"`{given}`"),
        help="correct the annotation that is wrong, or convert the value in a task between the two",
    )


def _model(part: Graph, connection: Connection, port: Port | None, reader: Reader) -> Iterator[Finding]:
    """A pydantic model: it is made from a dict, or from a single value under the parameter's own name."""
    for one in unfit(part, connection, port, reader):
        for found in _outcome(connection, Cast("fails", one.why), reader):
            yield replace(found, related=(*found.related, *one.notes))


def _changed(connection: Connection, stored: Kept, wanted: Type, reader: Reader) -> Iterator[Finding]:
    """A value that storage has made into another type, handed over as it is to a parameter that takes the first one."""
    types = reader.types
    if stored.fate != "changed" or not is_known(stored.type) or isinstance(connection.given, NewTypeType):
        return
    before = types.assignable(connection.given, wanted)
    after = types.assignable(stored.type, wanted)
    if before.answer == "yes" and after.answer == "no":
        binding = connection.binding
        yield Finding(
            code="FLO311",
            message=f"`{connection.asset}` comes out of runnable's storage as `{types.spell(stored.type)}`, and "
            f"parameter `{binding.parameter}` of step `{connection.step.id}` takes `{types.spell(wanted)}`, which is "
            f"not called as it is a union or a text: {stored.why}",
            span=binding.span,
            severity=Severity.WARNING,
            label=f"takes `{types.spell(wanted)}`",
            related=_ends(connection, f"`{types.spell(connection.given)}`"),
            help="convert it where it is taken, or return it as `pickled`",
        )
