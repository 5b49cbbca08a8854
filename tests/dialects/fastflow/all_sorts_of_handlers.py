"""Handlers as functions, partial functions, methods and objects, from here and from elsewhere."""

from functools import partial

from fastflow import ExecutionStep, FlowExecutor

from shared_handlers import Counter, tidy


async def greet(context, inputs, *, name="world"):
    return f"hello {name}"


class Desk:
    """Things that are done at a desk."""

    @staticmethod
    async def write(context, inputs):
        return {"letter": inputs["greet"]}

    @classmethod
    async def sign(cls, context, inputs):
        return {**inputs["write"], "signed": True}


executor = FlowExecutor(
    "letters",
    steps=[
        ExecutionStep("greet", handler=partial(greet, name="reader")),
        ExecutionStep("write", None, depends_on=["greet"], handler=Desk.write),
        ExecutionStep("sign", depends_on=["write"], handler=Desk.sign),
        ExecutionStep("tidy", depends_on=["sign"], handler=tidy),
        ExecutionStep("count", depends_on=["tidy"], handler=Counter()),
    ],
)
