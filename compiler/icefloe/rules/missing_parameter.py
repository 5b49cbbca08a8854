"""# missing-parameter (FLO204)

## What it does
Reports a parameter without a default that nothing in the pipeline gives: no step's output, no context value, no
parameter of the pipeline.

Where the dialect lets a run give such a value from outside, it becomes a required parameter of the plan, and this is
only a note.

## Why is this bad?
The step fails when its turn comes, after everything before it has run.

## Example
```python
@step(outputs=["model"])
def train(learning_rate: float): ...

pipeline = Pipeline("training", context=context(epochs=10))
```

## Use instead
Give the value in the context, give the parameter a default, or produce it in an earlier step.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, RenameParameter, close_matches
from icefloe.graph import Binding, Graph, Missing, Parameter, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe_schema import plan


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report what nothing gives, and note what only a run can give."""
    for step in graph.steps:
        guard = step.guard.bindings if step.guard is not None else ()
        for binding in (*step.bindings, *guard):
            if isinstance(binding.source, Missing) and not binding.source.declared and not binding.source.told:
                yield _missing(graph, step, binding)
    for parameter in graph.parameters:
        if parameter.origin == "external" and parameter.default is None:
            method = _method(graph, parameter.name)
            if method is not None:
                yield _of_method(method, parameter)
                continue
            yield Finding(
                code="FLO204",
                message=f"parameter `{parameter.name}` of pipeline `{graph.name}` must be given to every run"
                f"{_guess(graph, parameter.name)}",
                span=parameter.span,
                severity=Severity.NOTE,
                label="nothing in the pipeline gives this",
                help=f"run with `-p {parameter.name}=…`, or give it a value in the pipeline",
                fix=_renamed(parameter.span, parameter.name, _near(graph, parameter.name)),
            )


def _method(graph: Graph, name: str) -> Step | None:
    """The step that is a method and would get its own object through a parameter of this name."""
    takers = (s for s in graph.steps if name == "self" and any(b.parameter == name for b in s.bindings))
    return next((s for s in takers if s.body is not None and "." in s.body.function.qualname), None)


def _of_method(step: Step, parameter: Parameter) -> Finding:
    """The finding for a step that is a method: no run has the object that it belongs to."""
    function = step.body.function if step.body is not None else None
    owner = function.qualname.rpartition(".")[0] if function is not None else ""
    return Finding(
        code="FLO204",
        message=f"step `{step.id}` is a method of `{owner}`, and nothing gives its `{parameter.name}`",
        span=parameter.span,
        label="no run has this object",
        help="make it a function at module level, and what it needs of the object parameters of it",
    )


def _guess(graph: Graph, name: str) -> str:
    """What may have been meant by a parameter that nothing gives, as a question; or who gives it too late."""
    near = _near(graph, name)
    if near == name:
        late = next((step.id for step in graph.steps if any(port.name == name for port in step.outputs)), "")
        return f": step `{late}` gives it only later" if late else ""
    return f"; did you mean `{near}`?" if near else ""


def _near(graph: Graph, name: str) -> str:
    """The output or context value that may have been meant by a parameter that nothing gives."""
    takers = {step.id for step in graph.steps for b in step.bindings if b.source == plan.FromParameter(name=name)}
    names = [port.name for step in graph.steps for port in step.outputs if step.id not in takers]
    names += [parameter.name for parameter in graph.parameters if parameter.origin != "external"]
    return next(iter(close_matches(name, names, n=1, cutoff=0.6)), "")


def _renamed(span: Span, old: str, new: str) -> Fix | None:
    """Call the parameter what gives it is called; whether that is meant is a guess."""
    if not new or new == old:
        return None
    return Fix(message=f"call it `{new}`", changes=(RenameParameter(span=span, old=old, new=new),))


def _missing(graph: Graph, step: Step, binding: Binding) -> Finding:
    """The finding for one parameter that nothing gives."""
    names = [port.name for other in graph.steps if other.id != step.id for port in other.outputs]
    names += [parameter.name for parameter in graph.parameters if parameter.origin != "external"]
    near = close_matches(binding.parameter, names, n=1, cutoff=0.6)
    if binding.joined == "call":
        return _not_passed(step, binding)
    guess = f"; did you mean `{near[0]}`?" if near else ""
    return Finding(
        code="FLO204",
        message=f"nothing gives parameter `{binding.parameter}` of step `{step.id}`{guess}",
        span=binding.span,
        label="no output, no parameter, no default",
        help=f"give `{binding.parameter}` a default, a value in the pipeline, or an earlier step that makes it",
        fix=_renamed(binding.span, binding.parameter, near[0] if near else ""),
    )


def _not_passed(step: Step, binding: Binding) -> Finding:
    """The finding for a parameter that the call of its step does not give."""
    place = binding.asset_span
    return Finding(
        code="FLO204",
        message=f"nothing gives parameter `{binding.parameter}` of step `{step.id}`",
        span=binding.span,
        label="no argument, no default",
        related=() if place is None else (Note(message="the call does not give it", span=place),),
        help=f"pass it where the step is called, `{binding.parameter}=…`, or give it a default",
    )


RULE = Rule(
    code="FLO204",
    name="missing-parameter",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["model"])
def train(learning_rate: float, epochs: int = 10):
    return learning_rate * epochs

pipeline = Pipeline("p", context=context(learning_rate=0.1)).add_step(train)
"""
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def load():
    return 1

def show(x: int, times: int = 2):
    print(x * times)

pipeline = Pipeline(steps=[
    PythonTask(function=load, name="load", returns=["x"]),
    PythonTask(function=show, name="show"),
])
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["model"])
def train(learning_rate: float):
    return learning_rate

pipeline = Pipeline("p", context=context(learning_rates=0.1)).add_step(train)
""",
            message="parameter `learning_rate` of",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def load():
    return 1

def show(xs: int):
    print(xs)

pipeline = Pipeline(steps=[
    PythonTask(function=load, name="load", returns=["x"]),
    PythonTask(function=show, name="show"),
])
pipeline.execute()
""",
            message="nothing gives parameter `xs` of step `show`",
        ),
    ),
)
