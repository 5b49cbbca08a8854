"""A project on disk whose steps fail as they are told, and short words for its plans."""

import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from icefloe_runtimes import local
from icefloe_schema import literals
from icefloe_schema.plan import (
    Binding,
    Body,
    FromLiteral,
    FromOutput,
    FunctionRef,
    OnFailure,
    Output,
    Plan,
    Policy,
    PythonRun,
    Result,
    Step,
    Value,
)


def ref(qualname: str, module: str = "flow") -> FunctionRef:
    return FunctionRef(module=module, qualname=qualname)


def of(step: str, name: str = "") -> FromOutput:
    return FromOutput(step=step, name=name or step)


def bound(**values: object) -> tuple[Binding, ...]:
    """Bindings to values of the plan, or to constants."""
    return tuple(
        Binding(parameter=name, value=value if hasattr(value, "tag") else FromLiteral(value=literals.encode(value)))
        for name, value in values.items()
    )


def step(name: str, function: str = "", policy: Policy | None = None, **more: object) -> Step:
    """A step of one output, called as itself; keywords that are no fields of a step are its bindings."""
    fields = {key: more.pop(key) for key in list(more) if key in Step.__slots__}
    fields.setdefault("outputs", (Output(name=name),))
    fields.setdefault("run", PythonRun(function=ref(function or name)))
    return Step(id=name, policy=policy or Policy(), bindings=bound(**more), **fields)  # type: ignore[arg-type]


def failing(action: str, **more: object) -> Policy:
    """A policy that only says what follows a failure."""
    return Policy(on_failure=OnFailure(action=action, **more))  # type: ignore[arg-type]


def body(*steps: Step, results: dict[str, Value] | None = None, **more: object) -> Body:
    """A nested plan that gives every output of its steps, unless told otherwise."""
    own = {output.name: of(one.id, output.name) for one in steps for output in one.outputs}
    named = tuple(Result(name=name, value=value) for name, value in (results or own).items())
    return Body(steps=steps, results=named, **more)  # type: ignore[arg-type]


@dataclass
class Made:
    """A project, and the notes and events of its last run."""

    root: Path
    events: list[local.Event] = field(default_factory=list)

    def write(self, source: str, name: str = "flow.py") -> None:
        (self.root / name).write_text(textwrap.dedent(source), "utf-8")

    def run(self, *steps: Step, options: dict[str, object] | None = None, **header: object) -> local.RunResult:
        self.events.clear()
        plan = Plan(name="flow", dialect="native", steps=steps, **header)  # type: ignore[arg-type]
        return local.run(plan, root=self.root, listener=self.events.append, **(options or {}))  # type: ignore[arg-type]

    @property
    def notes(self) -> list[str]:
        return [one.text for one in self.events if type(one).__name__ == "Noted"]  # type: ignore[union-attr]

    def calls(self) -> list[str]:
        """What the functions have written into `calls.txt`."""
        file = self.root / "calls.txt"
        return file.read_text("utf-8").splitlines() if file.exists() else []
