"""The plain calls of `run`, read without click: where all results are there already, click is an eighth of the time.

Whatever cannot be read here without a doubt is left to click, so that messages and exit statuses are always its own.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from icefloe.cli.quick import Known, read

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
    values = {name: _PROGRESS if name == "--progress" else () for name in _VALUES}
    found = read(arguments[1:], Known(values=values, lists=_LISTS, flags=_FLAGS, short=_SHORT))
    if found is None or len(found[0]) != 1:
        return None
    from icefloe.cli.asked import Asked

    said = dict(_field(option, given) for option, given in found[1].items())
    return Asked(target=found[0][0], **said)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _field(option: str, given: Sequence[str]) -> tuple[str, object]:
    """The field of a call that an option stands for, and its value."""
    if option in _FLAGS:
        return _FLAGS[option]
    if option in _LISTS:
        return _LISTS[option], tuple(given)
    return _VALUES[option], int(given[-1]) if option == "--jobs" else given[-1]


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
