"""How the command speaks, without click: data on stdout, talk on stderr, and what becomes of what a verb raises."""

import gc
import os
import sys
from io import TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130
INTERNAL = 2


class Refusal(Exception):  # noqa: N818 - it is what a person is told, and no mistake of ours
    """The call is wrong, and this is why: exit status 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Left(Exception):  # noqa: N818 - nothing is wrong
    """The verb ends here, with this exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def say(message: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    if sys.stderr is not None:  # the caller may have closed it
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()


def hasten(objects: int = 1_000_000) -> None:
    """Look for garbage seldom: each time that so many objects more are there."""
    # A short command makes little garbage, and trees are large: what is looked for in vain is a quarter of its time.
    # A long one is still tidied up, more seldom: a file of a thousand steps makes half a million objects.
    gc.set_threshold(objects, 20, 20)


def prepare() -> None:
    """Let both streams take every text: what the terminal cannot show is shown as its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def misuse(error: Exception) -> str | None:
    """Give the message of an exception that tells of a wrong call or document, or None for any other."""
    from icefloe.project.root import ProjectError
    from icefloe_schema.errors import SchemaError

    if isinstance(error, ProjectError | SchemaError):
        return str(error)
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        where = f"{error.filename}: " if error.filename is not None else ""
        return f"{where}{error.strerror or error}"
    return None


def outcome(verb: "Callable[[], int]") -> int:
    """Run a verb for its exit status; what it raises is said as what it is, but for packages that are not installed."""
    try:
        status = verb()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes at exit once more and would complain; there is nobody to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("icefloe"):
            raise
        _confess(error)
        return INTERNAL
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours, and the user is to hear of it briefly
        refused = misuse(error)
        if refused is None:
            _confess(error)
        else:
            say(f"error: {refused}")
        return INTERNAL
    return status


def _confess(error: Exception) -> None:
    if os.environ.get("ICEFLOE_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
        return
    say(
        f"error: icefloe itself failed ({type(error).__name__}: {error}); this is a mistake in icefloe, not in your "
        "pipeline. Please report it with the output of the same command under ICEFLOE_DEBUG=1"
    )


def wants_colour(choice: str) -> bool:
    """Decide on colour for stdout: the option beats the environment, NO_COLOR beats FORCE_COLOR."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def wants_links(choice: str) -> bool:
    """Decide on links of the terminal: where there is colour, and somebody to click."""
    return wants_colour(choice) and sys.stdout.isatty()
