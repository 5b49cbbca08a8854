"""Connections of every kind, in every dialect: the tests put in what gives (`GIVES`) and takes (`TAKES`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of connection.

    `consumer` is `step.parameter`, `asset` the name that joins, `place` the text that the producer's frame points at,
    `shown` what it says there and `given` what arrives (with `GIVES`), `words` how the producer is called.
    """

    name: str
    source: str
    consumer: str
    asset: str
    words: str
    place: str = "GIVES"
    shown: str = "gives `GIVES`"
    given: str = "GIVES"
    taken: str = "TAKES"
    wraps: str = ""


FLOWYML = """\
from typing import TypedDict
from elsewhere import Elsewhere
from flowyml import Dataset, If, Model, Pipeline, context, map_task, step, when
"""
NATIVE = """\
from elsewhere import Elsewhere
from icefloe import pipeline, step
@step
def give() -> GIVES: ...
@step
def take(given: TAKES): ...
"""
RUNNABLE = """\
from elsewhere import Elsewhere
from runnable import Conditional, Loop, Map, Parallel, Pipeline, PythonTask, pickled
def give() -> GIVES: ...
def take(given: TAKES): ...
"""

KINDS = (
    Kind(
        "flowyml: a declared input",
        f"""{FLOWYML}
@step(outputs=["given"])
def give() -> GIVES: ...
@step(inputs=["given"])
def take(given: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.given",
        "given",
        "step `give`",
    ),
    Kind(
        "flowyml: an input by position",
        f"""{FLOWYML}
@step(outputs=["some/given"])
def give() -> GIVES: ...
@step(inputs=["some/given"])
def take(other: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.other",
        "some/given",
        "step `give`",
    ),
    Kind(
        "flowyml: an output by its name",
        f"""{FLOWYML}
@step
def give() -> GIVES: ...
@step
def take(give: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.give",
        "give",
        "step `give`",
    ),
    Kind(
        "flowyml: one of two outputs",
        f"""{FLOWYML}
@step(outputs=["other", "given"])
def give() -> tuple[int, GIVES]: ...
@step(inputs=["given"])
def take(given: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.given",
        "given",
        "step `give`",
        place="tuple[int, GIVES]",
    ),
    Kind(
        "flowyml: an output that is a key",
        f"""{FLOWYML}
class Pair(TypedDict):
    other: int
    given: GIVES
@step(outputs=["other", "given"])
def give() -> Pair: ...
@step(inputs=["given"])
def take(given: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.given",
        "given",
        "step `give`",
        place="Pair",
    ),
    Kind(
        "flowyml: what a wrapper holds",
        f"""{FLOWYML}
def read() -> GIVES: ...
@step(outputs=["given"])
def give(source: GIVES) -> Dataset:
    return Dataset(source, name="given")
@step(inputs=["given"])
def take(given: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.given",
        "given",
        "step `give`",
        place="source",
        shown="holds `GIVES`, inferred from this",
        wraps="flowyml.Dataset",
    ),
    Kind(
        "flowyml: what a named maker of a wrapper holds",
        f"""{FLOWYML}
@step(outputs=["given"])
def give(source: GIVES) -> Model:
    return Model.create(name="given", data=source)
@step(inputs=["given"])
def take(given: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.given",
        "given",
        "step `give`",
        place="source",
        shown="holds `GIVES`, inferred from this",
        wraps="flowyml.Model",
    ),
    Kind(
        "flowyml: an element for a map",
        f"""{FLOWYML}
@step(outputs=["all"])
def give() -> list[GIVES]: ...
@map_task(inputs=["all"])
def take(one: TAKES): ...
p = Pipeline("p").add_step(give).add_step(take)
""",
        "take.one",
        "all",
        "step `give`, element by element,",
        place="list[GIVES]",
        shown="gives `GIVES`, element by element",
    ),
    Kind(
        "flowyml: a list from a map",
        f"""{FLOWYML}
@map_task(outputs=["all"])
def give(one: int) -> GIVES: ...
@step(inputs=["all"])
def take(all: list[TAKES]): ...
p = Pipeline("p", context=context(one=[1])).add_step(give).add_step(take)
""",
        "take.all",
        "all",
        "step `give`",
        shown="gives `GIVES` in each round",
        given="list[GIVES]",
        taken="list[TAKES]",
    ),
    Kind(
        "flowyml: into a nested pipeline",
        f"""{FLOWYML}
@step(outputs=["given"])
def give() -> GIVES: ...
@step(inputs=["inside"])
def take(inside: TAKES): ...
child = Pipeline("child").add_step(take)
p = Pipeline("p").add_step(give)
p.add_sub_pipeline(child, inputs=["given"], input_mapping={{"given": "inside"}})
""",
        "take.inside",
        "given",
        "step `give`",
    ),
    Kind(
        "flowyml: out of a nested pipeline",
        f"""{FLOWYML}
@step(outputs=["inside"])
def give() -> GIVES: ...
@step(inputs=["given"])
def take(given: TAKES): ...
child = Pipeline("child").add_step(give)
p = Pipeline("p")
p.add_sub_pipeline(child, name="sub", outputs=["given"], output_mapping={{"inside": "given"}})
p.add_step(take)
""",
        "take.given",
        "given",
        "step `give` in `sub`",
    ),
    Kind(
        "flowyml: a condition that is a function",
        f"""{FLOWYML}
@step(outputs=["given"])
def give() -> GIVES: ...
def holds(given: TAKES) -> bool: ...
@step(inputs=["given"], condition=holds)
def work(given): ...
p = Pipeline("p").add_step(give).add_step(work)
""",
        "work.given of its condition",
        "given",
        "step `give`",
    ),
    Kind(
        "native: an argument",
        f"""{NATIVE}
@pipeline
def flow():
    take(give())
""",
        "take.given",
        "give",
        "step `give`",
    ),
    Kind(
        "native: one of two results",
        f"""{NATIVE}
@step
def both() -> tuple[int, GIVES]: ...
@pipeline
def flow():
    _, second = both()
    take(second)
""",
        "take.given",
        "both",
        "step `both`",
        place="tuple[int, GIVES]",
    ),
    Kind(
        "native: a part by its number",
        f"""{NATIVE}
@step
def all() -> list[GIVES]: ...
@pipeline
def flow():
    take(all()[0])
""",
        "take.given",
        "all",
        "step `all`",
        place="list[GIVES]",
    ),
    Kind(
        "native: a part by its key",
        f"""{NATIVE}
@step
def all() -> dict[str, GIVES]: ...
@pipeline
def flow():
    take(all()["first"])
""",
        "take.given",
        "all",
        "step `all`",
        place="dict[str, GIVES]",
    ),
    Kind(
        "native: a part by its name",
        f"""{NATIVE}
from dataclasses import dataclass
@dataclass
class Parts:
    first: GIVES
@step
def all() -> Parts: ...
@pipeline
def flow():
    take(all().first)
""",
        "take.given",
        "all",
        "step `all`",
        place="Parts",
    ),
    Kind(
        "native: a parameter of the pipeline",
        f"""{NATIVE}
@pipeline
def flow(start: GIVES):
    take(start)
""",
        "take.given",
        "start",
        "the pipeline's parameter `start`",
        place="start",
    ),
    Kind(
        "native: an element in a loop",
        f"""{NATIVE}
@step
def all() -> list[GIVES]: ...
@pipeline
def flow():
    for one in all():
        take(one)
""",
        "take.given",
        "all",
        "step `all`, element by element,",
        place="list[GIVES]",
        shown="gives `GIVES`, element by element",
    ),
    Kind(
        "native: a list from a loop",
        f"""{NATIVE}
@step
def take_all(given: list[TAKES]): ...
@pipeline
def flow(numbers: list[int]):
    take_all([give() for _ in numbers])
""",
        "take_all.given",
        "give",
        "step `give`",
        shown="gives `GIVES` in each round",
        given="list[GIVES]",
        taken="list[TAKES]",
    ),
    Kind(
        "native: through the wall of a nested pipeline",
        f"""{NATIVE}
@pipeline
def inner(inside):
    take(inside)
@pipeline
def flow():
    inner(give())
""",
        "take.given",
        "give",
        "step `give`",
    ),
    Kind(
        "native: into an annotated parameter of a nested pipeline",
        f"""{NATIVE}
@pipeline
def inner(inside: TAKES):
    print(inside)
    take(inside)
@pipeline
def flow():
    inner(give())
""",
        "inner.inside",
        "give",
        "step `give`",
    ),
    Kind(
        "native: out of a nested pipeline",
        f"""{NATIVE}
@pipeline
def inner():
    return give()
@pipeline
def flow():
    take(inner())
""",
        "take.given",
        "give",
        "step `give` in `inner`",
    ),
    Kind(
        "runnable: a pickled return",
        f"""{RUNNABLE}
p = Pipeline(steps=[
    PythonTask(function=give, name="give", returns=[pickled("given")]),
    PythonTask(function=take, name="take"),
])
""",
        "take.given",
        "given",
        "step `give`",
    ),
    Kind(
        "runnable: one of two pickled returns",
        f"""{RUNNABLE}
def both() -> tuple[int, GIVES]: ...
p = Pipeline(steps=[
    PythonTask(function=both, name="both", returns=["other", pickled("given")]),
    PythonTask(function=take, name="take"),
])
""",
        "take.given",
        "given",
        "step `both`",
        place="tuple[int, GIVES]",
    ),
    Kind(
        "runnable: out of a branch",
        f"""{RUNNABLE}
def other(): ...
p = Pipeline(steps=[
    Parallel(name="both", branches={{
        "one": Pipeline(steps=[PythonTask(function=give, name="give", returns=[pickled("given")])]),
        "two": Pipeline(steps=[PythonTask(function=other, name="other")]),
    }}),
    PythonTask(function=take, name="take"),
])
""",
        "take.given",
        "given",
        "step `give` in `both`",
    ),
    Kind(
        "fastflow: a result in annotated inputs",
        """\
from elsewhere import Elsewhere
from fastflow import ExecutionStep, FlowExecutor
async def give(context, inputs) -> GIVES: ...
async def take(context, inputs: dict[str, TAKES]): ...
executor = FlowExecutor("p", steps=[
    ExecutionStep("give", handler=give),
    ExecutionStep("take", depends_on=["give"], handler=take),
])
""",
        "take.give",
        "give",
        "step `give`",
    ),
    Kind(
        "fastflow: a result in inputs by their keys",
        """\
from typing import TypedDict
from elsewhere import Elsewhere
from fastflow import ExecutionStep, FlowExecutor
class Inputs(TypedDict):
    give: TAKES
async def give(context, inputs) -> GIVES: ...
async def take(context, inputs: Inputs): ...
executor = FlowExecutor("p", steps=[
    ExecutionStep("give", handler=give),
    ExecutionStep("take", depends_on=["give"], handler=take),
])
""",
        "take.give",
        "give",
        "step `give`",
    ),
)
