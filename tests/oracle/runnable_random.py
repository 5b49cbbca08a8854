"""Let runnable and Icefloe judge random programs that build pipelines: both must refuse the same ones.

    python runnable_random.py PYTHON [COUNT [FIRST]]

`make truth` runs it with the Python of a venv that holds runnable. A program is a number of lines that make tasks,
copies and pipelines, and change them; the original runs it line by line, Icefloe reads what stands up to the first line
that fails. Exits with 1 and prints each program on which they differ.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from icefloe.dialects.runnable import DIALECT
from icefloe.survey import Survey

HEAD = """\
import functools
from runnable import (
    AsyncPipeline, AsyncPythonTask, Catalog, Conditional, Loop, Map, NotebookTask, Parallel, Pipeline, PythonTask,
    ShellTask, Stub, Success, json, metric, pickled,
)
def f():
    return 1
def g(x=1):
    return x
"""
PROBE = """
import contextlib, io, json, sys
given = json.load(sys.stdin)
start = {"__name__": "__main__"}
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    exec(given["head"], start)
found = []
for program in given["programs"]:
    names, failed = dict(start), 0
    for at, line in enumerate(program, 1):
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(line, names)
        except Exception:
            failed = at
            break
    found.append(failed)
print(json.dumps(found))
"""
# What the original takes without a word, or finds only when a task runs.
SILENT = {"FLO184", "FLO185", "FLO186", "FLO192", "FLO194"}
SHAPE = {"FLO105", "FLO106", *(f"FLO{number}" for number in range(180, 200))} - SILENT
TASKS = ("PythonTask",) * 4 + ("Stub", "ShellTask", "NotebookTask", "Parallel", "Map", "Conditional", "Loop")
OWN = {
    "PythonTask": ("function=f",),
    "ShellTask": ("command='ls'",),
    "NotebookTask": ("notebook='a.ipynb'",) * 9 + ("notebook='a.py'",),
    "Map": ("iterate_on='l', iterate_as='i'",),
    "Loop": ("max_iterations=2, break_on='d', index_as='I'",) * 9 + ("max_iterations=2.5, break_on='d', index_as='I'",),
    "Conditional": ("parameter='x'",),
}
RETURNS = ("['x']", "[pickled('x')]", "('x', metric('m'))", "[]", "[json('x')]", "[1]")


class Writer:
    """Writes one random program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.tasks: list[str] = []
        self.chains: list[str] = []

    def program(self) -> list[str]:
        """Its lines."""
        for _ in range(self.random.randint(3, 9)):
            self.line()
        last = self.random.sample(self.tasks, min(len(self.tasks), 3))
        self.lines.append(f"last = Pipeline(steps=[{', '.join(last)}])")
        return self.lines

    def likely(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def line(self) -> None:
        """One more line."""
        kind = self.random.random()
        if kind < 0.45 or len(self.tasks) < 2:
            self.named(self.task(), self.tasks)
        elif kind < 0.68:
            self.named(f"Pipeline(steps=[{', '.join(self.members())}])", self.chains)
        elif kind < 0.75:
            self.named(f"{self.random.choice(self.tasks)}.as_pipeline()", self.chains)
        elif kind < 0.81:
            copied = self.random.choice(self.tasks)
            self.named(f"{copied}.model_copy(update={{'name': {self.name()!r}}})", self.tasks)
        else:
            self.lines.append(self.change())

    def named(self, value: str, among: list[str]) -> None:
        """Give a value a name."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {value}")
        among.append(name)

    def name(self) -> str:
        """The name of a task: mostly one that no other has."""
        if self.likely(0.9):
            return f"t{len(self.lines)}"
        return self.random.choice(["a", "b", "x y", "dot.ted", "success", "100%"])

    def members(self) -> list[str]:
        """Some tasks."""
        if self.likely(0.04):
            return [self.random.choice([*self.tasks, *self.chains, "None", "Success()", "f"]) for _ in range(2)]
        return self.random.sample(self.tasks, self.random.randint(1, min(len(self.tasks), 3)))

    def chain(self) -> str:
        """A pipeline."""
        if self.chains and self.likely(0.6):
            return self.random.choice(self.chains)
        if self.tasks and self.likely(0.3):
            return f"{self.random.choice(self.tasks)}.as_pipeline()"
        return "Pipeline(steps=[Stub(name='s')])"

    def task(self) -> str:
        """A call that makes a task."""
        word = self.random.choice(TASKS)
        given = [f"name={self.name()!r}", *([self.random.choice(OWN[word])] if word in OWN else [])]
        if word in {"Parallel", "Conditional"}:
            keys = self.random.sample("xyz", self.random.randint(1, 2))
            given.append(f"branches={{{', '.join(f'{key!r}: {self.chain()}' for key in keys)}}}")
        if word in {"Map", "Loop"}:
            given.append(f"branch={self.chain()}")
        if word.endswith("Task") and self.likely(0.3):
            given.append(f"returns={self.random.choice(RETURNS)}")
        if self.likely(0.2):
            given.append(f"on_failure={self.chain()}")
        for end in ("success", "failure"):
            given += [f"terminate_with_{end}=True"] if self.likely(0.02) else []
        given += ["retries=3"] if self.likely(0.01) else []
        given += ["next_node='b'"] if self.likely(0.01) else []
        if self.likely(0.01):
            given.pop(self.random.randrange(len(given)))
        return f"{word}({', '.join(given)})"

    def change(self) -> str:
        """A line that changes a task."""
        one = self.random.choice(self.tasks)
        return self.random.choice([
            f"{one} >> {self.random.choice(self.tasks)}",
            f"{one}.on_failure = {self.chain()}",
            f"{one}.on_failure = {self.chain()}",
            f"{one}.name = {self.name()!r}",
            f"{one}.returns = [json('q')]",
            f"{one}.terminate_with_failure = True",
        ])  # fmt: skip


def refused(program: list[str], folder: Path) -> list[str]:
    """The codes that tell of something that runnable refuses."""
    (folder / "main.py").write_text(HEAD + "\n".join(program) + "\n", encoding="utf-8")
    return sorted({finding.code for finding in Survey(folder, (DIALECT,)).file("main.py").findings} & SHAPE)


def main(python: str, count: int = 1_000, first: int = 0) -> int:
    """Judge, and say where the two differ."""
    programs = [Writer(seed).program() for seed in range(first, first + count)]
    given = json.dumps({"head": HEAD, "programs": programs})
    done = subprocess.run([python, "-c", PROBE], input=given, capture_output=True, text=True, check=True)
    verdicts: list[int] = json.loads(done.stdout.splitlines()[-1])
    counted: Counter[tuple[bool, bool]] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "pyproject.toml").write_text("")
        for program, failed in zip(programs, verdicts, strict=True):
            kept = program[:failed] if failed else program
            codes = refused(kept, Path(scratch))
            counted[(failed > 0, bool(codes))] += 1
            if (failed > 0) != bool(codes):
                sys.stdout.write(f"line {failed} fails in the original, here {codes}:\n" + "\n".join(kept) + "\n\n")
    both, neither = counted[(True, True)], counted[(False, False)]
    sys.stdout.write(
        f"{count} programs: {both} refused by both, {neither} by neither, {count - both - neither} differ\n"
    )
    return int(both + neither != count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(one) for one in sys.argv[2:])))
