"""Lists that an attribute of a pipeline was set to: what is added to them later is never lost in silence."""

from collections.abc import Callable

import pytest

from icefloe.dialects import flowyml
from icefloe.survey import FileSurvey

Read = Callable[..., FileSurvey]

HEAD = """\
from flowyml import Pipeline, step
@step(outputs=["x"])
def a():
    return 1
@step(inputs=["x"])
def b(x):
    return x
"""


@pytest.mark.parametrize(
    "source",
    [
        "steps = [a]\np = Pipeline('p')\np.steps = steps\nsteps.append(b)",
        "p = Pipeline('p')\np.steps = [a]\np.steps.append(b)",
        "def build():\n    steps = [a]\n    p = Pipeline('p')\n    p.steps = steps\n    steps += [b]\nbuild()",
    ],
)
def test_a_list_that_is_changed_later_is_a_hole(read: Read, source: str) -> None:
    (pipeline,) = read(flowyml.DIALECT, HEAD + source).pipelines
    graph = pipeline.graph
    (hole,) = graph.holes
    assert (hole.what, hole.why) == ("the list of steps", "what `.steps` was set to is changed after that")


@pytest.mark.parametrize(
    "source",
    [
        "steps = [a]\nsteps.append(b)\np = Pipeline('p')\np.steps = steps",
        "p = Pipeline('p')\np.steps = [a, b]",
        "steps = [a]\np = Pipeline('p')\np.steps = steps\nsteps = [*steps, b]\np.steps = steps",
    ],
)
def test_a_list_that_is_not_is_read(read: Read, source: str) -> None:
    (pipeline,) = read(flowyml.DIALECT, HEAD + source).pipelines
    graph = pipeline.graph
    assert not graph.holes
    assert [step.id for step in graph.steps] == ["a", "b"]
