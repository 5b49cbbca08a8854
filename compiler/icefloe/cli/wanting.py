"""What a call of `check` wants, in the words of the api."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.project.root import ProjectError

if TYPE_CHECKING:
    from icefloe.api import Wanted
    from icefloe.cli.call import Call

#: The name of what comes from stdin, where none is given.
STDIN = "stdin.py"
#: The path that stands for stdin.
DASH = "-"


def paths_of(call: "Call") -> tuple[str, ...]:
    """The paths that a call means: the folder of the shell if it names none, one name for the text on stdin."""
    if call.stdin_filename is None and DASH not in call.paths:
        return call.paths or (".",)
    others = [path for path in call.paths if path != DASH]
    if others:
        raise ProjectError(f"stdin is checked alone: {others[0]} cannot be checked in the same call")
    return (call.stdin_filename or STDIN,)


def reads_stdin(call: "Call") -> bool:
    """Whether the text to be checked comes from stdin."""
    return call.stdin_filename is not None or DASH in call.paths


def wanted_of(call: "Call") -> "Wanted":
    """Say what a call wants; the text on stdin is read here."""
    from icefloe.api import Wanted
    from icefloe.choice import Said
    from icefloe.project import Limits

    given: dict[Path, bytes] = {}
    if reads_stdin(call):
        (name,) = paths_of(call)
        given[Path(os.path.abspath(name))] = sys.stdin.buffer.read()  # noqa: PTH100 - links are kept
    return Wanted(
        configuration=call.configuration,
        python=call.python,
        types=call.types,
        given=given,
        choice=Said(
            select=call.select,
            ignore=call.ignore,
            extend_select=call.extend_select,
            per_file_ignores=call.per_file_ignores,
            baseline=None if call.baseline is None else Path(os.path.abspath(call.baseline)),  # noqa: PTH100
            update_baseline=call.update_baseline,
        ),
        limits=Limits(
            exclude=call.exclude,
            extend_exclude=call.extend_exclude,
            respect_gitignore=call.respect_gitignore,
            force_exclude=call.force_exclude,
            isolated=call.isolated,
        ),
    )
