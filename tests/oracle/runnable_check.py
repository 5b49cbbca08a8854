"""Hold runnable files against the original: what it builds of a file and what icefloe reads of it must be the same.

    python runnable_check.py PYTHON [FILE…]

`make truth` runs it with the Python of a venv that holds the original. Each difference must stand in
`runnable_faults.toml`, where the reason is given, and each row there must be needed; otherwise it exits with 1. It
writes `docs/results/DATE-runnable-oracle.md`. With files named it prints how those differ, and writes nothing.
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from known_faults import table
from looked import pipelines
from original_asked import HERE, ROOT, Judge, Told, ask, told_dict, told_list, written
from runnable_reading import ours
from runnable_wiring import Wiring, differences, theirs

from icefloe.api import Checked, check
from icefloe.rules import check as rules
from icefloe.survey import Pipeline

PLACES = ("examples/runnable", "tests/dialects/runnable")
_PYTHON = re.compile(r"^\s*(?:from|import)\s+runnable\b", re.MULTILINE)
_YAML = re.compile(r"^dag:", re.MULTILINE)


@dataclass(slots=True)
class Count:
    """How much was compared."""

    files: int = 0
    documents: int = 0
    pipelines: int = 0
    steps: int = 0
    order: int = 0
    values: int = 0
    settings: int = 0
    parameters: int = 0
    holes: int = 0
    stopped: int = 0
    equal: int = 0


def compare(told: Told, checked: Checked, held: tuple[Pipeline, ...], count: Count) -> Iterator[str]:
    """The differences of one file, one line each."""
    count.files += 1
    if told.get("broken"):
        yield f"broken: {told['broken']}"
        return
    stopped = told_dict(told.get("stopped"))
    if stopped:
        count.stopped += 1
        yield f"stopped: {stopped.get('error')}: {_first(str(stopped.get('text')))}"
    left = list(_ours(checked, held))
    for one in map(told_dict, told_list(told.get("pipelines"))):
        wiring = theirs(one)
        mine = _same(wiring, left)
        if mine is None:
            yield f"pipeline at {wiring.file}:{wiring.line}: only theirs, {len(wiring.steps)} steps"
            continue
        left.remove(mine)
        yield from _pipeline(wiring, _named(mine, one), count)
    if not stopped:
        # Icefloe says of a file that only uses the pipelines of another what those are.
        left = [one for one in left if told.get("pipelines") or str(told.get("file", one.file)).endswith(one.file)]
        yield from (f"pipeline at {one.file}:{one.line}: only ours, {len(one.steps)} steps" for one in left)
        for problem in map(told_dict, told_list(told.get("errors")) if left else ()):
            text = _first(str(problem.get("text")))
            yield f"function {problem.get('function')} stopped: {problem.get('error')}: {text}"


def _ours(checked: Checked, held: tuple[Pipeline, ...]) -> Iterator[Wiring]:
    """Our pipelines, each with what is said of it and with what is said of the file."""
    of_one = {finding.message for pipeline in held for finding in pipeline.findings}
    of_file = [finding for finding in checked.findings if finding.message not in of_one]
    for p in held:
        yield ours(p.graph, (*rules(p.graph, p.types), *p.findings, *of_file))


def _first(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines()[:2])


def _same(wiring: Wiring, left: Sequence[Wiring]) -> Wiring | None:
    """Ours that is written where theirs is, or else the first that has the same steps."""
    at = [one for one in left if (one.file, one.line) == (wiring.file, wiring.line)]
    return next(iter(at), None) or next(
        (one for one in left if one.steps and set(one.steps) == set(wiring.steps)), None
    )


def _named(mine: Wiring, told: Told) -> Wiring:
    """Ours, with the step of a job called as the original's probe calls it."""
    if not told.get("job") or len(mine.steps) != 1:
        return mine
    return mine.renamed(mine.steps[0], "job")


def _pipeline(wiring: Wiring, mine: Wiring, count: Count) -> Iterator[str]:
    lines = [f"{wiring.line}: {line}" for line in differences(wiring, mine)]
    count.pipelines += 1
    count.equal += not lines
    count.holes += bool(mine.unknown)
    if not mine.unknown:
        count.steps += len(wiring.steps)
        count.order += len(wiring.order) + len(wiring.failures)
        count.values += len(wiring.bound) + len(wiring.reads & wiring.offered.keys())
        count.settings += sum(len(settings) for settings in wiring.settings.values())
        count.parameters += len(wiring.parameters)
    yield from lines


def collected(folder: Path) -> Iterator[tuple[str, Path]]:
    """The runnable files of the tree, and the blocks of runnable's pages, completed and written into a folder."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if runnable(path):
                yield path.relative_to(ROOT).as_posix(), path
    sys.path.append(str(ROOT / "tests" / "pages"))
    from page_blocks import ALL_PAGES, FOLDER, blocks

    for block in (block for page in ALL_PAGES for block in blocks(page)):
        path = folder / block.id / "block.py"
        path.parent.mkdir()
        (path.parent / "pyproject.toml").write_text("", encoding="utf-8")
        path.write_text(block.complete, encoding="utf-8")
        for name in block.beside:
            text = (FOLDER / "blocks" / block.page / "beside" / name).read_text(encoding="utf-8")
            (path.parent / name).write_text(text, encoding="utf-8")
        if runnable(path):
            yield block.id, path


def runnable(path: Path) -> bool:
    """Tell whether a file may be one of runnable's: Python that imports it, or YAML with a `dag`."""
    pattern = {".py": _PYTHON, ".yaml": _YAML, ".yml": _YAML}.get(path.suffix)
    return pattern is not None and pattern.search(path.read_text(encoding="utf-8", errors="replace")) is not None


def main(python: str, named: Sequence[str]) -> int:
    """Compare; gives the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        cases = [(name, Path(name).resolve()) for name in named] or list(collected(Path(folder)))
        return compared(python, cases, write=not named)


def compared(python: str, cases: Sequence[tuple[str, Path]], *, write: bool) -> int:
    """Compare files, each with the name that the table of faults calls it by; gives the exit code."""
    about, answers = ask(python, "runnable_probe.py", [path for _, path in cases])
    judge = Judge("runnable_faults.toml", table(HERE / "runnable_faults.toml") if write else ())
    count = Count()
    for (name, path), told in zip(cases, answers, strict=True):
        checked = check([str(path)])
        count.documents += path.suffix != ".py"
        # A row may leave out the line of the pipeline.
        judge.hears(
            name,
            compare(told, checked, pipelines(path), count),
            frozenset(finding.code for finding in checked.findings),
        )
    stale = judge.stale()
    text = report(about, count, judge)
    if write:
        written("runnable-oracle", "runnable files against the original", text)
    else:
        sys.stdout.write(text)
    return 1 if judge.unexplained or stale or not count.equal else 0


def report(about: Told, count: Count, judge: Judge) -> str:
    """The result in words."""
    lines = [
        f"{count.files} files, {count.documents} of them YAML, built by runnable {about.get('version')} on Python",
        f"{about.get('python')} and read by icefloe: {count.pipelines} pipelines and jobs that both have,",
        f"{count.steps} steps, {count.order} edges of order and failure, {count.values} values that reach a parameter,",
        f"{count.settings} settings and {count.parameters} parameters of files held against each other.",
        "",
        f"* {count.equal} pipelines are equal in everything: steps, order, ends, values, settings, parameters.",
        f"* {count.stopped} files stop in the original before their end.",
        f"* {count.holes} pipelines cannot be read whole by icefloe, which says so (FLO103).",
        *judge.lines(),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit((__doc__ or "").split("\n\n")[1].strip())
    sys.exit(main(sys.argv[1], sys.argv[2:]))
