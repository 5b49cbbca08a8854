"""A small project on disk, and short words to write its plan with."""

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from icefloe_runtimes import local
from icefloe_schema import codec
from icefloe_schema.plan import (
    Binding,
    FromOutput,
    FunctionRef,
    Output,
    Parameter,
    Plan,
    PythonRun,
    Step,
    Value,
)


def call(qualname: str, module: str = "flow", **more: object) -> PythonRun:
    return PythonRun(function=FunctionRef(module=module, qualname=qualname, **more))


def bind(**values: Value) -> tuple[Binding, ...]:
    return tuple(Binding(parameter=name, value=value) for name, value in values.items())


def of(step: str, name: str = "", **more: object) -> FromOutput:
    return FromOutput(step=step, name=name or step, **more)


def one(name: str, qualname: str = "", **more: object) -> Step:
    """A step with one output of its own name."""
    more.setdefault("outputs", (Output(name=name),))
    more.setdefault("run", call(qualname or name))
    return Step(id=name, **more)


@dataclass
class Project:
    """A project in a folder: a module `flow` and a plan."""

    root: Path

    def write(self, source: str, name: str = "flow.py") -> None:
        (self.root / name).write_text(textwrap.dedent(source), "utf-8")

    def plan(self, *steps: Step, parameters: tuple[Parameter, ...] = (), **more: object) -> Plan:
        plan = Plan(name="flow", dialect="native", steps=steps, parameters=parameters, **more)
        (self.root / "flow.plan.json").write_text(codec.dumps(plan), "utf-8")
        return plan

    def step(self, name: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one step of the plan from another folder, as a container would."""
        places = ("--root", str(self.root), "--artifacts", str(self.root / "art"))
        return subprocess.run(
            [
                sys.executable,
                "-P",
                "-m",
                "icefloe_runtimes.step",
                str(self.root / "flow.plan.json"),
                name,
                *places,
                *options,
            ],
            cwd="/",
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def run(self, *steps: Step, parameters: tuple[Parameter, ...] = (), **options: object) -> local.RunResult:
        return local.run(self.plan(*steps, parameters=parameters), root=self.root, **options)
