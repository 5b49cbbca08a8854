"""What the original says of one executor, drawing or flow, as JSON; this runs inside its venv.

An executor is run twice by its own `run`: once with a recorder in place of each handler, which gives a token, so that
it is seen which value reaches which handler; and once as it is.

Nothing here is annotated, for every object is the original's.
"""

import asyncio
import copy
import dataclasses
import inspect
import json
import logging

from original_standin import quiet
from runnable_telling import plain

WARNED = []


class Warned(logging.Handler):
    """Keeps the warnings of the original: it tells of failing callbacks in no other way."""

    def emit(self, record):
        if record.levelno >= logging.WARNING:
            WARNED.append(record.getMessage())


def executor_told(executor, line, contexts):
    """One executor: its steps, its order, and what its runs do."""
    told = {
        "graph": plain(executor.graph_id),
        "line": line,
        "steps": [step_told(step) for step in executor.steps],
        "callbacks": [callback_told(one) for one in executor.callbacks],
        "contexts": [plain(context) for context in contexts],
        "order": None,
        "refused": "",
    }
    try:
        told["order"] = [step.node_id for step in executor._topological_sort()]
    except Exception as error:  # noqa: BLE001 - whatever it is, a run would meet it too
        told["refused"] = f"{type(error).__name__}: {error}"
    context = next((one for one in contexts if isinstance(one, dict)), None)
    told["recorded"] = recorded(executor, context)
    told["real"] = run_told(executor, context)
    return told


def step_told(step):
    """One step as it was written."""
    handler = step.handler
    depends_on = step.depends_on
    return {
        "id": plain(step.node_id),
        "depends_on": [plain(one) for one in depends_on] if isinstance(depends_on, (list, tuple, str)) else None,
        "duration": plain(step.duration),
        "handler": None if handler is None else _address(handler),
        "awaited": handler is None or inspect.iscoroutinefunction(handler),
        "node": None if step.node is None else type(step.node).__name__,
    }


def _address(handler):
    """The name of the function that a handler calls."""
    function = getattr(handler, "func", handler)
    return getattr(function, "__qualname__", None) or f"{type(function).__qualname__}.__call__"


def callback_told(callback):
    """One callback: its class, and what it was made with."""
    told = {"kind": type(callback).__name__, "order": callback.order}
    if told["kind"] == "RetryCallback":
        on = [cls.__name__ for cls in callback.retry_on or ()]
        told["retry"] = {"attempts": callback.max_retries + 1, "delay": plain(float(callback.delay)), "on": on}
    return told


def recorded(executor, context):
    """Which handler gets which inputs, in the order of the calls: each handler gives a token."""
    calls = []

    def recorder(name):
        async def handler(context, inputs):
            calls.append([name, {str(key): plain(value) for key, value in inputs.items()}])
            return f"@{name}"

        return handler

    steps = [
        dataclasses.replace(step, handler=recorder(step.node_id) if step.handler is not None else None)
        for step in executor.steps
    ]
    try:
        asyncio.run(_messages(type(executor)(graph_id=executor.graph_id, steps=steps), context))
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        return {"calls": calls, "error": f"{type(error).__name__}: {error}"}
    return {"calls": calls, "error": ""}


def run_told(executor, context):
    """What a run of the executor does: what it says of each node, what it ends with, and each result."""
    from fastflow.callbacks import FlowCallback

    states = []

    class Watch(FlowCallback):
        order = 10_000

        def before_flow(self, state):
            states.append(state)

        def before_node(self, state):
            states[:] = [state]

    WARNED.clear()
    watched = type(executor)(graph_id=executor.graph_id, steps=executor.steps, callbacks=[*executor.callbacks, Watch()])
    told = {"statuses": {}, "errors": [], "end": "", "said": "", "results": {}, "raised": ""}
    try:
        with quiet():
            messages = asyncio.run(_messages(watched, copy.copy(context)))
    except Exception as error:  # noqa: BLE001 - whatever ends it is the answer
        return told | {"raised": f"{type(error).__name__}: {error}"}
    for event, data in map(_read, messages):
        if event == "nodeStatus":
            told["statuses"].setdefault(data["nodeId"], []).append(data["status"])
        elif event == "error":
            told["errors"].append([data.get("nodeId"), data["message"]])
    if messages:
        event, data = _read(messages[-1])
        told["end"] = event if event in ("complete", "error") else ""
        told["said"] = data.get("message", "")
    results = states[-1].results if states else {}
    told["results"] = {str(name): plain(value) for name, value in results.items()}
    told["warned"] = list(WARNED)
    return told


async def _messages(executor, context):
    return [message async for message in executor.run(context=context, pre_delay=0, post_delay=0)]


def _read(message):
    """The event and the data of one message of a stream."""
    lines = dict(line.split(": ", 1) for line in message.splitlines() if ": " in line)
    return lines["event"], json.loads(lines["data"])


def editor_told(name, line, children, options):
    """One drawing: the nodes and edges that the page gets."""
    import fastflow.components as components

    made = [child for child in children if isinstance(child, dict)]
    wanted = {"node": [], "edge": []}
    for child in made:
        if child.get("_type") in wanted:
            wanted[child["_type"]].append(child)
    told = {
        "graph": plain(name),
        "line": line,
        "nodes": [_part(child) for child in wanted["node"]],
        "edges": [_part(child) for child in wanted["edge"]],
        "initial": plain(options.get("initial_data")),
        "refused": "",
    }
    try:
        json.dumps(children and [child for child in made if child.get("_type") in wanted])
        assert components
    except TypeError as error:
        told["refused"] = f"TypeError: {error}"
    return told


def defaults_told():
    """What a node looks like when the program says nothing, by its type: colours and fields of the typed classes."""
    from fastflow.components import TableNode
    from fastflow.types import NODE_STYLES, NODE_TYPE_MAP

    colours = {"fill": "fill", "stroke": "stroke", "textColor": "text_color"}
    told = {kind: {colours[name]: value for name, value in style.items()} for kind, style in NODE_STYLES.items()}
    told["table"] = {name: value for name, value in TableNode("a").items() if name in ("fill", "stroke")}
    data = {"table": {name: value for name, value in TableNode("a")["data"].items() if name != "columns"}}
    for kind, cls in NODE_TYPE_MAP.items():
        fields = (field for field in dataclasses.fields(cls) if field.default is not dataclasses.MISSING)
        data[kind] = {field.name: plain(field.default) for field in fields}
    return {"looks": told, "data": data}


def _part(child):
    return {name: plain(value) for name, value in child.items() if name not in ("_type", "name", "html")}


def flow_told(flow, line):
    """One flow: its nodes and edges, and what the original finds wrong with it."""
    told = {"id": plain(flow.id), "line": line}
    try:
        told |= {name: [_each(one) for one in part] for name, part in flow.to_x6().items()}
        told["valid"] = plain(list(flow.is_valid()))
        told["validate"] = plain(flow.validate())
    except Exception as error:  # noqa: BLE001 - whatever it is, the user would meet it too
        told["refused"] = f"{type(error).__name__}: {error}"
    return told


def _each(part):
    return {name: plain(value) for name, value in part.items()}
