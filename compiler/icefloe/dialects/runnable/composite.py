"""Runnable's tasks that hold pipelines: Parallel, Map, Conditional; Loop is known and refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.runnable.task import Code
from icefloe.graph import Graph, MapRun, Missing, ParallelRun, Port, Run, Source, Step, SwitchRun
from icefloe.reach import text, why
from icefloe.source import Span
from icefloe.types import Named, Type, UnknownType
from icefloe.values import Function, Record, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

COMPOSITES = frozenset({"runnable.Parallel", "runnable.Map", "runnable.Conditional", "runnable.Loop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A name that a chain has: where its value comes from, of which type, stored how."""

    source: plan.Value
    type: Type
    span: Span
    kind: str


Branch: TypeAlias = Callable[[Value, str, Mapping[str, Given]], Graph | None]
Find: TypeAlias = Callable[[str], Given | None]


def composite(code: Code, record: Record, branch: Branch, find: Find) -> Step | None:
    """Read one of them; None, and a hole, if its shape is not known."""
    word = record.path.rpartition(".")[2]
    name = code.name(record, word.lower())
    read = {"Parallel": _parallel, "Map": _map, "Conditional": _conditional}.get(word)
    if read is None:
        code.hole(f"the loop `{name}`", "`Loop` is not carried into a plan yet", record.span)
        return None
    found = read(code, record, branch, find)
    if found is None:
        return None
    run, bodies = found
    written = code.value(record, "name")
    return Step(
        id=name,
        name=name,
        span=record.span if written is None else written.span,
        added=record.span,
        run=run,
        outputs=_ports(run, bodies),
    )


def _table(code: Code, record: Record) -> Table | None:
    """The branches as they are written."""
    branches = code.value(record, "branches")
    if isinstance(branches, Table):
        return branches
    code.hole("the branches", why(branches), record.span if branches is None else branches.span)
    return None


def _parallel(code: Code, record: Record, branch: Branch, find: Find) -> tuple[Run, list[Graph]] | None:  # noqa: ARG001 - the three have one signature
    code.refuse(record, frozenset({"name", "branches", "on_failure"}))
    if code.value(record, "on_failure") is not None:
        code.hole("`on_failure` of a Parallel", "runnable accepts it and drops it", record.span)
    table = _table(code, record)
    if table is None:
        return None
    branches: list[tuple[str, Graph]] = []
    for key, value in table.entries:
        name = text(key)
        body = None if name is None else branch(value, name, {})
        if name is None or body is None:
            if name is None:
                code.hole("the name of a branch", why(key), key.span)
            return None
        branches.append((name, body))
    return ParallelRun(branches=tuple(branches)), [body for _, body in branches]


def _map(code: Code, record: Record, branch: Branch, find: Find) -> tuple[Run, list[Graph]] | None:
    code.refuse(record, frozenset({"name", "branch", "iterate_on", "iterate_as", "reducer", "overrides"}))
    if code.value(record, "overrides") is not None:
        code.hole("`overrides` of a Map", "they are not carried into a plan yet", record.span)
    over, item = text(code.value(record, "iterate_on")), text(code.value(record, "iterate_as"))
    value = code.value(record, "branch")
    if over is None or item is None or value is None:
        code.hole("what a Map iterates", "`iterate_on`, `iterate_as` and `branch` must be written out", record.span)
        return None
    given = Given(
        source=plan.FromItem(name=item),
        type=UnknownType("elements of what is mapped over are not typed yet"),
        span=record.span,
        kind="json",
    )
    body = branch(value, "branch", {item: given})
    if body is None:
        return None
    reducer = code.value(record, "reducer")
    found = reducer if isinstance(reducer, Function) else text(reducer)
    if reducer is not None and found is None:
        code.hole("the reducer of a Map", why(reducer), reducer.span)
    return MapRun(over=_source(find, over), item=item, body=body, reducer=found), [body]


def _conditional(code: Code, record: Record, branch: Branch, find: Find) -> tuple[Run, list[Graph]] | None:
    code.refuse(record, frozenset({"name", "parameter", "branches"}))
    parameter = text(code.value(record, "parameter"))
    table = _table(code, record)
    if parameter is None or table is None:
        if parameter is None:
            code.hole("the parameter of a Conditional", "it is not a written name", record.span)
        return None
    cases: list[tuple[Json, Graph]] = []
    for key, value in table.entries:
        body = branch(value, text(key) or "branch", {})
        try:
            case = literal_of(key)
        except NotLiteralError as error:
            code.hole("the value of a branch", str(error), key.span)
            return None
        if body is None:
            return None
        cases.append((case, body))
    return SwitchRun(on=_source(find, parameter), cases=tuple(cases)), [body for _, body in cases]


def _source(find: Find, name: str) -> Source:
    """Where the value that decides comes from."""
    found = find(name)
    return Missing(asset=name, declared=True) if found is None else found.source


def _ports(run: Run, bodies: list[Graph]) -> tuple[Port, ...]:
    """The names that the branches hand back, as the last branch that has one types it; of a Map, lists of them."""
    found: dict[str, Port] = {}
    for body in bodies:
        for step in body.steps:
            for port in step.outputs:
                found[port.name] = replace(port, position=None, key="")
    if not isinstance(run, MapRun):
        return tuple(found.values())
    if run.reducer is not None:
        why_not = UnknownType("what a reducer makes of the values is not followed")
        return tuple(replace(port, type=why_not, kind="json") for port in found.values())
    return tuple(replace(port, type=Named("builtins.list", (port.type,)), kind="json") for port in found.values())
