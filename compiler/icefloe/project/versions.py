"""Which version of a system a project's files speak of: its configuration, its lock file, a pin. Never what is
installed: the same files must give the same plan everywhere."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from icefloe.project.root import ProjectError
from icefloe.project.settings import Settings
from icefloe.source import Files

VERSION = r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,4}(?:(?:a|b|rc|\.post|\.dev)[0-9]{1,6})?"
LOCKS = ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")
REQUIREMENTS = ("requirements.txt", "requirements.lock", "requirements-lock.txt", "requirements.in")


def version(distribution: str, dialect: str, files: Files, settings: Settings) -> str:
    """The version of a distribution that the project uses, or an empty text if nothing says which.

    The configuration's word for the dialect comes first, then lock files, then pins (`==`) in requirements.
    """
    chosen = dict(settings.dialects).get(dialect, "")
    if chosen and re.fullmatch(VERSION, chosen) is None:
        raise ProjectError(f"{settings.place(f'dialects.{dialect}')}: {chosen!r} is not a version")
    return chosen or next(_found(_plain(distribution), files, settings), "")


def known(settings: Settings, dialects: Sequence[str]) -> None:
    """Refuse a version for a dialect that there is not."""
    for name, _ in settings.dialects:
        if name not in dialects:
            from difflib import get_close_matches

            near = get_close_matches(name, dialects, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(sorted(dialects))}"
            raise ProjectError(f"{settings.place(f'dialects.{name}')} is no dialect: {hint}")


def newer(settings: Settings, newest: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say of each version in the configuration that it is newer than the newest one known of its dialect."""
    last = dict(newest)
    for name, chosen in settings.dialects:
        if last.get(name) and _release(chosen) > _release(last[name]):
            place = settings.place(f"dialects.{name}")
            yield f"{place}: {chosen} is newer than {last[name]}, the newest that is known, and is read like it"


def _release(text: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared; 2.2 is 2.2.0."""
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", text)
    numbers = [int(one) for one in release[0].split(".")] if release is not None else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _found(name: str, files: Files, settings: Settings) -> Iterator[str]:
    for path in LOCKS:
        yield from _locked(files.read(path), name)
    yield from _pipenv(files.read("Pipfile.lock"), name)
    yield from _pinned(settings.dependencies, name)
    for path in REQUIREMENTS:
        text = (files.read(path) or b"").decode(errors="replace")
        yield from _pinned(text.splitlines(), name)


def _locked(data: bytes | None, name: str) -> Iterator[str]:
    """The version in a lock file of tables with `name` and `version`; nothing in one that cannot be read."""
    if data is None:
        return
    try:
        import tomllib

        document = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        return
    for key in ("package", "packages"):
        entries = document.get(key)
        for entry in cast("list[object]", entries) if isinstance(entries, list) else []:
            table = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
            if _plain(str(table.get("name", ""))) == name:
                yield from _checked(str(table.get("version", "")))


def _pipenv(data: bytes | None, name: str) -> Iterator[str]:
    if data is None:
        return
    try:
        document: object = json.loads(data)
    except (ValueError, RecursionError):
        return
    for section in ("default", "develop"):
        for key, entry in _table(_table(document).get(section)).items():
            if _plain(key) == name:
                yield from _checked(str(_table(entry).get("version", "")).removeprefix("=="))


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _pinned(requirements: Iterable[str], name: str) -> Iterator[str]:
    """The versions of requirements of the form `name==1.2`, `name[extra]==1.2.* ; marker`."""
    for line in requirements:
        match = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?\s*===?\s*([^\s;,#)]+)", line)
        if match is not None and _plain(match[1]) == name:
            yield from _checked(match[2].removesuffix(".*"))


def _checked(text: str) -> Iterator[str]:
    if re.fullmatch(VERSION, text) is not None:
        yield text


def _plain(name: str) -> str:
    """A distribution's name in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()
