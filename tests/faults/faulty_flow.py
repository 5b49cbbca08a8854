"""A small pipeline with a step of each kind that matters here, whose functions write down that they were called."""

from pathlib import Path

from icefloe_schema.plan import (
    Binding,
    Body,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionRef,
    LoopRun,
    MapRun,
    Output,
    Parameter,
    Plan,
    PythonRun,
    Result,
    ShellRun,
    Step,
    Value,
)

CALLS = "calls.txt"
SOURCE = f"""
import os

def note(text):
    descriptor = os.open({CALLS!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, (text + "\\n").encode())
    os.close(descriptor)

def begin():
    note("begin")
    return list(range(4))

def double(x):
    note(f"double {{x}}")
    return 2 * x

def add(x):
    note(f"add {{x}}")
    return x + 1

def total(xs, n):
    note("total")
    return sum(xs) + n
"""


def python(name: str, function: str, **values: Value) -> Step:
    """A step that calls a function, with one output of its own name."""
    return Step(
        id=name,
        run=PythonRun(function=FunctionRef(module="flow", qualname=function)),
        outputs=(Output(name=name),),
        bindings=tuple(Binding(parameter=parameter, value=value) for parameter, value in values.items()),
    )


def of(step: str) -> FromOutput:
    """The one output of a step."""
    return FromOutput(step=step, name=step)


def mixed() -> Plan:
    """A step, a map of two steps over four elements, a loop of three rounds, a command, and a step after all."""
    element = Body(
        steps=(python("doubled", "double", x=FromItem(name="x")), python("more", "add", x=of("doubled"))),
        results=(Result(name="all", value=of("more")),),
    )
    rounds = Body(
        parameters=(Parameter(name="n", default=10),),
        steps=(python("next", "add", x=FromParameter(name="n")),),
        results=(Result(name="n", value=of("next")),),
    )
    return Plan(
        name="faulty",
        dialect="native",
        steps=(
            python("begin", "begin"),
            Step(
                id="each",
                run=MapRun(over=of("begin"), item="x", body=element),
                outputs=(Output(name="all"),),
            ),
            Step(
                id="rounds",
                run=LoopRun(body=rounds, until=FromLiteral(value=False), maximum=3, carry=("n",)),
                outputs=(Output(name="n"),),
            ),
            Step(id="mark", run=ShellRun(command=f"echo mark >> {CALLS}"), after=("begin",)),
            python("total", "total", xs=FromOutput(step="each", name="all"), n=FromOutput(step="rounds", name="n")),
        ),
    )


def commands(count: int = 3) -> Plan:
    """Commands alone, in a chain, which start no Python."""
    steps = tuple(
        Step(
            id=f"c{number}",
            run=ShellRun(command=f"echo c{number} >> {CALLS}"),
            after=(f"c{number - 1}",) if number else (),
        )
        for number in range(count)
    )
    return Plan(name="commands", dialect="native", steps=steps)


def write(root: Path) -> None:
    """Put the functions into a folder."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "flow.py").write_text(SOURCE, "utf-8")
    (root / "pyproject.toml").write_text("", "utf-8")
