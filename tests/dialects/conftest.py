"""Reading a project of a few files, as the compiler does."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from icefloe.dialect import Dialect
from icefloe.dialects import flowyml
from icefloe.graph import DynamicRun, Graph, MapRun, Missing, PlanRun, Source
from icefloe.lower import lower
from icefloe.survey import FileSurvey, Survey
from icefloe.values import Function
from icefloe_schema import plan

Read = Callable[..., FileSurvey]
Told = Callable[..., list[str]]


def spelled(source: Source) -> str:
    """Where a value comes from, in short: `step.output`, `$parameter`, `@item`, `?missing`, `(op operands)`."""
    match source:
        case plan.FromOutput(step=step, name=name, item=item):
            return f"{step}.{name}" + ("" if item is None else f"[{item}]")
        case plan.FromParameter(name=name):
            return f"${name}"
        case plan.FromItem(name=name):
            return f"@{name}"
        case plan.FromLiteral(value=value):
            return str(next(iter(value.values()))) if isinstance(value, dict) else repr(value)
        case plan.FromExpression(op=op, operands=operands):
            return f"({' '.join([op, *map(spelled, operands)])})"
        case Missing(asset=asset):
            return f"?{asset}"
        case _:
            return source.tag


def lines(graph: Graph, indent: str = "") -> list[str]:
    """A graph as text, a line for each step; those of inner graphs are indented."""
    found = [f"{indent}{graph.name}({', '.join(p.name for p in graph.parameters)})"]
    for step in graph.steps:
        text = ", ".join(f"{b.parameter}={spelled(b.source)}" for b in step.bindings)
        text = f"{step.id}({text})"
        if isinstance(step.run, MapRun):
            text += f" for {step.run.item} in {spelled(step.run.over)}"
        declared = [port.name for port in step.outputs if port.declared]
        text += f" -> {', '.join(declared)}" if declared else ""
        if step.guard is not None and isinstance(step.guard.test, Function):
            given = ", ".join(f"{b.parameter}={spelled(b.source)}" for b in step.guard.bindings)
            text += f" {'unless' if step.guard.negate else 'if'} {step.guard.test.name}({given})"
        elif step.guard is not None:
            text += f" if {spelled(step.guard.test)}"
        text += f" after {', '.join(order.step for order in step.after)}" if step.after else ""
        found.append(f"{indent}  {text}")
        match step.run:
            case PlanRun(body=body) | MapRun(body=body) | DynamicRun(template=Graph() as body):
                found += lines(body, f"{indent}    ")
            case _:
                pass
    return found


@pytest.fixture
def told(read: Read) -> Told:
    """The graphs of `main.py` as text, then what is wrong with them: errors and warnings, and notes but for FLO5."""

    def tell(main: str, **others: str) -> list[str]:
        survey = read(flowyml.DIALECT, main, **others)
        found = [line for pipeline in survey.pipelines for line in lines(pipeline.graph)]
        kept = [f for f in dict.fromkeys(survey.findings) if not f.code.startswith("FLO5")]
        return [*found, *(f"{f.severity.value} {f.code} at {f.span.line}: {f.message}" for f in kept)]

    return tell


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read `main.py` of a project with the given files, in one dialect."""

    def survey(dialect: Dialect, main: str, **others: str) -> FileSurvey:
        (tmp_path / "pyproject.toml").write_text("")
        for name, text in {"main.py": main, **others}.items():
            (tmp_path / name.replace("__", ".")).write_text(dedent(text))
        return Survey(tmp_path, (dialect,)).file("main.py")

    return survey


@pytest.fixture
def lowered() -> Callable[[FileSurvey], plan.Plan]:
    """The plan of the only pipeline of a file."""

    def lower_one(found: FileSurvey) -> plan.Plan:
        (one,) = found.pipelines
        made = lower(one.graph, code=plan.Code(), spell=one.types.spell, imports=lambda function: ())
        assert isinstance(made, plan.Plan), [finding.message for finding in made]
        return made

    return lower_one
