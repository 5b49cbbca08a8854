"""Whole answers that were kept: what a call of `check` said when all that it looked at was as it is now.

This is looked for before anything else is loaded, so nothing is imported here that an answer does not need.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from icefloe.cache.facts import Facts
    from icefloe.cache.store import Store
    from icefloe.cli.call import Answer, Call

#: The variables that what `check` says depends on, beside those that only say where and how things are kept.
ENVIRONMENT = ("FORCE_COLOR", "HOME", "ICEFLOE_OUTPUT_FORMAT", "NO_COLOR", "TERM")
VERBS = ("check", "lint")
DEBUG = "ICEFLOE_DEBUG"
_NEVER = ("--no-cache", "-v", "--verbose", "-")
_DIRECTORY = "--cache-dir"


def recall(arguments: "Sequence[str]") -> int | None:
    """Say the answer that was kept for a call, and give its exit status; None if there is none that holds."""
    store = _store(arguments)
    name = "" if store is None else _name(arguments)
    if store is None or not name:
        return None
    from icefloe.cache.facts import hold

    kept: tuple[Facts, str, str, int] | None = store.get(name)
    if kept is None or not hold(kept[0]):
        return None
    return _speak(*kept[1:])


def keep(arguments: "Sequence[str]", call: "Call", answer: "Answer", facts: "Facts | None") -> str:
    """Keep the answer to a call; give the reason where that could not be done."""
    changes = call.fix or call.diff or call.update_baseline or call.add_ignore is not None
    other = call.stdin_filename is not None or call.show_files or call.show_settings or call.output_file is not None
    if facts is None or changes or other:
        return ""
    store = _store(arguments)
    name = "" if store is None else _name(arguments)
    if store is None or not name:
        return ""
    return store.put(name, (facts, answer.out, answer.err, answer.status))


def kept_in(call: "Call") -> "Path | None":
    """The cache folder that a call uses, None if it is to use none, or there can be none."""
    from pathlib import Path

    found = _folder(call.cache_dir or "") if call.cache else None
    return None if found is None else Path(found)


def unused(call: "Call") -> str:
    """Say that the cache folder of a call is not used, "" if it is, or is not to be."""
    from icefloe.cache.store import refused

    folder = refused(os.environ, call.cache_dir or "") if call.cache else ""
    why = "lies in the project and is not used, so that a checkout cannot bring answers along"
    return f"icefloe: the cache folder {folder} {why}" if folder else ""


def jobs(call: "Call") -> int:
    """How many processes may read files: as many as there are processors that this one may use."""
    if call.jobs is not None:
        return call.jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _folder(given: str) -> str | None:
    from icefloe.cache.store import chosen

    return chosen(os.environ, given)


def _store(arguments: "Sequence[str]") -> "Store | None":
    """Where the answer to a call would be kept, None if to none."""
    if not arguments or arguments[0] not in VERBS or os.environ.get(DEBUG):
        return None
    given = ""
    for place, word in enumerate(arguments):
        if word in _NEVER or _is_verbose(word):
            return None
        if word == _DIRECTORY:
            given = arguments[place + 1] if place + 1 < len(arguments) else ""
        elif word.startswith(f"{_DIRECTORY}="):
            given = word[len(_DIRECTORY) + 1 :]
    from icefloe.cache.store import opened

    return opened(_folder(given))


def _is_verbose(word: str) -> bool:
    """Whether one of several flags in one word is that for more words."""
    return word.startswith("-") and not word.startswith("--") and "v" in word


def _name(arguments: "Sequence[str]") -> str:
    """The name of the answer to a call, another one wherever it might say something else; "" if there can be none."""
    from icefloe.cache.stamp import stamp
    from icefloe.cache.store import named

    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib is not loaded
    except OSError:  # it is gone
        return ""
    if sys.stdout is None or sys.stderr is None:  # the caller has closed it
        return ""
    around = [f"{name}={os.environ.get(name)}" for name in ENVIRONMENT]
    terminal = f"{sys.stdout.isatty()} {sys.stderr.isatty()}"
    return f"a-{named(stamp(), here, terminal, *around, *arguments)}"


def _speak(out: str, err: str, status: int) -> int:
    """Say an answer as the call itself would have."""
    from icefloe.cli import speak

    def said() -> int:
        if out:
            sys.stdout.write(out)
        if err:
            speak.say(err)
        return status

    speak.prepare()
    return speak.outcome(said)
