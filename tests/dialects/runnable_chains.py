"""Texts of runnable pipelines, and what is said of them."""

from dataclasses import dataclass

HEAD = """\
import argparse
import os

from runnable import (
    Catalog, Conditional, Loop, Map, Parallel, Pipeline, PythonTask, ShellTask, Stub, pickled,
)

def rates() -> list[float]:
    return [0.1]

def rows() -> list[int]:
    return [1, 2]

def text() -> str:
    return "a"

def number() -> int:
    return 1

def flag() -> bool:
    return True

def both() -> tuple[int, int]:
    return 1, 2

def use(x):
    print(x)

def weak(x=100):
    print(x)

def one(item):
    return item

def task(function, *returns, **more):
    return PythonTask(function=function, name=more.pop("name", function.__name__), returns=list(returns), **more)

"""


@dataclass(frozen=True)
class Said:
    """What is expected: the code, `E`, `W` or `N`, a part of the line of the span, a part of the line of each note."""

    code: str
    severity: str
    at: str
    notes: tuple[str, ...] = ()


def said(found, text: str) -> list[Said]:
    """What is said of a pipeline, but for how it is executed and for what its tasks return."""
    lines = text.splitlines()
    kept = [f for f in found.findings if f.code[:5] not in {"FLO19", "FLO31", "FLO32", "FLO33"}]
    return [
        Said(
            f.code,
            f.severity.value[0].upper(),
            lines[f.span.line - 1].strip(),
            tuple(lines[note.span.line - 1].strip() for note in f.related),
        )
        for f in kept
    ]


def check(found, text: str, *expected: Said) -> None:
    """Each expected finding is there, with all its places, and nothing else."""
    got = said(found, text)
    assert [(one.code, one.severity) for one in got] == [(one.code, one.severity) for one in expected], got
    for one, other in zip(got, expected, strict=True):
        assert other.at in one.at
        assert len(one.notes) == len(other.notes), one
        for place, part in zip(one.notes, other.notes, strict=True):
            assert part in place


def flat(step):
    return {binding.parameter: binding.source for binding in step.bindings}


def pipeline(*steps: str, after: str = "") -> str:
    inside = "".join(f"    {step},\n" for step in steps)
    return f"{HEAD}p = Pipeline(steps=[\n{inside}])\n{after or 'p.execute()'}"


def loop(*steps: str, until: str = "done", index: str = "i") -> str:
    inside = ", ".join(steps)
    more = f'max_iterations=4, break_on="{until}", index_as="{index}"'
    return f'Loop(name="l", branch=Pipeline(steps=[{inside}]), {more})'


def choice(yes: str, no: str, name: str = "c") -> str:
    branches = f'{{"True": {yes}.as_pipeline(), "False": {no}.as_pipeline()}}'
    return f'Conditional(name="{name}", parameter="k", branches={branches})'


def two(one: str, other: str) -> str:
    return f'Parallel(name="two", branches={{"a": {one}.as_pipeline(), "b": {other}.as_pipeline()}})'


X = 'task(number, "x")'


S = 'Stub(name="s")'


BRANCH = 'Parallel(name="both", branches={{"left": Pipeline(steps=[{}])}})'.format
