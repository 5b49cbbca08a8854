"""What a runner tells one process to do, as text: a line for the process, one for each call, and an empty one.

The parts of a line stand between NULs. It is no JSON, since each forked process would copy a hundred pages to read
that.
"""

from collections.abc import Mapping
from typing import Any

from icefloe_runtimes.step.call import Call

#: With what an order ends; there is no empty line before that.
LAST = b"\n\n"
_LINE, _PART = "\n", "\0"
# The backslash comes first: what is put in for the others has one.
_ESCAPES = (("\\", "\\\\"), (_LINE, "\\n"), (_PART, "\\0"))


def written(calls: tuple[Call, ...], environment: Mapping[str, str], mark: str) -> bytes:
    """Write the calls of a process, the variables that it is to set, and the mark of what is done (`step.series`)."""
    lines = [[mark, *(part for variable in environment.items() for part in variable)], *map(_parts, calls)]
    text = _LINE.join(_PART.join(map(_escaped, parts)) for parts in lines)
    return text.encode("utf-8", "surrogatepass") + LAST


def read(text: bytes) -> tuple[tuple[Call, ...], list[tuple[str, str]], str]:
    """Give back calls, variables and mark as they were written."""
    first, *lines = text.decode("utf-8", "surrogatepass")[: -len(LAST)].split(_LINE)
    mark, *variables = _taken_apart(first)
    return tuple(map(_call, lines)), _pairs(variables) if variables else [], mark


def _parts(call: Call) -> list[str]:
    timeout = "" if call.timeout is None else repr(call.timeout)
    debug = "debug" if call.debug else ""
    around = [part for one in call.inside for part in one]
    return [call.step, call.do, call.part, call.about, call.report, timeout, debug, *around]


def _call(line: str) -> Call:
    do: Any
    step, do, part, about, report, timeout, debug, *around = _taken_apart(line)
    return Call(
        step=step,
        inside=tuple(_pairs(around)) if around else (),
        do=do,
        part=part,
        about=about,
        report=report,
        timeout=float(timeout) if timeout else None,
        debug=debug != "",
    )


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(parts[::2], parts[1::2], strict=True))


def _escaped(part: str) -> str:
    for one, instead in _ESCAPES:
        part = part.replace(one, instead)
    return part


def _taken_apart(line: str) -> list[str]:
    parts = line.split(_PART)
    return list(map(_as_it_was, parts)) if "\\" in line else parts


def _as_it_was(part: str) -> str:
    # From left to right, two backslashes are one; any other belongs to the character behind it.
    return "\\".join(one.replace("\\n", _LINE).replace("\\0", _PART) for one in part.split("\\\\"))
