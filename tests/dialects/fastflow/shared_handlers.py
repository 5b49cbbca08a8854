"""Handlers that several flows use."""


async def tidy(context, inputs):
    return {key: value for key, value in inputs["sign"].items() if value}


class Counter:
    """Counts what it is given."""

    async def __call__(self, context, inputs):
        return {"count": len(inputs["tidy"])}
