"""# output-produced-twice (FLO202)

## What it does
Reports an output name that two steps of one pipeline both produce, or that one step declares twice.

Three cases are meant and not reported: a later step of an ordered chain that overwrites the value; two steps of which
only one can run, because one's guard is the other's turned round; and steps that are joined by calls, where the name
plays no part.

## Why is this bad?
Consumers are joined to producers by this name. Which of the two values a consumer gets depends on which step happens
to be last.

## Example
```python
@step(outputs=["model"])
def train_forest(): ...

@step(outputs=["model"])
def train_boost(): ...
```

## Use instead
Give each output a name of its own (`forest_model`, `boost_model`), and let the consumer take both or choose.
"""

from collections.abc import Iterator, Mapping

from icefloe.findings import Finding, Note
from icefloe.graph import Graph, Port, PythonRun, Step, upstream
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe_schema import plan

# Of thousands of producers of one name each is compared with those nearest to it, so that time stays linear.
_NEAREST = 20


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each name that a step declares twice, and each producer with the first before it that it clashes with."""
    for step in graph.steps:
        if isinstance(step.run, PythonRun):
            yield from _twice(step)
    called = _called(graph)
    makers: dict[str, list[tuple[Step, Port]]] = {}
    for step in graph.steps:
        if step.id not in called:
            for port in step.outputs:
                makers.setdefault(port.name, []).append((step, port))
    behind = {step.id: [order.step for order in step.after] for step in graph.steps}
    for found in makers.values():
        for index, (two, second) in enumerate(found):
            for one, first in found[max(0, index - _NEAREST) : index]:
                if not _meant(behind, one, two):
                    yield _finding(one, first, two, second)
                    break


def _twice(step: Step) -> Iterator[Finding]:
    """The names that one step declares more than once, each where it is declared again."""
    first: dict[str, Port] = {}
    for port in step.outputs:
        one = first.setdefault(port.name, port) if port.declared else port
        if one is not port:
            yield Finding(
                code="FLO202",
                message=f"step `{step.id}` declares its output `{port.name}` twice",
                span=port.span,
                label="declared again here",
                related=(Note(message="it is declared here", span=one.span),) if one.span != port.span else (),
                help="give one of the two outputs another name: one value would take the other's place",
            )


def _called(graph: Graph) -> set[str]:
    """The steps whose outputs are joined to their consumers by calls, not by name."""
    return {
        producer
        for step in graph.steps
        for binding in step.bindings
        if binding.joined == "call"
        for producer in (step.id, *upstream(binding.source))
    }


def _meant(behind: Mapping[str, list[str]], one: Step, two: Step) -> bool:
    """Whether both may produce the name: one step twice (another rule's matter), one after the other, or either or."""
    if one.id == two.id:
        return True
    return _exclusive(one, two) or _after(behind, one.id, two.id) or _after(behind, two.id, one.id)


def _after(behind: Mapping[str, list[str]], early: str, late: str) -> bool:
    """Whether ordering edges alone put one step behind another."""
    seen: set[str] = set()
    waiting = [late]
    while waiting:
        for before in behind.get(waiting.pop(), ()):
            if before == early:
                return True
            if before not in seen:
                seen.add(before)
                waiting.append(before)
    return False


def _exclusive(one: Step, two: Step) -> bool:
    """Whether the guard of one step is the other's, turned round."""
    if one.guard is None or two.guard is None:
        return False
    if one.guard.test == two.guard.test:
        return one.guard.negate != two.guard.negate
    if one.guard.negate or two.guard.negate:
        same = one.guard.negate == two.guard.negate
        return same and (_negates(one.guard.test, two.guard.test) or _negates(two.guard.test, one.guard.test))
    first, second = list(_parts(one.guard.test)), list(_parts(two.guard.test))
    return any(_negates(a, b) or _negates(b, a) for a in first for b in second)


def _parts(test: object) -> Iterator[object]:
    """A test, and the tests that all have to hold for it to hold."""
    yield test
    if isinstance(test, plan.FromExpression) and test.op == "and":
        for operand in test.operands:
            yield from _parts(operand)


def _negates(whole: object, part: object) -> bool:
    """Whether an expression is `not` of another."""
    return isinstance(whole, plan.FromExpression) and whole.op == "not" and whole.operands == (part,)


def _finding(one: Step, first: Port, two: Step, second: Port) -> Finding:
    """The finding for two producers of one name."""
    return Finding(
        code="FLO202",
        message=f"steps `{one.id}` and `{two.id}` both produce `{second.name}`",
        span=second.span,
        label=f"`{two.id}` produces it here",
        related=(Note(message=f"`{one.id}` produces it here", span=first.span),),
        help="give one of the two outputs another name",
    )


RULE = Rule(
    code="FLO202",
    name="output-produced-twice",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["forest"])
def train_forest():
    return 1

@step(outputs=["boost"])
def train_boost():
    return 2

pipeline = Pipeline("p").add_step(train_forest).add_step(train_boost)
"""
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def first():
    return 1

def second(x: int):
    return x + 1

def main():
    pipeline = Pipeline(steps=[
        PythonTask(function=first, name="first", returns=["x"]),
        PythonTask(function=second, name="second", returns=["x"]),
    ])
    pipeline.execute()
    return pipeline
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows", "rows"])
def load():
    return [1], [2]

pipeline = Pipeline("p").add_step(load)
""",
            message="step `load` declares its output `rows` twice",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step(outputs=["rows", "rows"])
def load() -> tuple[int, int]:
    return 1, 2

@pipeline
def build() -> int:
    first, second = load()
    return first
""",
            message="step `load` declares its output `rows` twice",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["model"])
def train_forest():
    return 1

@step(outputs=["model"])
def train_boost():
    return 2

pipeline = Pipeline("p").add_step(train_forest).add_step(train_boost)
""",
            message="steps `train_forest` and `train_boost` both produce `model`",
        ),
    ),
)
