"""What holds for a step wherever it gets its inputs from: versions, variables, rounds."""

import os
import sys
from collections.abc import Iterator, Mapping

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.cache.leaf import digest, spelled
from icefloe_runtimes.local.cache.level import Level
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.step import parameters
from icefloe_schema.plan import LoopRun, Step
from icefloe_schema.version import VERSION

_PYTHON = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"


def surroundings(setting: Setting) -> dict[str, str]:
    """Give what is the same for all steps, by the words that people know it by."""
    plan = setting.plan
    return {
        "the version of icefloe": VERSION,
        "Python": _PYTHON,
        "the dialect": f"{plan.dialect} ({setting.framework})",
        "the import path": " ".join(plan.code.paths),
        "the formats": spelled(dict(setting.formats)),
        "the routes": spelled(dict(setting.routes)),
        **_variables(setting.environment, ""),
    }


def own(setting: Setting, step: Step, level: Level) -> dict[str, str]:
    """Give what is a step's own: the variables of its environment, the rounds that it is in."""
    found = _rounds(level) if setting.plan.dialect == "runnable" else {}
    for one in deep((step,)) if setting.environments else ():
        name = one.policy.environment
        found |= _variables(setting.environments.get(name, {}), f" of {name}")
    return found


def hidden(setting: Setting) -> Iterator[str]:
    """The parameters that the environment gives: they may be secrets."""
    for one in setting.plan.parameters:
        if one.name not in setting.parameters and parameters.variable(one, os.environ):
            yield one.name


def _variables(values: Mapping[str, str], of: str) -> dict[str, str]:
    """Environment variables that the run sets; they may be secrets too."""
    return {f"the variable {name}{of}": digest(value) for name, value in values.items()}


def _rounds(level: Level) -> dict[str, str]:
    """The numbers of the rounds that a step is in, as runnable's environment has them."""
    found: dict[str, str] = {}
    while level.outer is not None and level.step is not None:
        if isinstance(level.step.run, LoopRun) and level.step.run.index:
            found.setdefault(f"the round {level.step.run.index!r}", level.part)
        level = level.outer
    return found
