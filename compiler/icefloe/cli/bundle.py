"""`icefloe bundle`: a pipeline in a single file that any Python runs."""

import os
import shlex
import tempfile
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.options import config_option, defines_option
from icefloe.cli.plans import SUFFIXES, is_source, several
from icefloe.cli.talk import Refusal, leave, put, refuse_findings, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icefloe.api.bundling import Bundled

SUFFIX = ".pyz"


@click.command(short_help="Put a pipeline into one file that runs anywhere.")
@click.argument("target", metavar="FILE[:NAME]|NAME@VERSION")
@click.option("-o", "--output", metavar="FILE", help="Where to write it. Default: beside FILE.")
@click.option(
    "--include",
    "included",
    metavar="PATH",
    multiple=True,
    help="Put a file or a folder of the project into it that its steps read (repeatable).",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the bundle is missing or stale.")
@config_option
@defines_option
def bundle(
    target: str,
    output: str | None,
    included: tuple[str, ...],
    check: bool,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Put a pipeline into one file: the plan, its lock, the project's own sources, and what runs them.

    `python FILE.pyz` runs it with nothing but Python and what the steps themselves import; `python FILE.pyz --help`
    says the rest. The same sources give the same bytes everywhere.
    """
    from icefloe_runtimes.bundle.archive import pack
    from icefloe_runtimes.bundle.contents import CannotBundle, contents, notes
    from icefloe_runtimes.locked import Drifted

    made, beside, root = _bundled(target, included, configuration, defines)
    path = Path(output) if output is not None else beside
    try:
        data = pack(contents(made.plan, made.lock, made.files))
    except (CannotBundle, Drifted) as error:
        _say_why(error, target)
        leave(1)
    for note in (*notes(made.plan), *_left_out(made, root)):
        say(f"note: {note}")
    if check:
        _compare(path, data, root)
        return
    _write(path, data)
    say(f"wrote {_shown(path)} ({len(data) // 1000} kB)")
    put(f"sha256:{sha256(data).hexdigest()}\n")


def _bundled(
    target: str, included: tuple[str, ...], configuration: str | None, defines: "Mapping[str, str]"
) -> "tuple[Bundled, Path, Path]":
    """Gather what the bundle holds; give it with where it stands unless another place is wanted, and its project."""
    from icefloe import api
    from icefloe.api.bundling import bundled, bundled_version
    from icefloe.api.versions import file_name, saved, split_version

    version = split_version(target)
    if version is not None:
        if defines or configuration or included:
            raise Refusal(f"{target} is compiled and frozen already: -D, --config and --include are for sources")
        found = saved(Path.cwd(), *version)
        return bundled_version(found), Path(f"{file_name(target)}{SUFFIX}"), found.root
    if target.endswith(SUFFIXES) and not is_source(target):
        raise Refusal(f"{target} is a plan: a bundle is made of the sources, so name FILE[:NAME] or NAME@VERSION")
    compiled = api.compile_(target, defines=defines, configuration=configuration)
    refuse_findings(compiled.checked)
    if len(compiled.plans) != 1:
        raise Refusal(several(target, compiled.plans))
    made = compiled.plans[0]
    return bundled(compiled, made, included), compiled.root / f"{made.stem}{SUFFIX}", compiled.root


def _left_out(made: "Bundled", root: Path) -> "Iterator[str]":
    from icefloe.api.bundling import left_out

    for name, path in left_out(made.plan, made.files, root):
        yield f"{path}, the default of {name}, is not in it: --include it, or have it where the bundle runs"


def _say_why(error: Exception, target: str) -> None:
    from icefloe_runtimes.locked import Drifted

    for line in str(error).splitlines():
        say(f"error: {line}")
    if isinstance(error, Drifted):
        say(f"hint: nothing was written; {target} was saved from other sources: check out those of that version")
    else:
        say("hint: a bundle runs as `icefloe run` does, which cannot run this either")


def _compare(path: Path, data: bytes, root: Path) -> None:
    there = path.read_bytes() if path.is_file() else None
    if there == data:
        return
    more = " ".join(f"--include {shlex.quote(_shown(root / one))}" for one in _more(there, data))
    state = "missing" if there is None else "stale"
    say(f"{_shown(path)} is {state}{f': it was made with {more}' if more else ''}")
    say(f"hint: {f'give {more} here too; or, ' if more else ''}to write it again, leave out --check")
    leave(1)


def _more(there: bytes | None, data: bytes) -> "list[str]":
    """Give the files of the project that a bundle holds, and the one that would be written does not; no modules."""
    from icefloe_runtimes.bundle.entries import PROJECT

    try:
        with zipfile.ZipFile(BytesIO(there or b"")) as old, zipfile.ZipFile(BytesIO(data)) as new:
            found = sorted(set(old.namelist()) - set(new.namelist()))
    except (zipfile.BadZipFile, ValueError):
        return []
    begin = f"{PROJECT}/"
    return [one.removeprefix(begin) for one in found if one.startswith(begin) and not one.endswith((".py", "/"))]


def _write(path: Path, data: bytes) -> None:
    """Write through a new file beside it, so that nobody runs half of it; who may read it may run it."""
    if path.exists() and not path.is_file():
        # A device or a pipe that was named on purpose.
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    umask = os.umask(0)
    os.umask(umask)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o777 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
