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
        "Reports an edge that leads back, and that is only drawn: nothing says how often at most, or no step runs one "
        "of its ends.",
        'Bound it with `data={"max_iterations": 5}` on the edge or on one of its nodes, and give both ends a step. '
        "Nothing, if the picture is all that is meant.",
    ),
    code("FLO118", "not-read", "Reports a part of a drawing or executor that is not read.", "Write it plainly."),
    code(
        "FLO119",
        "synchronous-handler",
        "Reports a handler that is not `async`: the original would fail to await it; Icefloe runs it.",
        "Write `async def` if the original is to run it too.",
    ),
    code(
        "FLO123",
        "node-not-executed",
        "Reports a step with a node and without a handler, where the original does something that a plan cannot say: "
        "it calls what the context has, or runs the text of the node's code. In the plan it is simulated.",
        "Give the step a handler.",
    ),
    code(
        "FLO124",
        "handler-outside",
        "Reports a handler whose code is not part of the project: the plan names it, and nothing of it is checked.",
        "Wrap it in a function of the project, or leave it.",
    ),
    code("FLO125", "dependency-twice", "Notes a step that depends on another one twice.", "Name it once."),
    code(
        "FLO126",
        "input-not-given",
        "Reports a key that a handler reads of its inputs although its step does not depend on it: a KeyError, or "
        "always the default of `get`.",
        "Correct the key, or add it to `depends_on`.",
    ),
    code(
        "FLO127",
        "context-read-too-early",
        "Reports a key of the context that a handler reads before the only step runs that sets it.",
        "Let the step that reads depend on the one that sets it, or return the value and read it from `inputs`.",
    ),
    code(
        "FLO128",
        "context-is-no-constant",
        "Reports a value in the context of a run that only the program has, as a connection: a plan cannot carry it, "
        "and each run must be given one.",
        "Make it in the handlers that use it.",
    ),
    code(
        "FLO129",
        "loop-without-end",
        "Reports a loop that nothing ends before its bound: the edge that leads back is always taken.",
        "Draw the edge as one of several ways out of its source, and let the handler name the way.",
    ),
    code(
        "FLO250",
        "handler-cannot-be-called",
        "Reports a handler that cannot be called with `context` and `inputs`: too many or too few parameters, a class, "
        "a generator.",
        "Write `async def handler(context, inputs)`.",
    ),
    code(
        "FLO251",
        "callback-not-called",
        "Reports a callback that a run of the plan does not call, because it could change the flow while it runs, or "
        "because a run does by itself what it is for.",
        "Put what it does into handlers and branches; `RetryCallback` is carried.",
    ),
    code(
        "FLO252",
        "stream-by-hand",
        "Reports a generator that tells the states of nodes itself, without an executor: its steps are simulated in "
        "the order in which it tells of them.",
        "Write a `FlowExecutor` whose handlers do the work.",
    ),
    code(
        "FLO253",
        "loops-overlap",
        "Reports two loops of a drawing that share steps without one being inside the other.",
        "Let one of them be wholly inside the other, with a beginning of its own.",
    ),
    code(
        "FLO254",
        "executor-not-run",
        "Reports an executor that is given to the page's stream as it is: nothing runs it.",
        "Stream what `run()` of it gives.",
    ),
    code(
        "FLO256",
        "step-without-handler",
        "Notes steps without a handler in an executor whose other steps have one: they are simulated, which a page "
        "shows like any other success.",
        "Give them handlers, or leave them out.",
    ),
    code(
        "FLO255",
        "node-of-another-id",
        "Reports a step whose typed node has another id: the page shows its states at that node, and others get its "
        "result by the id of the step.",
        "Give both one id.",
    ),
)
