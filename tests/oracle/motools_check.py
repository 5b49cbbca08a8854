"""Hold motools files against the original: what it builds and runs of a file must be what icefloe reads.

    python motools_check.py [FILE…]

`make truth` runs it. The original is no package: `ICEFLOE_MOTOOLS` names a folder that holds `motools`, else `pip` gets
it from its repository; where neither is there, it says so and exits with 77. Each difference must stand in
`motools_differences.toml`, where the reason is given, and each row there must be needed; otherwise it exits with 1. It
writes `docs/results/DATE-motools-oracle.md`. With files named it prints how those differ, and writes nothing.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from known_faults import table
from looked import pipelines
from motools_original import MOTOOLS
from motools_programs import Writer
from motools_reading import ours
from motools_wiring import Flow, differences, theirs
from original_asked import HERE, ROOT, Judge, Told, ask, told_dict, told_list, written
from originals_kept import Ready, ready

from icefloe.api import Checked, Compiled, check, compile_
from icefloe.findings import Severity
from icefloe.project import ProjectError
from icefloe.rules import check as rules
from icefloe.survey import Pipeline
from icefloe_runtimes.local.resume.naming import selected
from icefloe_runtimes.step.errors import UsageError

PLACES = ("examples/motools", "tests/dialects/motools")
RANDOM = 200


@dataclass(slots=True)
class Count:
    """How much was compared."""

    files: int = 0
    workflows: int = 0
    steps: int = 0
    atoms: int = 0
    runs: int = 0
    points: int = 0
    sections: int = 0
    refused: int = 0
    holes: int = 0
    stopped: int = 0
    selections: int = 0
    equal: int = 0


def compare(told: Told, compiled: Compiled | Checked, held: tuple[Pipeline, ...], count: Count) -> Iterator[str]:
    """The differences of one file, one line each."""
    count.files += 1
    if told.get("broken"):
        yield f"broken: {told['broken']}"
        return
    stopped = told_dict(told.get("stopped"))
    if stopped:
        count.stopped += 1
        yield f"stopped: {stopped.get('error')}: {_first(stopped.get('text'))}"
    left = list(_ours(compiled, held))
    for flow in theirs(told):
        mine = _same(flow, left)
        if mine is None:
            yield f"{flow.line}: {flow.name}: only theirs, {len(flow.order)} steps"
            continue
        left.remove(mine)
        yield from (f"{flow.line}: {line}" for line in _pipeline(flow, mine, count))
    refused = {str(told_dict(one).get("name")) for one in told_list(told.get("refused"))}
    for mine in left:
        if mine.name in refused:
            count.refused += bool(mine.refused)
            if not mine.refused:
                yield f"{mine.line}: {mine.name}: refused by theirs alone"
        elif not stopped:
            yield f"{mine.line}: {mine.name}: only ours, {len(mine.order)} steps"
    for problem in map(told_dict, told_list(told.get("errors")) if left else ()):
        yield f"function {problem.get('function')} stopped: {problem.get('error')}: {_first(problem.get('text'))}"


def _first(text: object) -> str:
    return (str(text).splitlines() or [""])[0]


def _ours(compiled: Compiled | Checked, held: tuple[Pipeline, ...]) -> Iterator[Flow]:
    checked = compiled.checked if isinstance(compiled, Compiled) else compiled
    made = compiled.plans if isinstance(compiled, Compiled) else ()
    of_one = {finding.message for pipeline in held for finding in pipeline.findings}
    of_file = [finding for finding in checked.findings if finding.message not in of_one]
    mine = [pipeline for pipeline in held if pipeline.graph.dialect == "motools"]
    schemas = {one.graph.name: {known.name: known.schema for known in one.graph.parameters} for one in mine}
    for pipeline in mine:
        said = (*rules(pipeline.graph, pipeline.types), *pipeline.findings, *of_file)
        plans = [one.plan for one in made if one.pipeline.graph == pipeline.graph]
        order = tuple(step.id for step in plans[0].steps) if plans else None
        swept = schemas.get(pipeline.graph.name.removesuffix("-sweep"), {})
        yield ours(pipeline.graph, said, order, swept)


def _same(flow: Flow, left: Sequence[Flow]) -> Flow | None:
    """Ours that is written where theirs is, or else the first of its name."""
    kind = [one for one in left if (one.sweep is None) == (flow.sweep is None)]
    at = [one for one in kind if one.line == flow.line and one.name == flow.name]
    return next(iter(at), None) or next((one for one in kind if one.name == flow.name), None)


def _pipeline(flow: Flow, mine: Flow, count: Count) -> Iterator[str]:
    lines = list(differences(flow, mine))
    count.workflows += flow.sweep is None
    count.equal += not lines
    count.holes += bool(mine.unknown)
    count.refused += bool(flow.refused and (mine.refused or mine.late))
    if not mine.unknown:
        count.steps += len(flow.order)
        count.atoms += sum(map(len, flow.given.values()))
        count.runs += len(flow.runs)
        count.points += len(flow.sweep or ())
        count.sections += sum(len(run.sections) for run in (*flow.runs, *(flow.sweep or ())))
    yield from lines


def read(path: Path) -> tuple[Compiled | Checked, frozenset[str]]:
    """What icefloe makes of a file: plans where it makes some."""
    try:
        compiled = compile_(str(path))
    except ProjectError:
        checked = check([str(path)])
        return checked, frozenset(finding.code for finding in checked.findings)
    return compiled, frozenset(finding.code for finding in compiled.checked.findings)


def collected(folder: Path) -> Iterator[tuple[str, Path]]:
    """The motools files of the tree, and random programs, written into a folder."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            if "motools" in path.read_text(encoding="utf-8", errors="replace"):
                yield path.relative_to(ROOT).as_posix(), path
    for seed in range(RANDOM):
        path = folder / f"random_{seed}" / "flow.py"
        path.parent.mkdir()
        (path.parent / "pyproject.toml").write_text("", encoding="utf-8")
        writer = Writer(seed)
        path.write_text(writer.program(), encoding="utf-8")
        for name, text in writer.files.items():
            (path.parent / name).write_text(text, encoding="utf-8")
        yield f"random {seed}", path


def selections(about: Told, count: Count) -> Iterator[str]:
    """How what the original selects of four stages differs from what `--stages` selects."""
    for text, told in told_dict(about.get("stages")).items():
        count.selections += 1
        try:
            mine: object = selected(text, list("abcd"))
        except UsageError:
            mine = "ValueError"
        theirs_ = "ValueError" if isinstance(told, str) else sorted(map(str, told_list(told)))
        if (sorted(mine) if isinstance(mine, list | tuple) else mine) != theirs_:
            yield f"stages {text!r}: theirs {told}, ours {mine}"


def main(named: Sequence[str]) -> int:
    """Compare; gives the exit code."""
    original = ready(MOTOOLS)
    with tempfile.TemporaryDirectory() as folder:
        cases = [(name, Path(name).resolve()) for name in named] or list(collected(Path(folder)))
        return compared(original, cases, write=not named)


def compared(original: Ready, cases: Sequence[tuple[str, Path]], *, write: bool) -> int:
    """Compare files, each with the name that the table of differences calls it by; gives the exit code."""
    about, answers = ask(original.python, "motools_probe.py", [path for _, path in cases], original.environment)
    judge = Judge("motools_differences.toml", table(HERE / "motools_differences.toml") if write else ())
    count, wrong = Count(), 0
    for (name, path), told in zip(cases, answers, strict=True):
        made, codes = read(path)
        judge.hears(name, compare(told, made, pipelines(path), count), codes)
        checked = made.checked if isinstance(made, Compiled) else made
        wrong += any(finding.severity is Severity.ERROR for finding in checked.findings)
    judge.hears("stage selection", selections(about, count), frozenset())
    stale = judge.stale()
    text = report(about, original, count, wrong, judge)
    if write:
        written("motools-oracle", "motools files against the original", text)
    else:
        sys.stdout.write(text)
    return 1 if judge.unexplained or stale or not count.equal else 0


def report(about: Told, original: Ready, count: Count, wrong: int, judge: Judge) -> str:
    """The result in words."""
    lines = [
        f"{count.files} files, {RANDOM} of them random programs, built and run by motools {about.get('version')}",
        f"({original.told}) on Python {about.get('python')} and read by icefloe: {count.workflows} workflows that",
        f"both have, {count.steps} steps, {count.atoms} atoms that reach a step, {count.runs} runs and",
        f"{count.points} points of sweeps with {count.sections} sections of configurations,",
        f"{count.selections} selections of stages.",
        "",
        f"* {count.equal} workflows and sweeps are equal in everything: steps, order, levels, atoms and their makers,",
        "  functions, bound arguments, sections as each step receives them.",
        f"* {count.refused} are refused by both (the original before or in a run); icefloe refuses {wrong} files.",
        f"* {count.stopped} files stop in the original before their end.",
        f"* {count.holes} cannot be read whole by icefloe, which says so (FLO103).",
        *judge.lines(),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
