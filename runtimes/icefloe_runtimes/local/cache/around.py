"""What holds for a step wherever it gets its inputs from: versions, variables, rounds."""

import os
import sys
from collections.abc import Iterator

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.cache.leaf import digest, spelled
from icefloe_runtimes.local.cache.level import Level
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.step import parameters
from icefloe_schema.plan import LoopRun, Step
from icefloe_schema.version import VERSION

_PYTHON = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"


def around(setting: Setting, step: Step, level: Level) -> dict[str, str]:
    """Give all of it, by the words that people know it by."""
    plan = setting.plan
    return {
        "the version of icefloe": VERSION,
        "Python": _PYTHON,
        "the dialect": f"{plan.dialect} ({setting.framework})",
        "the import path": " ".join(plan.code.paths),
        "the formats": spelled(dict(setting.formats)),
        "the routes": spelled(dict(setting.routes)),
        **_variables(setting, step),
        **_rounds(plan.dialect, level),
    }


def hidden(setting: Setting) -> Iterator[str]:
    """The parameters that the environment gives: they may be secrets."""
    for one in setting.plan.parameters:
        if one.name not in setting.parameters and parameters.variable(one, os.environ):
            yield one.name


def _variables(setting: Setting, step: Step) -> dict[str, str]:
    """The environment variables that the run sets for a step; they may be secrets too."""
    found = dict(setting.environment)
    for name in sorted({one.policy.environment for one in deep((step,))}):
        found |= {f"{name}: {key}": value for key, value in setting.environments.get(name, {}).items()}
    return {f"the variable {name}": digest(value) for name, value in found.items()}


def _rounds(dialect: str, level: Level) -> dict[str, str]:
    """The numbers of the rounds that a step is in, as runnable's environment has them."""
    found: dict[str, str] = {}
    while dialect == "runnable" and level.outer is not None and level.step is not None:
        if isinstance(level.step.run, LoopRun) and level.step.run.index:
            found.setdefault(f"the round {level.step.run.index!r}", level.part)
        level = level.outer
    return found
