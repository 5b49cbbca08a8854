"""Commands that need no Python around them."""

import json
import os
import re
import sys

from icefloe_runtimes.local.crew.job import Direct
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.parameters import values
from icefloe_schema import literals
from icefloe_schema.plan import Binding, FromDefault, FromLiteral, FromParameter, Plan, ShellRun, Step

#: A command of such characters alone is its words: a shell would do no more than to look the first one up.
_PLAIN = re.compile(r"[A-Za-z0-9_./:,+@%^-][A-Za-z0-9_./:,+@%^= -]*")
#: Words that a shell understands itself, but for those that do the same as a program.
_WORDS = frozenset(
    (".", ":", "alias", "bg", "break", "case", "cd", "command", "continue", "do", "done", "echo", "elif", "else")
    + ("esac", "eval", "exec", "exit", "export", "fc", "fg", "fi", "for", "getopts", "hash", "if", "in", "jobs")
    + ("kill", "local", "printf", "pwd", "read", "readonly", "return", "set", "shift", "test", "then", "time", "times")
    + ("trap", "type", "ulimit", "umask", "unalias", "unset", "until", "wait", "while")
)


def direct(step: Step, setting: Setting) -> Direct | None:
    """Give what to start for a step outside all bodies whose values are known and whose result is nothing.

    `None` where somebody has to look at more: then it is a worker's. Linux only, where the descendants of a command
    can be found.
    """
    run = step.run
    if not isinstance(run, ShellRun) or step.outputs or step.guard or step.catalog or sys.platform != "linux":
        return None
    environment: dict[str, str] = {}
    for binding in step.bindings:
        if binding.adapt or not isinstance(binding.value, FromLiteral | FromParameter | FromDefault):
            return None
        if isinstance(binding.value, FromDefault):
            continue
        try:
            environment[binding.parameter] = _text(_value(binding, setting))
        except (KeyError, TypeError, ValueError, UsageError):
            # What is wrong is said by the worker, as for any other step.
            return None
    return Direct(words=words(run.command), environment=environment)


def words(command: str) -> tuple[str, ...]:
    """The words to start for a command: its own, or those of a shell that is given it."""
    own = tuple(command.split(" "))
    if _PLAIN.fullmatch(command) and "" not in own and "=" not in own[0] and own[0] not in _WORDS:
        return own
    return ("sh", "-c", command)


def _value(binding: Binding, setting: Setting) -> object:
    value = binding.value
    if isinstance(value, FromParameter):
        return _parameters(setting.plan, setting)[value.name]
    return literals.decode(value.value) if isinstance(value, FromLiteral) else None


def _parameters(plan: Plan, setting: Setting) -> dict[str, object]:
    return values(plan, setting.parameters, os.environ)


def _text(value: object) -> str:
    if isinstance(value, literals.Ref):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(value)
