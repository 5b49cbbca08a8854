"""Codes of fastflow's executor: its steps, their handlers, branches and loops."""

from icefloe.codes.code import Code, code

EXECUTOR: tuple[Code, ...] = (
    code(
        "FLO111",
        "unknown-dependency",
        "Reports a `depends_on` that names no step of the executor (fastflow ignores it silently).",
        "Correct the name, or add the step.",
    ),
    code(
        "FLO116",
        "branch-not-decided",
        "Reports a node with several ports whose handler does not say which one it takes: it is always the first.",
        'Return `{"port": "<label>"}` or the label itself from every `return` of the handler.',
    ),
    code(
        "FLO117",
        "loop-only-drawn",
        "Reports an edge that leads back: it stays in the picture, and is not run.",
        "Nothing, if the picture is all that is meant.",
    ),
    code("FLO118", "not-read", "Reports a part of a drawing or executor that is not read.", "Write it plainly."),
    code(
        "FLO119",
        "synchronous-handler",
        "Reports a handler that is not `async`: the original would fail to await it; Icefloe runs it.",
        "Write `async def` if the original is to run it too.",
    ),
)
