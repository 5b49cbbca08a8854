"""What the tests of motools share: a short prelude, and a workflow with what is wrong with it as text."""

from icefloe.findings import Finding
from icefloe.graph import Graph, MapRun, PythonRun, Source
from icefloe.survey import FileSurvey
from icefloe.values import Function
from icefloe_schema import plan

PRELUDE = """\
import asyncio, os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from motools.atom import Atom
from motools.steps import BaseStep
from motools.workflow import (
    AtomConstructor, FunctionStep, Step, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_sweep, run_workflow,
)

@dataclass
class Config(StepConfig):
    rate: float = 0.5
    name: str = "a"
    kind: str = "dataset"
    names: tuple[str, ...] = ("a", "b")

async def load(config, input_atoms, temp_workspace, output_name="rows"):
    "Load the rows."
    return [AtomConstructor(name=output_name, path=temp_workspace / "rows.json", type="dataset")]

async def train(config, input_atoms, temp_workspace):
    input_atoms["rows"].load()
    return [AtomConstructor(name="model", path=temp_workspace / "model.json", type="model")]

async def judge(config, input_atoms, temp_workspace):
    return [AtomConstructor("scores", temp_workspace / "scores.json", "eval")]

"""
LOAD = 'StepDefinition("load", load, {}, {"rows": "dataset"}, None)'
TRAIN = 'StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, None)'
JUDGE = 'StepDefinition("judge", judge, {"model": "model"}, {"scores": "eval"}, None)'


def workflow(*steps: str, atoms: str = "{}", config: str = "None") -> str:
    """The text of a workflow `w` of these steps."""
    listed = ", ".join(steps)
    return f'w = Workflow(name="w", input_atom_types={atoms}, steps=[{listed}], config_class={config})\n'


def source(value: Source) -> str:
    """Where a value comes from, in short: `step.output`, `~atom:type`, `$parameter`, `?missing`."""
    match value:
        case plan.FromOutput(step=step, name=name):
            return f"{step}.{name}"
        case plan.FromAtom(name=name, type=kind):
            return f"~{name}:{kind}"
        case plan.FromParameter(name=name):
            return f"${name}"
        case plan.FromExpression(op="index", operands=(plan.FromItem(name=name), plan.FromLiteral(value=key))):
            return f"@{name}[{key}]"
        case plan.FromLiteral(value=literal):
            return repr(literal)
        case _:
            return f"?{getattr(value, 'asset', value)}"


def steps(graph: Graph) -> list[str]:
    """The steps of a graph: `id = function(atom=source, …) -> outputs`."""
    found: list[str] = []
    for step in graph.steps:
        given = ", ".join(f"{binding.parameter}={source(binding.source)}" for binding in step.bindings)
        made = ", ".join(port.name for port in step.outputs)
        if isinstance(step.run, MapRun):
            found.append(f"{step.id} for {step.run.item} -> {made}")
            found += [f"  {line}" for line in steps(step.run.body)]
            continue
        run = step.run
        assert isinstance(run, PythonRun)
        name = run.function.qualname if isinstance(run.function, Function) else run.function.path
        found.append(f"{step.id} = {name}({given}) -> {made}")
    return found


def only(found: FileSurvey) -> Graph:
    """The only graph of a file."""
    (pipeline,) = found.pipelines
    return pipeline.graph


def told(found: FileSurvey, *, original: bool = False) -> list[str]:
    """What is wrong: `code at line: message`, without what the original would not do unless that is asked for."""
    kept = {one for one in found.findings if original or not one.code.startswith("FLO5")}
    return [f"{one.severity.value} {one.code} at {_line(one)}: {one.message}" for one in sorted(kept, key=_order)]


def codes(found: FileSurvey, *, original: bool = False) -> list[str]:
    """The codes of what is wrong, in the order of the file."""
    return [line.split()[1] for line in told(found, original=original)]


def _line(finding: Finding) -> int:
    return finding.span.line - PRELUDE.count("\n")


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.order
