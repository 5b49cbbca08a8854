"""The places where a program runs workflows: `run_workflow` and `run_sweep`, with all that they are given."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from icefloe.dialects.motools import stages
from icefloe.dialects.motools.code import AtomType, Code
from icefloe.dialects.motools.given import check
from icefloe.dialects.motools.vocabulary import RUN, SWEEP, argument, place, word
from icefloe.findings import Severity
from icefloe.fixes import Await, Fix
from icefloe.reach import around, text
from icefloe.trace import Trace
from icefloe.values import Function, Items, Known, Record, Table, Value
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_DEPTH = 8
# A plan needs none of these.
_NEEDED = MappingProxyType({RUN: ("input_atoms", "config", "user"), SWEEP: ("input_atoms", "user")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call that runs a workflow. `awaited` is False where nothing waits for what it gives."""

    record: Record
    awaited: bool = True

    @property
    def is_sweep(self) -> bool:
        """Whether it runs the workflow for each point of a grid."""
        return word(self.record) == SWEEP

    @property
    def workflow(self) -> Value | None:
        """What it runs."""
        return argument(self.record, "workflow")

    @property
    def config(self) -> Value | None:
        """The configuration that it starts from."""
        found = argument(self.record, "base_config" if self.is_sweep else "config")
        return None if isinstance(found, Known) and found.value is None else found

    @property
    def grid(self) -> Value | None:
        """The grid of a sweep."""
        return argument(self.record, "param_grid")

    def said(self, name: str) -> str:
        """The text of an argument, or nothing."""
        return text(argument(self.record, name)) or ""


def runs(found: Iterable[Trace], records: Iterable[Record]) -> tuple[Run, ...]:
    """The calls of a program that run workflows, in order."""
    traces = tuple(found)
    waited = set[int]().union(*(trace.awaited for trace in traces))
    held = {token for trace in traces for token in _held(trace)}
    functions = [function for trace in traces for function in trace.functions]
    return tuple(
        Run(record=one, awaited=one.token in waited or one.token in held or _returns(one, functions))
        for one in records
        if word(one) in (RUN, SWEEP)
    )


def _held(trace: Trace) -> Iterator[int]:
    """What is handed on to other calls, or kept in a list: somebody else may wait for it."""
    for effect in trace.effects:
        value = effect.value
        for part in [one.value for one in value.arguments] if isinstance(value, Record) else [value]:
            yield from _direct(part, 0)
    for value in trace.scope.values():
        if isinstance(value, Items | Table):
            yield from _direct(value, 0)


def _direct(value: Value, depth: int) -> Iterator[int]:
    """The calls that a value is, or holds in lists and dictionaries."""
    if isinstance(value, Record):
        yield value.token
    elif isinstance(value, Items) and depth < _DEPTH:
        for item in value.items:
            yield from _direct(item, depth + 1)
    elif isinstance(value, Table) and depth < _DEPTH:
        for _, item in value.entries:
            yield from _direct(item, depth + 1)


def _returns(record: Record, functions: Iterable[Function]) -> bool:
    """Whether the call may be what a function around it gives to its caller, as a plain `def` may."""
    function = around(record.span, functions)
    return function is not None and not function.is_async and function.name != "main"


def check_run(code: Code, run: Run, given: tuple[AtomType, ...], steps: "stages.Names") -> None:
    """Report what is wrong with one call, whatever the workflow's steps are."""
    record = run.record
    code.refuse(record)
    missing = [name for name in _NEEDED[word(record)] if argument(record, name) is None]
    if missing:
        code.notes.original("FLO582", record.span, detail=", ".join(f"`{name}`" for name in missing))
    if not run.awaited:
        code.notes.original("FLO581", record.span, fix=Fix(message="await it", changes=(Await(span=record.span),)))
    atoms = argument(record, "input_atoms")
    check(code, atoms, given, record.span)
    if run.is_sweep:
        _parallel(code, record)
        return
    stages.check(code, argument(record, "selected_stages"), steps, place(record, "selected_stages"))
    if not code.flag(record, "no_cache") and not code.flag(record, "force_rerun"):
        code.notes.original("FLO583", record.span)


def _parallel(code: Code, record: Record) -> None:
    """The number of runs at one time is a number, or None for all of them."""
    value = argument(record, "max_parallel")
    if isinstance(value, Known) and value.value is not None:
        number = value.value
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            message = f"`max_parallel` is the number of runs at one time, and not `{number!r}`"
            code.found("FLO272", message, value.span, help="write a number from 1, or None for all at one time")
    elif value is not None and not isinstance(value, Known):
        code.found(
            "FLO272",
            "how many runs there are at one time is only known in a run: the plan does not say it",
            value.span,
            severity=Severity.WARNING,
        )


def parallel(run: Run) -> int | None:
    """How many runs of a sweep there may be at one time; None for all."""
    value = argument(run.record, "max_parallel")
    number = value.value if isinstance(value, Known) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def hints(code: Code, found: tuple[Run, ...]) -> dict[str, Json]:
    """What all runs of a workflow say alike and no plan needs: who runs it, which steps, from which atoms."""
    each = [_hints(code, run) for run in found]
    if not each:
        return {}
    return {key: value for key, value in each[0].items() if all(other.get(key) == value for other in each[1:])}


def _hints(code: Code, run: Run) -> dict[str, Json]:
    record = run.record
    result: dict[str, Json] = {name: run.said(name) for name in ("user", "config_name") if run.said(name)}
    atoms = argument(record, "input_atoms")
    if isinstance(atoms, Table):
        ids: dict[str, Json] = {text(key) or "": text(item) for key, item in atoms.entries if text(key) and text(item)}
        if ids:
            result["input_atoms"] = ids
    if not run.is_sweep:
        selected = stages.selected(argument(record, "selected_stages"))
        if selected is not None:
            result["stages"] = list[Json](selected)
        if code.flag(record, "force_rerun"):
            result["force_rerun"] = True
    return result
