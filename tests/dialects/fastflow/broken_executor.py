"""Executors that cannot do what they say."""

from fastflow import ExecutionStep, FlowExecutor


def not_awaited(context, inputs):
    return 1


async def too_few(context):
    return 1


async def reads_another(context, inputs):
    return inputs["frist"]


misspelt = FlowExecutor(
    "misspelt",
    [
        ExecutionStep("first", handler=not_awaited),
        ExecutionStep("second", depends_on=["frist"], handler=too_few),
        ExecutionStep("third", depends_on=["first"], handler=reads_another),
    ],
)

circle = FlowExecutor(
    "circle",
    [
        ExecutionStep("a", depends_on=["c"]),
        ExecutionStep("b", depends_on=["a"]),
        ExecutionStep("c", depends_on=["b"]),
    ],
)

twice = FlowExecutor("twice", [ExecutionStep("a"), ExecutionStep("a"), ExecutionStep("b", depends_on="a")])
