"""What the command line says of which files are looked at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from icefloe.project.files import ProjectFiles
from icefloe.project.ignores import Patterns
from icefloe.project.settings import Settings, read_settings
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Which files a call means, as far as it says so itself; None where the settings decide.

    `exclude` takes the place of the patterns in the settings, `extend_exclude` joins them; both hold from the shell's
    folder. With `isolated` no configuration is read at all.
    """

    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    isolated: bool = False


def settings_within(files: ProjectFiles, limits: Limits) -> Settings:
    """Read the settings of a project, with what the call says in their place."""
    settings = read_settings(files, isolated=limits.isolated)
    if limits == Limits(isolated=limits.isolated):
        return settings
    own = settings.exclude if limits.exclude is None else tuple(from_here(files.root, limits.exclude))
    respect, force = limits.respect_gitignore, limits.force_exclude
    return replace(
        settings,
        exclude=(*own, *from_here(files.root, limits.extend_exclude)),
        respect_gitignore=settings.respect_gitignore if respect is None else respect,
        force_exclude=settings.force_exclude if force is None else force,
    )


def from_here(root: Path, lines: tuple[str, ...]) -> Iterator[Patterns]:
    """Patterns of the call: they hold from the shell's folder, or else from the root."""
    here = Path.cwd()
    if not lines:
        return
    if root != here and root.is_relative_to(here):
        yield Patterns(lines=lines, above=f"{root.relative_to(here).as_posix()}/")
    else:
        below = here.relative_to(root).as_posix() if here != root and here.is_relative_to(root) else ""
        yield Patterns(lines=lines, below=below)
