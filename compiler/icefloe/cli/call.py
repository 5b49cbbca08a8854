"""One call of the verb `check`, and its answer, as data."""

from typing import Literal

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of `check`: each field is the parameter of that name, with the value that it has if it is not given."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    baseline: str | None = None
    update_baseline: bool = False
    add_ignore: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    stdin_filename: str | None = None
    isolated: bool = False
    show_files: bool = False
    show_settings: bool = False
    output_format: str | None = None
    output_file: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    types: Literal["builtin", "deep"] = "builtin"
    python: str | None = None
    configuration: str | None = None
    jobs: int | None = None
    cache: bool = True
    cache_dir: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call is answered: the texts for stdout and stderr, and the exit status."""

    out: str = ""
    err: str = ""
    status: int = 0
