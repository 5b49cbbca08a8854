"""Hold FlowyML files against the original: what it builds of a file and what icefloe reads of it must be the same.

    python flowyml_check.py PYTHON [FILE…]

`make truth` runs it with the Python of a venv that holds the original. Each difference must stand in
`flowyml_faults.toml`, where the reason is given, and each row there must be needed; otherwise it exits with 1. It
writes `docs/results/DATE-flowyml-oracle.md`. With files named it prints how those differ, and writes nothing.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flowyml_wiring import Told, Wiring, differences, inside, ours, theirs, told_list
from known_faults import table
from looked import pipelines
from original_asked import HERE, ROOT, Judge, ask, written

from icefloe.api import check
from icefloe.nested import graphs
from icefloe.rules import check as rules

PLACES = ("examples/flowyml", "tests/dialects/flowyml")


@dataclass(slots=True)
class Count:
    """How much was compared."""

    files: int = 0
    pipelines: int = 0
    nodes: int = 0
    edges: int = 0
    parameters: int = 0
    settings: int = 0
    holes: int = 0
    stopped: int = 0
    equal: int = 0


def compare(path: Path, told: Told, count: Count) -> Iterator[str]:
    """The differences of one file, one line each."""
    count.files += 1
    if told.get("broken"):
        yield f"broken: {told['broken']}"
        return
    stopped = told.get("stopped")
    if isinstance(stopped, dict):
        count.stopped += 1
        yield f"stopped: {stopped.get('error')}: {stopped.get('text')}"
    held = pipelines(path)
    left = [ours(p.graph, rules(p.graph, p.types)) for p in held]
    bodies = [ours(body, ()) for p in held for body in graphs(p.graph) if body is not p.graph]
    for one in told_list(told.get("pipelines")):
        wiring = theirs(one)
        mine = next((other for other in left if other.name == wiring.name), None)
        nested = next((other for other in bodies if other.name == wiring.name), None)
        if mine is not None:
            left.remove(mine)
            lines = list(_pipeline(wiring, mine, count))
            yield from (line for line in lines if not (stopped and line.endswith("only ours")))
        elif nested is not None:
            yield from (f"{wiring.name}: {line}" for line in inside(wiring, nested))
        elif wiring.nodes or wiring.refused:
            yield f"pipeline {wiring.name}: only theirs, {len(wiring.nodes)} steps"
    if not isinstance(stopped, dict):
        yield from (f"pipeline {one.name}: only ours, {len(one.nodes)} steps" for one in left)
        for problem in told_list(told.get("errors")) if left else ():
            yield f"function {problem.get('function')} stopped: {problem.get('error')}: {problem.get('text')}"


def _pipeline(wiring: Wiring, mine: Wiring, count: Count) -> Iterator[str]:
    lines = [f"{wiring.name}: {line}" for line in differences(wiring, mine)]
    count.pipelines += 1
    count.equal += not lines
    count.holes += bool(mine.unknown)
    if not mine.unknown:
        count.nodes += len(wiring.nodes) + len(wiring.branches)
        count.edges += len(wiring.edges)
        count.parameters += len(wiring.parameters)
        count.settings += sum(len(settings) for settings in wiring.settings.values())
    yield from lines


def collected(folder: Path) -> Iterator[tuple[str, Path]]:
    """The FlowyML files of the tree, and the blocks of FlowyML's pages, completed and written into a folder."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            if "flowyml" in path.read_text(encoding="utf-8", errors="replace"):
                yield path.relative_to(ROOT).as_posix(), path
    sys.path.append(str(ROOT / "tests" / "pages"))
    from page_blocks import PAGES, blocks

    for block in (block for page in PAGES for block in blocks(page)):
        path = folder / f"{block.id.replace('-', '_')}.py"
        path.write_text(block.complete, encoding="utf-8")
        yield block.id, path


def main(python: str, named: Sequence[str]) -> int:
    """Compare; gives the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        cases = [(name, Path(name).resolve()) for name in named] or list(collected(Path(folder)))
        return compared(python, cases, write=not named)


def compared(python: str, cases: Sequence[tuple[str, Path]], *, write: bool) -> int:
    """Compare files, each with the name that the table of faults calls it by; gives the exit code."""
    about, answers = ask(python, "flowyml_probe.py", [path for _, path in cases])
    judge = Judge("flowyml_faults.toml", table(HERE / "flowyml_faults.toml") if write else ())
    count = Count()
    for (name, path), told in zip(cases, answers, strict=True):
        checked = check([str(path)])
        judge.hears(name, compare(path, told, count), frozenset(finding.code for finding in checked.findings))
    stale = judge.stale()
    text = report(about, count, judge)
    if write:
        written("flowyml-oracle", "FlowyML files against the original", text)
    else:
        sys.stdout.write(text)
    return 1 if judge.unexplained or stale or not count.equal else 0


def report(about: Told, count: Count, judge: Judge) -> str:
    """The result in words."""
    lines = [
        f"{count.files} files, run by FlowyML {about.get('version')} on Python {about.get('python')} and read by",
        f"icefloe: {count.pipelines} pipelines that both have, {count.nodes} steps, {count.edges} data edges,",
        f"{count.parameters} parameters and {count.settings} settings held against each other.",
        "",
        f"* {count.equal} pipelines are equal in everything: steps, order, edges, parameters, settings.",
        f"* {count.stopped} files stop in the original before their end.",
        f"* {count.holes} pipelines cannot be read whole by icefloe, which says so (FLO103).",
        *judge.lines(),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit((__doc__ or "").split("\n\n")[1].strip())
    sys.exit(main(sys.argv[1], sys.argv[2:]))
