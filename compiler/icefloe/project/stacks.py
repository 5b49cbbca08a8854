"""Stacks and environments: where and how runs take place, by name, out of the configuration."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe.project.root import ProjectError
from icefloe.project.tables import Table
from icefloe_schema.records import dataclass

_KEYS = ("environment", "parameters", "resources", "store", "target")
_RESOURCES = ("cpu", "gpu", "gpu-count", "memory", "storage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One stack: the target that it is for, the folder that keeps runs, a file of values for parameters, variables of
    the environment, and the resources of steps that ask for none. Paths are whole ones; what is empty is not said.
    """

    target: str = ""
    store: str = ""
    parameters: str = ""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    resources: Mapping[str, str] = field(default_factory=dict[str, str])


def read_stacks(table: Table, folder: Path, environments: Mapping[str, Mapping[str, str]]) -> dict[str, Stack]:
    """Read the table of stacks of a configuration that stands in a folder."""
    return {name: _stack(table.table(name), folder, environments) for name in table.data}


def read_environments(table: Table) -> dict[str, dict[str, str]]:
    """Read the table of environments: variables by name, for each name."""
    return {name: _texts(table.table(name)) for name in table.data}


def _stack(table: Table, folder: Path, environments: Mapping[str, Mapping[str, str]]) -> Stack:
    _known(table, _KEYS)
    named = table.data.get("environment")
    if isinstance(named, str):
        if named not in environments:
            raise ProjectError(f"{table.place('environment')}: there is no [tool.icefloe.environments.{named}]")
        environment = dict(environments[named])
    else:
        environment = _texts(table.table("environment"))
    resources = table.table("resources")
    _known(resources, _RESOURCES)
    if not str(resources.data.get("gpu-count", "0")).isdigit():
        raise ProjectError(f"{resources.place('gpu-count')} must be a number from 0 on")
    return Stack(
        target=table.string("target") or "",
        store=_path(table, "store", folder),
        parameters=_path(table, "parameters", folder),
        environment=environment,
        resources={name.replace("-", "_"): text for name, text in _texts(resources).items()},
    )


def _known(table: Table, keys: tuple[str, ...]) -> None:
    for key in table.data:
        if key not in keys:
            raise ProjectError(f"{table.file}: [{table.at}] has no key `{key}`: there are {', '.join(keys)}")


def _path(table: Table, key: str, folder: Path) -> str:
    text = table.string(key)
    if text is None:
        return ""
    if not text or "\0" in text:
        raise ProjectError(f"{table.place(key)} is no path")
    return str(folder / Path(text).expanduser())


def _texts(table: Table) -> dict[str, str]:
    """The entries of a table as texts; numbers are written as they stand."""
    found: dict[str, str] = {}
    for key, value in table.data.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ProjectError(f"{table.place(key)} must be a string or a number")
        found[key] = str(value)
    return found
