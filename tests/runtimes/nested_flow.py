"""What the tests of bodies share: the functions of their steps, and short words for values."""

from collections.abc import Callable

from runtime_project import Project

from icefloe_runtimes import local
from icefloe_schema.plan import (
    FromExpression,
    FromLiteral,
    FromParameter,
    Parameter,
    Result,
    Value,
)

Flow = Callable[[str], Project]

SOURCE = """
import os
from dataclasses import dataclass
from pathlib import Path
@dataclass
class Row: n: int
def rows(): return [Row(1), Row(2), Row(3)]
def grow(row, by=10): return row.n * by
def start(): return 1
def double(x): return x * 2
def add(x, y): return x + y
def show(x=None): return x
def boom(x): raise ValueError(f"bad {x}")
def odd(x):
    if x % 2 == 0: raise ValueError(f"{x} is even")
    return x
def enough(x): return x > 20
def kind(): return "big"
def total(*values): return sum(values)
def flaky(x):
    tries = Path(f"tries-{x}")
    count = int(tries.read_text()) + 1 if tries.exists() else 1
    tries.write_text(str(count))
    if count < 3: raise ConnectionResetError("no line")
    return x
def forever():
    import time
    time.sleep(60)
def round_number(): return os.environ.get("ROUND")
"""


def literal(value: object) -> FromLiteral:
    return FromLiteral(value=value)  # type: ignore[arg-type]


def parameter(name: str) -> FromParameter:
    return FromParameter(name=name)


def results(**values: Value) -> tuple[Result, ...]:
    return tuple(Result(name=name, value=value) for name, value in values.items())


def need(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, required=True) for name in names)


def more(left: Value, right: Value) -> FromExpression:
    return FromExpression(op=">", operands=(left, right))


def statuses(result: local.RunResult) -> dict[str, str]:
    return {name: one.status for name, one in result.step_results.items()}
