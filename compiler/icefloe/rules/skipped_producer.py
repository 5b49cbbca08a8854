"""# skipped-producer (FLO304)

## What it does
Warns of a step that takes a value from a step with a condition, under a parameter that can do without it in no way: it
has no default, and its type has no place for None.

## Why is this bad?
When the condition does not hold there is no value, so the step that takes it is skipped too, and so is everything
behind that. A run that did half of the work counts as a success.

## Example
```python
@step(inputs=["score"], outputs=["model"], condition=lambda score: score > 0.9)
def train(score: float) -> dict[str, float]: ...

@step(inputs=["model"])
def publish(model: dict[str, float]): ...
```

## Use instead
Put the same condition on the step that takes the value, if it is meant to be skipped as well. Otherwise let it do
without: give the parameter a default, or let it take `dict[str, float] | None`.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Binding, Graph, Guard, PythonRun, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.types import NONE, UnknownType
from icefloe.values import Function
from icefloe_schema import plan


def check(graph: Graph, types: Types) -> Iterator[Finding]:
    """Warn of each value that may not be there, and that its consumer cannot do without."""
    guarded = {step.id: step for step in graph.steps if step.guard is not None}
    for step in graph.steps if guarded else ():
        for binding in step.bindings:
            source = binding.source
            producer = guarded.get(source.step) if isinstance(source, plan.FromOutput) else None
            if producer is not None and not _holds(step.guard, producer.guard) and _needs(step, binding, types):
                yield _finding(step, binding, producer, types)


def _needs(step: Step, binding: Binding, types: Types) -> bool:
    """Whether a parameter certainly cannot do without a value."""
    function = step.run.function if isinstance(step.run, PythonRun) else None
    if not isinstance(function, Function) or isinstance(binding.type, UnknownType):
        return False
    formal = next((one for one in function.parameters if one.name == binding.parameter), None)
    if formal is None or formal.default is not None:
        return False
    return types.assignable(NONE, binding.type).answer == "no"


def _holds(own: Guard | None, other: Guard | None) -> bool:
    """Whether one guard holds only where the other one does."""
    if own is None or other is None:
        return own is other
    if isinstance(own.test, Function) or isinstance(other.test, Function):
        same = [binding.source for binding in own.bindings] == [binding.source for binding in other.bindings]
        asked = (own.test == other.test and same) or (own.meaning != "" and own.meaning == other.meaning)
        return asked and own.negate == other.negate
    return set(_tests(other)) <= set(_tests(own))


def _tests(guard: Guard) -> Iterator[str]:
    """The single tests of a guard that all have to hold, as texts."""
    test = guard.test
    parts = test.operands if isinstance(test, plan.FromExpression) and test.op == "and" and not guard.negate else [test]
    for part in parts:
        is_not = isinstance(part, plan.FromExpression) and part.op == "not"
        inner = part.operands[0] if is_not and isinstance(part, plan.FromExpression) else part
        yield f"{is_not != guard.negate} {inner!r}"


def _finding(step: Step, binding: Binding, producer: Step, types: Types) -> Finding:
    taken = types.spell(binding.type)
    place = producer.guard.span if producer.guard is not None else producer.span
    return Finding(
        code="FLO304",
        message=(
            f"step `{producer.id}` has a condition and may be skipped, but parameter `{binding.parameter}` of step "
            f"`{step.id}` takes `{taken}` and no None: `{step.id}` is skipped too then"
        ),
        span=binding.span,
        severity=Severity.WARNING,
        label=f"takes `{taken}`",
        related=(Note(message=f"`{producer.id}` runs only if this holds", span=place),),
        help=f"put the same condition on `{step.id}`, give `{binding.parameter}` a default, or let it take None",
    )


_MODULE = """\
from flowyml import Pipeline, step

@step(outputs=["score"])
def score() -> float:
    return 0.5

@step(inputs=["score"], outputs=["model"], condition=lambda score: score > 0.9)
def train(score: float) -> str:
    return "model"

"""
_PIPELINE = """
pipeline = Pipeline("p").add_step(score).add_step(train).add_step(publish)
"""

RULE = Rule(
    code="FLO304",
    name="skipped-producer",
    check=check,
    valid=(
        Case(
            source=f"""{_MODULE}
@step(inputs=["model"])
def publish(model: str | None):
    print(model)
{_PIPELINE}"""
        ),
        Case(
            source=f"""{_MODULE}
@step(inputs=["model"])
def publish(model: str = "none"):
    print(model)
{_PIPELINE}"""
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def train() -> str:
    return "model"

@step
def publish(model: str):
    print(model)

@pipeline
def flow(fast: bool = False):
    if fast:
        publish(train())
"""
        ),
    ),
    invalid=(
        Case(
            source=f"""{_MODULE}
@step(inputs=["model"])
def publish(model: str):
    print(model)
{_PIPELINE}""",
            message="parameter `model` of step `publish` takes `str` and no None",
        ),
    ),
)
