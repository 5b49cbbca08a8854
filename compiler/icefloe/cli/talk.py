"""What the verbs share, without click: how they print, refuse, and choose colour."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from icefloe.cli.speak import Left, Refusal, misuse, say, wants_colour

if TYPE_CHECKING:
    from icefloe.api import Checked

__all__ = [
    "Refusal",
    "has_errors",
    "leave",
    "misuse",
    "misused",
    "put",
    "refuse_findings",
    "say",
    "say_findings",
    "unwritable",
    "wants_colour",
]


def leave(status: int) -> NoReturn:
    """End the verb with this exit status."""
    raise Left(status)


def misused(message: str) -> NoReturn:
    """Refuse a call that is not one of the verb, as click refuses those that it reads itself."""
    import click  # a call that is right needs none of it

    raise click.UsageError(message)


def put(text: str, output: str | None = None) -> None:
    """Put data on stdout, or into a file if one is named (`-` is stdout)."""
    if output is None or output == "-":
        sys.stdout.write(text)
        return
    path = Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        # A device or a pipe that was named on purpose: `-o /dev/stdout`.
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    _replace(path, text)


def unwritable(path: Path) -> str:
    """Why a file cannot be written, as far as that can be known before it is tried; "" where nothing is known."""
    if path.is_dir():
        return "it is a folder"
    if path.exists() and not path.is_file():
        return "" if os.access(path, os.W_OK) else "it cannot be written to"
    above = next(one for one in path.absolute().parents if one.exists())
    if not above.is_dir():
        return f"{above} is no folder"
    return "" if os.access(above, os.W_OK) else f"nothing can be written in {above}"


def _replace(path: Path, text: str) -> None:
    """Write through a new file beside it: a link is replaced and not followed, and nobody reads half of it."""
    # Most calls write no file.
    import tempfile

    umask = os.umask(0)
    os.umask(umask)
    mode = path.stat().st_mode & 0o777 if path.is_file() else 0o666 & ~umask
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:  # it names the new file, of which nobody knows
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def has_errors(checked: "Checked") -> bool:
    """Tell whether an error was found."""
    from icefloe.findings import Severity

    return any(finding.severity is Severity.ERROR for finding in checked.findings)


def refuse_findings(checked: "Checked") -> None:
    """Stop a verb that needs a pipeline without errors: say the findings on stderr, exit status 1."""
    if has_errors(checked):
        say_findings(checked)
        leave(1)


def say_findings(checked: "Checked") -> None:
    """Say on stderr what was found; what asks for nothing to be done is left to `check`."""
    from icefloe.findings import Severity
    from icefloe.report import full

    pressing = [finding for finding in checked.findings if finding.severity is not Severity.NOTE]
    say(full.render(pressing, checked.sources, checked.summary).rstrip("\n"))
