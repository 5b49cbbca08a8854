"""A workflow in the words that the original and icefloe share, and how two of them differ."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from original_asked import Told, told_dict, told_list

from icefloe_schema.jsonvalue import Json

Section = Mapping[str, object]
RUN = "@"
"""In place of a step: the atom is one that the run is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run that a program asks for: the section of each step as it arrives, and the steps that were selected.

    `given` are the sections as they are written, where a class completes them: to be held against `sections`.
    """

    line: int = 0
    sections: Mapping[str, object] = field(default_factory=dict[str, object])
    stages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One workflow.

    `order` is that of a run. `given` says for each step, by the name of each atom, which step made it and of what
    type it is. `levels` are the steps that could run at the same time. `refused` is why it cannot run, empty if it
    can; `late` tells that the original refuses it only because its steps stand in another order. `no_graph` is why it
    has no graph: what the original says, or the findings that tell of it.
    """

    name: str
    line: int
    order: tuple[str, ...] = ()
    given: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict[str, Mapping[str, tuple[str, str]]])
    made: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    functions: Mapping[str, str] = field(default_factory=dict[str, str])
    bound: Mapping[str, Section] = field(default_factory=dict[str, Section])
    levels: tuple[tuple[str, ...], ...] | None = None
    refused: tuple[str, ...] = ()
    late: bool = False
    no_graph: str = ""
    unknown: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    sweep: tuple[Run, ...] | None = None
    at_once: int | None = None


def theirs(told: Told) -> Iterator[Flow]:
    """The workflows of one file as the original tells of them, each with its runs; a sweep is one of its own."""
    runs = [told_dict(one) for one in told_list(told.get("runs"))]
    sweeps = [told_dict(one) for one in told_list(told.get("sweeps"))]
    for number, one in enumerate(map(told_dict, told_list(told.get("workflows")))):
        mine = [run for run in runs if run.get("workflow") == number]
        plain = tuple(_run(run) for run in mine if run.get("sweep") is None)
        swept = [which for which, sweep in enumerate(sweeps) if sweep.get("workflow") == number]
        if one.get("line") or plain:
            yield _workflow(one, plain, _line(one, mine), mine)
        for which in swept:
            all_of_it = tuple(_run(run) for run in mine if run.get("sweep") == which)
            sweep = sweeps[which]
            at_once = sweep.get("at_once")
            yield Flow(
                name=f"{one.get('name')}-sweep",
                line=_int(sweep.get("line")),
                sweep=all_of_it,
                at_once=at_once if isinstance(at_once, int) else None,
            )


def _line(told: Told, runs: Sequence[Told]) -> int:
    """Where a workflow is written; one that is shipped stands where it is first run."""
    return _int(told.get("line")) or next((_int(run.get("line")) for run in runs), 0)


def _refused(runs: Sequence[Told]) -> Iterator[str]:
    """Why the original refuses runs of a file before their first step."""
    for run in runs:
        real = told_dict(run.get("real"))
        if str(real.get("raised")).startswith("ValueError") and not real.get("steps"):
            yield str(real["raised"])


def _workflow(told: Told, runs: tuple[Run, ...], line: int, asked: Sequence[Told]) -> Flow:
    steps = [told_dict(one) for one in told_list(told.get("steps"))]
    dry = told_dict(told.get("dry"))
    given = {
        str(name): {str(atom): _source(source) for atom, source in told_dict(atoms).items()}
        for name, atoms in told_dict(dry.get("given")).items()
    }
    refused = [str(said) for said in (told.get("invalid"), dry.get("raised"), *_refused(asked)) if said]
    levels = told.get("levels")
    return Flow(
        name=str(told.get("name")),
        line=line,
        order=tuple(str(step.get("name")) for step in steps),
        given=given,
        made={str(s.get("name")): {k: str(v) for k, v in told_dict(s.get("outputs")).items()} for s in steps},
        functions={str(step.get("name")): str(step.get("function")) for step in steps},
        bound={str(step.get("name")): told_dict(step.get("bound")) for step in steps},
        levels=None if levels is None else tuple(tuple(map(str, told_list(level))) for level in told_list(levels)),
        refused=tuple(dict.fromkeys(refused)),
        no_graph=str(told.get("not_a_graph") or ""),
        late=bool(told.get("invalid")) and levels is not None and "not available" in str(told.get("invalid")),
        runs=runs,
    )


def _source(told: Json) -> tuple[str, str]:
    step, kind = told_list(told)
    return str(step), str(kind)


def _run(told: Told) -> Run:
    stages = told.get("stages")
    return Run(
        line=_int(told.get("line")),
        sections=told_dict(told.get("config")),
        stages=None if stages is None else tuple(map(str, told_list(stages))),
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def words(value: object) -> str:
    """A value of JSON as one text; 2.0 is 2, for whether a section has one or the other is settled in the run."""
    return json.dumps(_numbered(value), sort_keys=True, ensure_ascii=False)


def _numbered(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _numbered(item) for name, item in value.items()}
    return [_numbered(item) for item in value] if isinstance(value, list) else value


def differences(original: Flow, mine: Flow) -> Iterator[str]:
    """How two workflows differ, one line each; where icefloe does not know, nothing is compared."""
    if mine.unknown:
        yield from (f"unknown: {why}" for why in mine.unknown)
        return
    if original.sweep is not None:
        yield from _sweep(original, mine)
        return
    if bool(original.refused) != bool(mine.refused) and not (original.late and mine.late):
        yield f"refused: theirs {'; '.join(original.refused) or 'no'}, ours {'; '.join(mine.refused) or 'no'}"
    if original.refused or mine.refused:
        return
    yield from _steps(original, mine)
    yield from _runs(original.runs, mine)


def _steps(original: Flow, mine: Flow) -> Iterator[str]:
    if sorted(original.order) != sorted(mine.order):
        yield f"steps: theirs {list(original.order)}, ours {list(mine.order)}"
        return
    if original.order != mine.order:
        yield f"order: theirs {list(original.order)}, ours {list(mine.order)}"
    if bool(original.no_graph) != bool(mine.no_graph):
        yield f"graph: theirs {original.no_graph or 'is one'}, ours {mine.no_graph or 'is one'}"
    if original.levels is not None and original.levels != mine.levels:
        yield f"levels: theirs {original.levels}, ours {mine.levels}"
    for name in original.order:
        what: tuple[tuple[str, object, object], ...] = (
            ("function", original.functions.get(name), mine.functions.get(name)),
            ("atoms", _shown(original.given.get(name)), _shown(mine.given.get(name))),
            ("makes", _shown(original.made.get(name)), _shown(mine.made.get(name))),
            ("bound", words(original.bound.get(name, {})), words(mine.bound.get(name, {}))),
        )
        yield from (f"step {name}: {word}: theirs {a}, ours {b}" for word, a, b in what if a != b)


def _shown(value: Mapping[str, object] | None) -> str:
    return ", ".join(f"{name} = {value[name]}" for name in sorted(value)) if value else "none"


def _runs(runs: Sequence[Run], mine: Flow) -> Iterator[str]:
    different, same = (runs, mine.runs) if len(runs) == len(mine.runs) else (_once(runs), _once(mine.runs))
    if len(different) != len(same) and runs:
        yield f"runs: theirs {len(different)}, ours {len(same)}"
        return
    for number, (a, b) in enumerate(zip(different, same, strict=False)):
        yield from _sections(f"run {number}", a, b)


def _once(runs: Sequence[Run]) -> list[Run]:
    """The runs that differ in their sections: a plan has those once."""
    return list({words(run.sections): run for run in runs}.values())


def _sweep(original: Flow, mine: Flow) -> Iterator[str]:
    theirs_, ours_ = original.sweep or (), mine.sweep or ()
    if original.at_once != mine.at_once:
        yield f"at once: theirs {original.at_once}, ours {mine.at_once}"
    if len(theirs_) != len(ours_):
        yield f"points: theirs {len(theirs_)}, ours {len(ours_)}"
        return
    for number, (a, b) in enumerate(zip(theirs_, ours_, strict=True)):
        yield from _sections(f"point {number}", a, b)


def _sections(what: str, original: Run, mine: Run) -> Iterator[str]:
    for step, section in original.sections.items():
        has = mine.sections.get(step)
        if section is None and has in (None, {}):
            continue
        if words(section) != words(has):
            yield f"{what}: section {step}: theirs {words(section)}, ours {words(has)}"
