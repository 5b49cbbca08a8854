"""Functions that stream events: the result is in the last event of the type that their step names."""

from dataclasses import replace

import pytest
from runtime_project import Project, call, one

from icefloe_schema.plan import Output

SOURCE = """
async def chat():
    yield {"type": "token", "text": "a"}
    yield {"type": "done", "full": "early", "count": 0}
    yield "no event"
    yield {"type": "done", "full": "ab", "count": 2}
    yield {"type": "token", "text": "b"}

async def one_value():
    yield {"type": "end", "full": "x"}

async def silent():
    yield {"type": "token"}
"""


@pytest.mark.parametrize(
    ("function", "end", "outputs", "expected"),
    [
        ("chat", "done", ("full", "count"), {"full": "ab", "count": 2}),
        ("one_value", "end", ("full",), {"full": "x"}),
        ("silent", "done", ("nothing",), {"nothing": None}),
    ],
)
def test_the_last_event_of_its_type_is_the_result(
    project: Project, function: str, end: str, outputs: tuple[str, ...], expected: dict[str, object]
) -> None:
    project.write(SOURCE)
    declared = tuple(
        Output(name=name, position=position if len(outputs) > 1 else None) for position, name in enumerate(outputs)
    )
    step = one("work", run=replace(call(function), stream=end), outputs=declared)
    result = project.run(step)
    assert result.success, result.summary()
    assert {name: result[name] for name in expected} == expected


def test_without_an_end_a_stream_is_no_result(project: Project) -> None:
    project.write(SOURCE)
    assert not project.run(one("work", run=call("chat"))).success
