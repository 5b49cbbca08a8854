"""The plain calls of `check`, read without click: what one small file costs is mostly what is imported for it.

Whatever cannot be read here without a doubt is left to click, so that messages and exit statuses are always its own.
"""

import gc
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from icefloe.cli.checking import Call

_VERBS: Final = ("check", "lint")
#: Options that take one value, with the parameter of the verb, and the values that may be given if they are listed.
_VALUES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "--output-format": ("output_format", ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")),
    "--color": ("color", ("auto", "always", "never")),
    "--python": ("python", ()),
    "--config": ("configuration", ()),
}
_FLAGS: Final = {"--exit-zero": "exit_zero"}


def attempt(arguments: Sequence[str]) -> int | None:
    """Answer a plain call of `check` and give its exit status; None leaves the call to click."""
    call = asked(arguments)
    if call is None:
        return None
    # A short command makes little garbage, and LibCST's classes are many: what is looked for in vain is a quarter of
    # its time. A long one is still tidied up, more seldom.
    gc.set_threshold(100_000, 20, 20)
    from icefloe.cli import checking, speak

    speak.prepare()
    return speak.outcome(lambda: checking.run(call))


def asked(arguments: Sequence[str]) -> "Call | None":
    """Read a call; None if it is not one of `check`, or if there is any doubt about what it means."""
    if not arguments or arguments[0] not in _VERBS or "_ICEFLOE_COMPLETE" in os.environ:
        return None
    read = _read(list(arguments[1:]))
    if read is None:
        return None
    paths, values, flags = read
    from dataclasses import replace

    from icefloe.cli.checking import Call

    return replace(Call(paths=tuple(paths)), **values, **flags)


def _read(waiting: list[str]) -> tuple[list[str], dict[str, str], dict[str, bool]] | None:
    paths: list[str] = []
    values: dict[str, str] = {}
    flags: dict[str, bool] = {}
    waiting.reverse()
    while waiting:
        word = waiting.pop()
        option, equals, value = word.partition("=")
        if word == "--" or _is_pattern(word):
            return None
        if not word.startswith("-") or word == "-":
            paths.append(word)
        elif word in _FLAGS:
            flags[_FLAGS[word]] = True
        elif option in _VALUES:
            name, allowed = _VALUES[option]
            if not equals:
                value = waiting.pop() if waiting else ""
            if not value or value.startswith("-") or (allowed and value not in allowed):
                return None
            values[name] = value
        else:
            return None
    return paths, values, flags


def _is_pattern(word: str) -> bool:
    """Whether click expands a word by itself, as it does on Windows, where no shell has done so."""
    return os.name == "nt" and any(mark in word for mark in "*?[~$%")
