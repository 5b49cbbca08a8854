"""The plain calls of `run`, read without click: where all results are there already, click is an eighth of the time.

Whatever cannot be read here without a doubt is left to click, so that messages and exit statuses are always its own.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from icefloe.cli.quick import is_pattern, parts

if TYPE_CHECKING:
    from icefloe.cli.asked import Asked

#: Options that take one value, by the fields that they are in a call.
_VALUES: Final[Mapping[str, str]] = {
    "--config": "configuration",
    "--set": "chosen_set",
    "--stack": "stack",
    "--resume": "resume",
    "--from": "from_step",
    "--only": "only",
    "--stages": "stages",
    "--jobs": "jobs",
    "--user": "user",
    "--progress": "progress",
    "--report": "report",
    "--report-json": "report_json",
}
#: Options that may be given several times.
_LISTS: Final[Mapping[str, str]] = {"--parameter": "given", "--refresh": "refresh", "--label": "labels"}
_FLAGS: Final[Mapping[str, tuple[str, bool]]] = {
    "--no-cache": ("cache", False),
    "--locked": ("locked", True),
    "--dry-run": ("dry_run", True),
}
_DIGITS: Final = 9
_PROGRESS: Final = ("auto", "live", "plain", "none")
_SHORT: Final[Mapping[str, str]] = {"-j": "--jobs", "-p": "--parameter"}
#: A run is in other processes than what it runs, and makes little garbage itself; a long one is still tidied up.
_OBJECTS: Final = 100_000


def attempt(arguments: Sequence[str]) -> int | None:
    """Answer a plain call of `run` and give its exit status; None leaves the call to click."""
    call = asked(arguments)
    if call is None:
        return None
    from icefloe.cli import speak

    speak.hasten(_OBJECTS)
    speak.prepare()
    return speak.outcome(lambda: _run(call, arguments))


def asked(arguments: Sequence[str]) -> "Asked | None":
    """Read a call; None if it is not one of `run`, or if there is any doubt about what it means."""
    if not arguments or arguments[0] != "run" or "_ICEFLOE_COMPLETE" in os.environ:
        return None
    targets: list[str] = []
    given: dict[str, object] = {}
    if not _read(list(reversed(arguments[1:])), targets, given) or len(targets) != 1:
        return None
    from icefloe.cli.asked import Asked

    return Asked(target=targets[0], **given)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _run(call: "Asked", arguments: Sequence[str]) -> int:
    from icefloe.cli.plans import SUFFIXES
    from icefloe.cli.running import run
    from icefloe.cli.speak import INTERNAL, Left, Refusal, say

    if not call.target.endswith(SUFFIXES):
        from icefloe.syntax import importing

        importing.is_wanted = True
    try:
        return run(call, tuple(arguments))
    except Left as left:
        return left.status
    except Refusal as refused:
        say(f"error: {refused.message}")
        return INTERNAL
    except Exception as error:
        if "click" not in sys.modules:
            raise
        import click  # whoever has raised it has imported it

        if not isinstance(error, click.UsageError):
            raise
        say(f"error: {error.format_message()}")
        say("hint: `icefloe run --help` lists what it takes")
        return INTERNAL


def _read(words: list[str], targets: list[str], given: dict[str, object]) -> bool:
    """Sort the words of a call, the last one first, into targets and fields; False if click should look at one."""
    while words:
        word = words.pop()
        if word == "--" or is_pattern(word):
            return False
        if not word.startswith("-") or word == "-":
            targets.append(word)
            continue
        option, value = _parts(word)
        if option in _FLAGS and value is None:
            name, stands_for = _FLAGS[option]
            given[name] = stands_for
            continue
        if value is None:
            value = words.pop() if words else ""
        if not _is_given(option, value, given):
            return False
    return True


def _parts(word: str) -> tuple[str, str | None]:
    """The option that a word names, and the value that is attached to it."""
    if word.startswith("-p") and len(word) > 2:
        return "--parameter", word[2:]
    option, value = parts(word)
    return _SHORT.get(option, option), value


def _is_given(option: str, value: str, given: dict[str, object]) -> bool:
    """Whether a value is certainly one of an option; then it is given."""
    if not value or value.startswith("-") or is_pattern(value):
        return False
    if option in _LISTS:
        before = cast("tuple[str, ...]", given.get(_LISTS[option], ()))
        given[_LISTS[option]] = (*before, value)
        return True
    if option == "--jobs":
        given["jobs"] = int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else 0
        return given["jobs"] != 0
    if option not in _VALUES or (option == "--progress" and value not in _PROGRESS):
        return False
    given[_VALUES[option]] = value
    return True
