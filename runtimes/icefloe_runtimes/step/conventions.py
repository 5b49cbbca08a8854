"""The ways in which a step is called."""

import inspect
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import cast

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.outputs import split
from icefloe_runtimes.step.signature import call, parameters
from icefloe_runtimes.step.values import Context
from icefloe_schema.plan import Output

# What most functions return: nothing of these types can be awaited, and to ask of others goes a long way.
_PLAIN = frozenset((type(None), bool, int, float, str, bytes, list, dict, tuple))


def by_call(
    function: Callable[..., object], values: Mapping[str, object], outputs: tuple[Output, ...], end: str = ""
) -> dict[str, object]:
    """Call a plain function, its parameters by name; `end` is the type of event after which a stream's result comes."""
    returned = call(function, values)
    if end and inspect.isasyncgen(returned):
        import asyncio

        return split(asyncio.run(_streamed(returned, end)), outputs)
    return split(awaited(returned), outputs)


def by_handler(
    function: Callable[..., object],
    context: Context,
    inputs: Mapping[str, object],
    outputs: tuple[Output, ...],
    bound: Mapping[str, object],
) -> dict[str, object]:
    """Call fastflow's `handler(context, inputs)`; it may change the context.

    `bound` are arguments that the program has fixed beforehand.
    """
    return split(_handled(function, context, inputs, bound), outputs)


def _handled(
    function: Callable[..., object], context: Context, inputs: Mapping[str, object], bound: Mapping[str, object]
) -> object:
    """Call a handler by its parameters' names, as fastflow does; one that has others, by position."""
    known = parameters(function)
    takes_any = any(one.kind is one.VAR_KEYWORD for one in known.values())
    if takes_any or {"context", "inputs"} <= known.keys():
        return awaited(function(**{"context": context, "inputs": dict(inputs), **bound}))
    both: list[object] = [context, dict(inputs)]
    return awaited(function(*both[: _places(known, bound)], **bound))


def _places(known: Mapping[str, inspect.Parameter], bound: Mapping[str, object]) -> int:
    """How many of the two a handler takes by position; nobody knows of a built-in."""
    free = [one for name, one in known.items() if name not in bound and one.kind is not one.KEYWORD_ONLY]
    return len(free) if known and not any(one.kind is one.VAR_POSITIONAL for one in free) else 2


def by_atoms(
    function: Callable[..., object],
    config: object,
    values: Mapping[str, object],
    workspace: Path,
    bound: Mapping[str, object],
) -> object:
    """Call a step of motools: `(config, {argument: Atom}, temp_workspace)`; what it gives to await is awaited.

    `bound` are arguments that the program has fixed beforehand.
    """
    return awaited(function(config, dict(values), workspace, **bound))


def by_stub(seconds: object, outputs: tuple[Output, ...]) -> dict[str, object]:
    """Do nothing, for as long as it is said to take."""
    if isinstance(seconds, int | float):
        time.sleep(seconds)
    return {output.name: None for output in outputs}


def by_shell(
    command: str, values: Mapping[str, object], outputs: tuple[Output, ...], exported: Path
) -> dict[str, object]:  # fmt: skip
    """Run a command with `sh -c`: values are its environment, and outputs are what it exports, by way of a file."""
    given = {name: value if isinstance(value, str) else _json(name, value) for name, value in values.items()}
    environment = {**os.environ, **given}
    script = command
    if outputs:
        # The trap also serves a command that ends with `exit`; `env` is looked up before the command can hide it.
        script = 'trap "command -p env -0 >\'$ICEFLOE_EXPORTED\'" EXIT\neval "$ICEFLOE_COMMAND"'
        environment |= {"ICEFLOE_EXPORTED": str(exported), "ICEFLOE_COMMAND": command}
    try:
        status = _status(["sh", "-c", script], environment)
        if status:
            raise StepFailed(f"the command ended with status {status}")
        return _exported(exported, outputs)
    finally:
        exported.unlink(missing_ok=True)


def _status(words: list[str], environment: Mapping[str, str]) -> int:
    """Run a program to its end, and give its status; what Python ignores, it need not."""
    if hasattr(os, "posix_spawnp"):
        heard = [signal.SIGPIPE, signal.SIGXFSZ]
        child = os.posix_spawnp(words[0], words, environment, setsigdef=heard)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    import subprocess

    return subprocess.run(words, env=environment, check=False).returncode  # noqa: S603


def _exported(file: Path, outputs: tuple[Output, ...]) -> dict[str, object]:
    lines = file.read_bytes().decode("utf-8", "surrogateescape").split("\0") if file.exists() else []
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    found: dict[str, object] = {}
    for output in outputs:
        name = output.key or output.name
        if name not in environment:
            there = meant(name, (one for one in environment if one not in os.environ))
            raise StepFailed(f"the command does not export {name!r}{there}")
        try:
            found[output.name] = json.loads(environment[name])
        except ValueError:
            found[output.name] = environment[name]
    return found


def _json(name: str, value: object) -> str:
    try:
        return json.dumps(value)
    except TypeError:
        raise StepFailed(f"{name!r} is {type(value).__name__}, which a command's environment cannot hold") from None


def awaited(returned: object) -> object:
    """Give what there is to await in a returned value; any other value as it is."""
    if type(returned) in _PLAIN or not inspect.isawaitable(returned):
        return returned
    # It takes longer to import than most steps without a coroutine do.
    import asyncio

    async def wait(pending: Awaitable[object]) -> object:
        return await pending

    return asyncio.run(wait(returned))


async def _streamed(events: AsyncIterator[object], end: str) -> object:
    """The values of the last event of a type, as the function would return them: in order, alone if there is one."""
    found: tuple[object, ...] = ()
    async for event in events:
        if isinstance(event, dict):
            named = cast("dict[object, object]", event)
            if named.get("type") == end:
                found = tuple(value for key, value in named.items() if key != "type")
    return found[0] if len(found) == 1 else found or None
