"""Hold fastflow files against the original: what it builds and runs of a file must be what icefloe reads and runs.

    python fastflow_check.py [FILE…]

`make truth` runs it. The original is no package: `ICEFLOE_FASTFLOW` names a folder that holds `src/fastflow`, else
`pip` gets it from its repository; where neither is there, it says so and exits with 77. Each difference must stand in
`fastflow_differences.toml`, where the reason is given, and each row there must be needed; otherwise it exits with 1. It
writes `docs/results/DATE-fastflow-oracle.md`. With files named it prints how those differ, and writes nothing.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastflow_original import FASTFLOW
from fastflow_programs import RUNNING, Writer
from fastflow_reading import ours
from fastflow_runs import run_differences
from fastflow_wiring import Wiring, differences, drawn, executed, flowing, plainer
from known_faults import table
from looked import pipelines
from original_asked import HERE, ROOT, Judge, Told, ask, told_dict, told_list, written
from originals_kept import Ready, ready

from icefloe.api import Checked, Compiled, check, compile_
from icefloe.findings import Severity
from icefloe.project import ProjectError
from icefloe.rules import check as rules
from icefloe.survey import Pipeline

PLACES = ("examples/fastflow", "tests/dialects/fastflow")
RANDOM = 300
RUN_OF_RANDOM = 5
"""Every fifth random program is also run here, for each step is a process; and each that fails in a run."""


@dataclass(slots=True)
class Count:
    """How much was compared."""

    files: int = 0
    executors: int = 0
    drawings: int = 0
    steps: int = 0
    inputs: int = 0
    nodes: int = 0
    arrows: int = 0
    runs: int = 0
    results: int = 0
    branches: int = 0
    refused: int = 0
    holes: int = 0
    stopped: int = 0
    equal: int = 0


def compare(
    told: Told,
    compiled: Compiled | Checked,
    held: tuple[Pipeline, ...],
    count: Count,
    about: Told,
    *,
    runs: bool = False,
) -> Iterator[str]:
    """The differences of one file, one line each; `about` is what the original says of itself."""
    count.files += 1
    if told.get("broken"):
        yield f"broken: {told['broken']}"
        return
    stopped = told_dict(told.get("stopped"))
    if stopped:
        count.stopped += 1
        yield f"stopped: {stopped.get('error')}: {stopped.get('text')}"
    left = list(_ours(compiled, held))
    for wiring, one in _theirs(told):
        mine = _same(wiring, left)
        if mine is None:
            yield f"{wiring.line}: {wiring.name}: only theirs, {len(wiring.runs)} steps, {len(wiring.nodes)} nodes"
            continue
        left.remove(mine)
        lines = _pipeline(plainer(wiring, about), plainer(mine, about), count)
        yield from (f"{wiring.line}: {line}" for line in lines)
        if runs and one is not None and isinstance(compiled, Compiled) and not wiring.refused:
            yield from (f"{wiring.line}: {line}" for line in run_differences(one, wiring, compiled, count))
    # An editor without nodes is nothing to the original; what it would have built is not there if it stopped before.
    left = [mine for mine in left if (mine.runs or mine.nodes) and not stopped]
    yield from (f"{mine.line}: {mine.name}: only ours, {len(mine.runs)} steps" for mine in left)
    for problem in map(told_dict, told_list(told.get("errors"))) if left else ():
        yield f"function {problem.get('function')} stopped: {problem.get('error')}: {problem.get('text')}"


def _ours(compiled: Compiled | Checked, held: tuple[Pipeline, ...]) -> Iterator[Wiring]:
    checked = compiled.checked if isinstance(compiled, Compiled) else compiled
    made = compiled.plans if isinstance(compiled, Compiled) else ()
    of_one = {finding.message for pipeline in held for finding in pipeline.findings}
    of_file = [finding for finding in checked.findings if finding.message not in of_one]
    for pipeline in held:
        if pipeline.graph.dialect == "fastflow":
            said = (*rules(pipeline.graph, pipeline.types), *pipeline.findings, *of_file)
            plans = [one.plan for one in made if one.pipeline.graph == pipeline.graph]
            order = tuple(step.id for step in plans[0].steps) if plans else None
            yield ours(pipeline.graph, said, order)


def _theirs(told: Told) -> Iterator[tuple[Wiring, Told | None]]:
    """Each executor with the drawing of its id, and each drawing that shows no executor."""
    executors = [told_dict(one) for one in told_list(told.get("executors"))]
    editors = [told_dict(one) for one in told_list(told.get("editors"))]
    shown = {str(one.get("graph")) for one in executors}
    for one in executors:
        editor = next(
            (other for other in editors if other.get("graph") == one.get("graph") and other.get("nodes")), None
        )
        wiring = executed(one)
        yield (wiring if editor is None else drawn(editor, wiring)), one
    for editor in editors:
        if str(editor.get("graph")) not in shown and editor.get("nodes"):
            yield drawn(editor), None
    flows = {str(one.get("id")): one for one in map(told_dict, told_list(told.get("flows"))) if one.get("nodes")}
    yield from ((flowing(one), None) for one in flows.values())


def _same(wiring: Wiring, left: Sequence[Wiring]) -> Wiring | None:
    """Ours that is written where theirs is, or else the first of its name."""
    at = [one for one in left if one.line == wiring.line]
    return next(iter(at), None) or next((one for one in left if one.name == wiring.name), None)


def _pipeline(wiring: Wiring, mine: Wiring, count: Count) -> Iterator[str]:
    lines = list(differences(wiring, mine))
    count.executors += bool(wiring.runs)
    count.drawings += bool(wiring.nodes)
    count.equal += not lines
    count.holes += bool(mine.unknown)
    count.refused += bool(wiring.refused and mine.refused)
    if not mine.unknown:
        count.steps += len(wiring.runs)
        count.inputs += sum(map(len, wiring.inputs.values()))
        count.nodes += len(wiring.nodes)
        count.arrows += len(wiring.arrows)
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
    """The fastflow files of the tree, and random programs, written into a folder."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            text = path.read_text(encoding="utf-8", errors="replace")
            if "fastflow" in text:
                yield path.relative_to(ROOT).as_posix(), path
    for name, text in ((f"random {seed}", Writer(seed).program()) for seed in range(RANDOM)):
        path = folder / name.replace(" ", "_") / "page.py"
        path.parent.mkdir()
        (path.parent / "pyproject.toml").write_text("", encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        yield name, path


def is_run(name: str) -> bool:
    """Tell whether a program is also run here."""
    seed = name.removeprefix("random ")
    return seed == name or int(seed) % RUN_OF_RANDOM == 0 or Writer(int(seed)).fault in RUNNING


def main(named: Sequence[str]) -> int:
    """Compare; gives the exit code."""
    original = ready(FASTFLOW)
    with tempfile.TemporaryDirectory() as folder:
        cases = [(name, Path(name).resolve()) for name in named] or list(collected(Path(folder)))
        return compared(original, cases, write=not named)


def compared(original: Ready, cases: Sequence[tuple[str, Path]], *, write: bool) -> int:
    """Compare files, each with the name that the table of faults calls it by; gives the exit code."""
    about, answers = ask(original.python, "fastflow_probe.py", [path for _, path in cases], original.environment)
    judge = Judge("fastflow_differences.toml", table(HERE / "fastflow_differences.toml") if write else ())
    count, wrong = Count(), 0
    for (name, path), told in zip(cases, answers, strict=True):
        made, codes = read(path)
        judge.hears(name, compare(told, made, pipelines(path), count, about, runs=is_run(name)), codes)
        checked = made.checked if isinstance(made, Compiled) else made
        wrong += any(finding.severity is Severity.ERROR for finding in checked.findings)
    stale = judge.stale()
    text = report(about, original, count, wrong, judge)
    if write:
        written("fastflow-oracle", "fastflow files against the original", text)
    else:
        sys.stdout.write(text)
    return 1 if judge.unexplained or stale or not count.equal else 0


def report(about: Told, original: Ready, count: Count, wrong: int, judge: Judge) -> str:
    """The result in words."""
    lines = [
        f"{count.files} files, {RANDOM} of them random programs, built and run by fastflow {about.get('version')}",
        f"({original.told}) on Python {about.get('python')} and read by icefloe: {count.executors} executors and",
        f"{count.drawings} drawings that both have, {count.steps} steps, {count.inputs} inputs of handlers,",
        f"{count.nodes} nodes and {count.arrows} arrows held against each other.",
        "",
        f"* {count.equal} are equal in everything: steps, order, dependencies, inputs, durations, context, looks.",
        f"* {count.runs} were run by both: {count.results} results of steps and how each step ended were compared;",
        f"  {count.branches} steps were left out here, because their branch was not taken (the original runs all).",
        f"* {count.refused} executors are refused by both (the original when it runs); icefloe refuses {wrong} files.",
        f"* {count.stopped} files stop in the original before their end.",
        f"* {count.holes} pipelines cannot be read whole by icefloe, which says so (FLO103).",
        *judge.lines(),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
