"""What a call of `check` would look at, and by which settings."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from icefloe.cli.wanting import paths_of, wanted_of

if TYPE_CHECKING:
    from icefloe.cli.call import Call
    from icefloe.project import Selected, Settings


def files_text(call: "Call") -> str:
    """The files that would be looked at, a path a line."""
    return "".join(f"{one.prefix}{path}\n" for one in _selected(call) for path in one.files)


def settings_text(call: "Call") -> str:
    """The settings of each project, as TOML, each with the place that says it."""
    found = ["".join(f"{line}\n" for line in _settings(one)) for one in _selected(call)]
    return "\n".join([*found, f"# cache folder: {_cache(call)}\n"])


def _cache(call: "Call") -> str:
    from icefloe.cli.answers import kept_in

    folder = kept_in(call)
    return "none" if folder is None else folder.as_posix()


def _selected(call: "Call") -> "tuple[Selected, ...]":
    from icefloe.project import select
    from icefloe.project.witness import Witness

    wanted = wanted_of(call)
    return select(paths_of(call), wanted.limits, Witness(wanted.given))


def _settings(selected: "Selected") -> Iterator[str]:
    settings = selected.settings
    yield f"# {selected.root.as_posix()}"
    read = ", ".join(path.as_posix() for path in settings.configured)
    yield f"# read: {read}" if read else "# no configuration was read: these are the defaults"
    for key, text in _rows(settings):
        told = dict(settings.origins).get(key.replace('"', ""))
        yield f"{key} = {text}{f'  # {told}' if told else ''}"
    for key, default in _unsaid(settings):
        yield f"# {key} is not set: {default}"


def _unsaid(settings: "Settings") -> Iterator[tuple[str, str]]:
    """What no configuration says, with what holds then."""
    if settings.select is None:
        from icefloe.choice.known import off_by_default

        yield "select", f"all codes but {', '.join(sorted(off_by_default()))}"
    if not settings.output_format:
        yield "output-format", "full"
    if settings.baseline is None:
        yield "baseline", "all that is found is reported"
    if not settings.python:
        yield "python", "no environment is read for the types of packages"
    if not settings.dialects:
        yield "dialects", "versions are those that lock files and pins say, else the newest known"


def _rows(settings: "Settings") -> Iterator[tuple[str, str]]:
    if settings.select is not None:
        yield "select", _list(settings.select)
    yield "ignore", _list(settings.ignore)
    yield "extend-select", _list(settings.extend_select)
    for patterns, codes in settings.per_file_ignores:
        yield f"per-file-ignores.{json.dumps(patterns.lines[0])}", _list(codes)
    yield "exclude", _list(tuple(line for one in settings.exclude for line in one.lines))
    yield "respect-gitignore", json.dumps(settings.respect_gitignore)
    yield "force-exclude", json.dumps(settings.force_exclude)
    yield "source", _list(settings.source)
    if settings.output_format:
        yield "output-format", json.dumps(settings.output_format)
    if settings.baseline is not None:
        yield "baseline", json.dumps(settings.baseline.as_posix())
    if settings.python:
        yield "python", json.dumps(settings.python)
    for name, version in settings.dialects:
        yield f"dialects.{name}", json.dumps(version)
    for name, stack in settings.stacks:
        said = {"target": stack.target, "store": stack.store, "parameters": stack.parameters}
        said |= {f"environment.{key}": text for key, text in stack.environment.items()}
        said |= {f"resources.{key}": text for key, text in stack.resources.items()}
        yield from ((f"stacks.{name}.{key}", json.dumps(text)) for key, text in said.items() if text)
    for name, variables in settings.environments:
        yield from ((f"environments.{name}.{key}", json.dumps(text)) for key, text in variables)
    for table, pairs in (("formats", settings.formats), ("routes", settings.routes)):
        yield from ((f"{table}.{json.dumps(key)}", json.dumps(text)) for key, text in pairs)
    for target, options in settings.targets:
        for name, option in options:
            yield f"targets.{target}.{name}", json.dumps(option)


def _list(words: tuple[str, ...]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
