"""The reducer of a Map: a text that runnable evaluates, and calls with one value for each element."""

import builtins
import re

from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Task, Text
from icefloe.values import Function

_LAMBDA = r"\s*lambda\s*(?P<parameters>[^:]*):"
_DOTTED = r"\s*[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\s*\Z"


def check(wires: Wires, task: Task, reducer: Function | Text | None) -> None:
    """Say what is certainly wrong with a reducer; nothing of it is evaluated."""
    if not isinstance(reducer, Text):
        return
    text = reducer.value
    found = re.match(_LAMBDA, text)
    if found is not None:
        _called(wires, task, reducer, found["parameters"])
    elif re.match(_DOTTED, text) is not None and not hasattr(builtins, text.strip().partition(".")[0]):
        wires.warn(
            "FLO225",
            f"runnable 0.50.0 cannot find the reducer `{text.strip()}` of Map `{task.name}`: it evaluates the text",
            reducer.span,
            "a NameError there, after all elements have run",
            "write a lambda (`lambda *values: max(values)`) or the name of a builtin (`max`)",
        )


def _called(wires: Wires, task: Task, reducer: Text, parameters: str) -> None:
    """Say that a lambda cannot take as many values as there are elements."""
    names = [name.strip() for name in parameters.split(",") if name.strip()]
    if any(name.startswith("*") and name != "*" and not name.startswith("**") for name in names):
        return
    count = "no value" if not names else "1 value" if len(names) == 1 else f"{len(names)} values"
    wires.error(
        "FLO225",
        f"the reducer of Map `{task.name}` takes {count}, and is called with one for each element",
        reducer.span,
        "a TypeError for any other number of elements",
        "take them all: `lambda *values: …`",
    )
