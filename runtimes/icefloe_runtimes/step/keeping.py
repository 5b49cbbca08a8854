"""How what steps make is kept."""

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_schema.records import dataclass

#: The folders of a workspace that hold contents, and what is registered.
OBJECTS, REGISTRY = "objects", "registry"
#: What the place of a route may tell of an output.
FIELDS = ("name", "run", "step", "output", "kind", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where contents are stored, in which formats, and where kinds of outputs go besides.

    Without a `store` each step's folder holds its files itself. `durable` forces everything to the disk before a step
    is told to have ended; a runner that does this for many steps at once wants it off. `formats` give for a type by
    its import path what writes and reads it (`module:name`), `routes` the place for a kind of outputs. `registry` is
    the folder in which outputs are registered by kind and name, and `run` what the run is called there.
    """

    store: Path | None = None
    durable: bool = True
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    routes: Mapping[str, str] = field(default_factory=dict[str, str])
    registry: Path | None = None
    run: str = ""


def runs_code(format_: str) -> bool:
    """Whether reading a value that is kept in such a format can load modules of the project."""
    return format_ == "pickle" or ":" in format_


def check_formats(formats: Mapping[str, str]) -> None:
    """See to it that every type and every format can be meant; `UsageError` if not."""
    for kind, named in formats.items():
        where = f"formats: {kind!r} = {named!r}"
        if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)+", kind):
            raise UsageError(f"{where}: name the type with its module, as `polars.DataFrame`")
        if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*", named):
            raise UsageError(f"{where}: name what writes and reads it as `module:name`")


def check_routes(routes: Mapping[str, str]) -> None:
    """See to it that every place can be meant; `UsageError` if not."""
    for kind, place in routes.items():
        where = f"routes.{kind} = {place!r}"
        for name in re.findall(r"\{([^{}]*)\}", place):
            if name not in FIELDS:
                raise UsageError(f"{where}: there is no {{{name}}}{meant(name, FIELDS)}")
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", place)):
            raise UsageError(f"{where}: a brace in it has no other")
        if not place.strip("/"):
            raise UsageError(f"{where}: it names no place")
        if "://" in place and not _is_there("fsspec"):
            raise UsageError(f"{where}: a place that is a URL needs fsspec: install icefloe[remote]")


def _is_there(module: str) -> bool:
    """Whether a module can be imported."""
    from importlib.util import find_spec  # seldom asked

    return find_spec(module) is not None
