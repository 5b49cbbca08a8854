"""The environment whose packages tell types, and what else a call names beside the sources."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.wanted import Wanted
from icefloe.connections import Tally
from icefloe.project import ProjectError, Selected, absolute, packages, read_document
from icefloe.project.witness import Witness
from icefloe.types import causes

if TYPE_CHECKING:
    from icefloe.survey import Configuration

#: What the environment of a project is usually called.
_ENVIRONMENTS = (".venv", "venv", "env")


def given_configuration(root: Path, path: str | None, witness: Witness | None = None) -> "Configuration | None":
    """Read the file of configuration that the user names; it may stand outside of the project."""
    if path is None:
        return None
    from icefloe.survey import Configuration

    found = absolute(path)
    try:
        data = read_document(found)
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror or error}") from error
    if witness is not None:
        witness.saw(str(found), data)
    return Configuration(path=Path(os.path.relpath(found, root)).as_posix(), data=data)


def folders_of(wanted: Wanted, selected: Selected) -> tuple[Path, ...]:
    """The folders of packages: of the environment that the call names, else of the one that the settings name."""
    if wanted.python is not None:
        return packages(wanted.python, Path.cwd())
    named = selected.settings.python
    return packages(named, selected.root) if named else ()


def hint(tally: Tally, selected: Selected, wanted: Wanted, witness: Witness) -> str:
    """How what is not known of packages could be told: by the environment that lies in the project, or by any."""
    missing = any(causes.is_unresolvable(cause) for cause, _ in tally.causes)
    if not missing or wanted.python is not None or selected.settings.python:
        return ""
    inside = next((name for name in _ENVIRONMENTS if witness.kind(selected.root / name / "pyvenv.cfg") == "f"), "")
    if inside:
        return f"--python {selected.prefix}{inside} reads the types of the packages that are installed there"
    return "--python VENV reads the types of the packages that are installed in an environment"
