"""What changed in what a step runs: functions, commands, and the bodies inside it."""

from collections.abc import Iterator, Mapping

from icefloe.diff.fields import always, arrow, field_changes
from icefloe.diff.level import Found, Level
from icefloe.diff.pairing import paired
from icefloe.diff.step import binding_changes, code_changes
from icefloe_schema import words
from icefloe_schema.codec import to_json
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import escape
from icefloe_schema.plan import (
    Body,
    DynamicRun,
    LoopRun,
    MapRun,
    ParallelRun,
    PlanRun,
    PythonRun,
    Run,
    Step,
    SwitchRun,
)
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One body of a step: what it is called, its address below the step's, its number among the step's bodies."""

    key: str
    label: str
    address: str
    index: int
    body: Body


def insides(step: Step) -> tuple[Inside, ...]:
    """The bodies of a step, as its places list them: what it runs, then what runs when it has failed."""
    failure = step.policy.on_failure
    found = [*_bodies(step.run)]
    if failure is not None and failure.handler is not None:
        found.append(("handler", "on failure", "handler", failure.handler))
    return tuple(
        Inside(key=key, label=label, address=address, index=index, body=body)
        for index, (key, label, address, body) in enumerate(found)
    )


def _bodies(run: Run) -> Iterator[tuple[str, str, str, Body]]:
    match run:
        case PlanRun(body=body) | MapRun(body=body) | LoopRun(body=body):
            yield "body", "", "body", body
        case ParallelRun(branches=branches):
            for branch in branches:
                yield f"branch {branch.name}", branch.name, f"branch/{escape(branch.name)}", branch.body
        case SwitchRun(cases=cases, default=default):
            for index, case in enumerate(cases):
                yield f"case {words.literal(case.value)}", str(case.value), f"case/{index}", case.body
            if default is not None:
                yield "default", "default", "default", default
        case DynamicRun(template=Body() as template):
            yield "body", "", "body", template
        case _:
            return


def run_changes(level: Level, old: Step, new: Step) -> Iterator[Found]:
    """The changes of what a step runs, but for those inside its bodies."""
    first, second = words.runs(old.run), words.runs(new.run)
    if old.run.tag != new.run.tag:
        text = f"runs: {arrow(first, second)}"
        yield level.change("runs", "changed", "behaviour", text, at="run", old=first, new=second)
        return
    functions = tuple(_function(one.run) for one in (old, new))
    if functions[0] != functions[1]:
        text = f"runs: {arrow(first, second)}"
        yield level.change("runs", "changed", "behaviour", text, at="run.function", old=first, new=second)
    if isinstance(old.run, PythonRun | DynamicRun) and isinstance(new.run, PythonRun | DynamicRun):
        refs = (old.run.function, new.run.function)
        if functions[0] == functions[1] or level.codes.does_same(*refs):
            yield from code_changes(level, "", words.code(functions[1]), "run", refs)
    if isinstance(old.run, PythonRun) and isinstance(new.run, PythonRun):
        configs = tuple(
            () if one.run.config is None else (one.run.config,) for one in (old, new) if isinstance(one.run, PythonRun)
        )
        yield from binding_changes(level, configs[0], configs[1], "run.config")
    if isinstance(old.run, MapRun) and isinstance(new.run, MapRun):
        yield from _reducer(level, old.run, new.run)
    yield from _values(level, old.run, new.run)
    yield from field_changes(level, _plain(old.run), _plain(new.run), always("runs", "behaviour"), prefix="run")


def _function(run: Run) -> str:
    return words.function(run.function) if isinstance(run, PythonRun | DynamicRun) else ""


def _values(level: Level, old: Run, new: Run) -> Iterator[Found]:
    """The values that decide what runs: the list of a map, the value of a switch, the end of a loop."""
    names = level.aliases
    if isinstance(old, LoopRun) and isinstance(new, LoopRun):  # what ends a loop looks into its body
        names = names.inside(old.body, new.body)
    for name, label in (("over", "runs for each of"), ("on", "switches on"), ("until", "goes on until")):
        before, after = getattr(old, name, None), getattr(new, name, None)
        if before is None or after is None or names.same(before, after):
            continue
        first, second = words.value(before), words.value(after)
        text = f"{label}: {arrow(first, second)}"
        yield level.change("rewired", "changed", "behaviour", text, at=f"run.{name}", old=first, new=second)


def _reducer(level: Level, old: MapRun, new: MapRun) -> Iterator[Found]:
    first, second = (
        "" if one.reducer is None else one.reducer if isinstance(one.reducer, str) else words.function(one.reducer)
        for one in (old, new)
    )
    if first != second:
        text = f"the results are reduced by: {arrow(first, second)}"
        yield level.change("runs", "changed", "behaviour", text, at="run.reducer", old=first, new=second)
    elif not isinstance(old.reducer, str | None) and not isinstance(new.reducer, str | None):
        yield from field_changes(
            level, to_json(old.reducer), to_json(new.reducer), always("runs", "behaviour"), prefix="run.reducer"
        )
        yield from code_changes(level, "/reducer", f"the reducer {words.code(second)}", "reducer")


#: What is compared by itself.
_APART = frozenset(
    ("body", "branches", "cases", "config", "default", "kind", "on", "over", "reducer", "template", "until")
)
_ADDRESS = frozenset(("module", "qualname", "ordinal"))


def _plain(run: Run) -> dict[str, Json]:
    """What a step runs without what is compared by itself."""
    found = {key: value for key, value in to_json(run).items() if key not in _APART}
    function = found.get("function")
    if isinstance(function, Mapping):
        found["function"] = {key: value for key, value in function.items() if key not in _ADDRESS}
    return found


def body_pairs(old: Step, new: Step) -> Iterator[tuple[Inside | None, Inside | None]]:
    """The bodies of a step on both sides, by branch, case or role; by none if the step runs something else now."""
    if old.run.tag == new.run.tag:
        for _, before, after in paired(insides(old), insides(new), lambda one: one.key):
            yield before, after
        return
    first, second = (tuple(one for one in insides(step) if one.key == "handler") for step in (old, new))
    for _, before, after in paired(first, second, lambda one: one.key):
        yield before, after
