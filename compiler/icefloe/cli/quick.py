"""The plain calls of `check`, read without click: what one small file costs is mostly what is imported for it.

Whatever cannot be read here without a doubt is left to click, so that messages and exit statuses are always its own.
"""

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from icefloe.cli.call import Call

_VERBS: Final = ("check", "lint")
#: Options that take one value, with the values that may be given where they are few.
_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "--output-format": ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"),
    "--color": ("auto", "always", "never"),
    "--python": (),
    "--config": (),
    "--baseline": (),
    "--cache-dir": (),
    "--jobs": (),
}
#: Options that take a list, which may be given in parts.
_LISTS: Final = ("--select", "--ignore", "--extend-select", "--exclude", "--extend-exclude")
_FLAGS: Final = ("--exit-zero", "--statistics", "--quiet", "--verbose", "--isolated", "--no-cache")
_SHORT: Final[Mapping[str, str]] = {"-j": "--jobs", "-q": "--quiet", "-v": "--verbose"}
#: Python itself refuses to read numbers of thousands of digits.
_DIGITS: Final = 9


def attempt(arguments: Sequence[str]) -> int | None:
    """Answer a plain call of `check` and give its exit status; None leaves the call to click."""
    if list(arguments) == ["--version"] and "_ICEFLOE_COMPLETE" not in os.environ:
        return _version()
    call = asked(arguments)
    if call is None:
        return None
    from icefloe.cli import checking, speak
    from icefloe.syntax import importing

    importing.is_wanted = True
    speak.hasten()
    speak.prepare()
    return speak.outcome(lambda: checking.run(call, arguments))


def _version() -> int:
    """Say the version as click does."""
    from icefloe.cli import speak
    from icefloe_schema.version import VERSION

    def said() -> int:
        sys.stdout.write(f"icefloe, version {VERSION}\n")
        return 0

    return speak.outcome(said)


def asked(arguments: Sequence[str]) -> "Call | None":
    """Read a call; None if it is not one of `check`, or if there is any doubt about what it means."""
    if not arguments or arguments[0] not in _VERBS or "_ICEFLOE_COMPLETE" in os.environ:
        return None
    found = read(arguments[1:], Known(values=_VALUES, lists=_LISTS, flags=_FLAGS, short=_SHORT))
    return None if found is None else _call(tuple(found[0]), found[1])


class Known(NamedTuple):
    """The options that can be read without click: with the values that may be given where they are few, those that may
    be given several times, those without a value, and the short names of all."""

    values: Mapping[str, Sequence[str]]
    lists: Collection[str]
    flags: Collection[str]
    short: Mapping[str, str]


def read(arguments: Sequence[str], known: Known) -> tuple[list[str], dict[str, list[str]]] | None:
    """Sort the words of a call into those that are no options, and the values of options; None if there is one that
    click should look at."""
    words, plain = list(reversed(arguments)), list[str]()
    given: dict[str, list[str]] = {}
    while words:
        word = words.pop()
        if word == "--" or _is_pattern(word):
            return None
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        option, value = _parts(word, known)
        if option in known.flags and value is None:
            given[option] = []
        elif option in known.values or option in known.lists:
            if value is None:
                value = words.pop() if words else ""
            if not _may_be(option, value, known):
                return None
            given.setdefault(option, []).append(value)
        else:
            return None
    return plain, given


def _parts(word: str, known: Known) -> tuple[str, str | None]:
    """The option that a word names, and the value that is attached to it."""
    option = known.short.get(word[:2], "")
    if option and option not in known.flags and len(word) > 2:
        return option, word[2:]
    option, equals, value = word.partition("=")
    return (option, value) if equals else (known.short.get(option, option), None)


def _may_be(option: str, value: str, known: Known) -> bool:
    """Whether a value is certainly one of an option."""
    if not value or value.startswith("-") or _is_pattern(value):
        return False
    if option == "--jobs":
        return value.isascii() and value.isdigit() and len(value) < _DIGITS and int(value) > 0
    return not known.values.get(option) or value in known.values[option]


def _call(paths: tuple[str, ...], given: Mapping[str, Sequence[str]]) -> "Call":
    from icefloe.cli.call import Call

    def last(option: str) -> str | None:
        return given[option][-1] if option in given else None

    def words(option: str) -> tuple[str, ...] | None:
        if option not in given:
            return None
        return tuple(word.strip() for text in given[option] for word in text.split(",") if word.strip())

    jobs = last("--jobs")
    return Call(
        paths=paths,
        select=words("--select"),
        ignore=words("--ignore"),
        extend_select=words("--extend-select") or (),
        exclude=words("--exclude"),
        extend_exclude=words("--extend-exclude") or (),
        baseline=last("--baseline"),
        output_format=last("--output-format"),
        statistics="--statistics" in given,
        exit_zero="--exit-zero" in given,
        quiet="--quiet" in given,
        verbose="--verbose" in given,
        isolated="--isolated" in given,
        color=last("--color") or "auto",
        python=last("--python"),
        configuration=last("--config"),
        jobs=None if jobs is None else int(jobs),
        cache="--no-cache" not in given,
        cache_dir=last("--cache-dir"),
    )


def _is_pattern(word: str) -> bool:
    """Whether click expands a word by itself, as it does on Windows, where no shell has done so."""
    return os.name == "nt" and any(mark in word for mark in "*?[~$%")
