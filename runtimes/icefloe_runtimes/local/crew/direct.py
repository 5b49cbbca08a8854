"""Commands that need no Python around them."""

import json
import os
import re
import sys
from collections.abc import Mapping
from hashlib import sha256

from icefloe_runtimes.edges import deep, leaves
from icefloe_runtimes.local.crew.job import Direct, Job, Left
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.manifest import MANIFEST, MadeFrom, Manifest, Usage
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.parameters import values
from icefloe_runtimes.step.readings import said
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.plan import Binding, FromDefault, FromLiteral, FromParameter, FromRan, Plan, ShellRun, Step

#: A command of such characters alone is its words: a shell would do no more than to look the first one up.
_PLAIN = re.compile(r"[A-Za-z0-9_./:,+@%^-][A-Za-z0-9_./:,+@%^= -]*")
#: Words that a shell understands itself, but for those that do the same as a program.
# fmt: off
_WORDS = frozenset((
    ".", ":", "alias", "bg", "break", "case", "cd", "command", "continue", "do", "done", "echo", "elif", "else",
    "esac", "eval", "exec", "exit", "export", "fc", "fg", "fi", "for", "getopts", "hash", "if", "in", "jobs",
    "kill", "local", "printf", "pwd", "read", "readonly", "return", "set", "shift", "test", "then", "time", "times",
    "trap", "type", "ulimit", "umask", "unalias", "unset", "until", "wait", "while",
))
# fmt: on


class Commands:
    """Finds among the steps of a plan the commands whose values are known and whose result is nothing.

    Linux only: there the descendants of a command can be found when the runner is gone.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        steps = setting.plan.steps if sys.platform == "linux" else ()
        self._steps = {step.id: step for step in steps if isinstance(step.run, ShellRun) and _is_bare(step)}
        self._asked = _asked(setting.plan) if self._steps else frozenset[str]()
        self._parameters: Mapping[str, object] | None = None

    def of(self, job: Job) -> Direct | None:
        """Give what to start for a job; `None` where somebody has to look at more: then it is a worker's."""
        call = job.calls[0]
        step = None if call.inside or call.do != "run" or len(job.calls) > 1 else self._steps.get(call.step)
        if step is None or not isinstance(step.run, ShellRun):
            return None
        leaves_nothing = not step.policy.cache and step.id not in self._asked
        if not step.bindings:
            return Direct(words=words(step.run.command), leaves_nothing=leaves_nothing)
        try:
            given = {one.parameter: self._value(one) for one in step.bindings if not isinstance(one.value, FromDefault)}
            environment = {name: _text(value) for name, value in given.items()}
        except (KeyError, TypeError, ValueError, UsageError, SchemaError):
            # What is wrong is said by the worker, as for any other step.
            return None
        if any(self._is_path(text) for text in environment.values()):
            # The worker looks at the file, too.
            return None
        return Direct(
            words=words(step.run.command),
            environment=environment,
            made_from=MadeFrom() if leaves_nothing else self._made_from(step),
            leaves_nothing=leaves_nothing,
        )

    def _value(self, binding: Binding) -> object:
        value = binding.value
        if isinstance(value, FromParameter):
            return self._given()[value.name]
        return literals.decode(value.value) if isinstance(value, FromLiteral) else None

    def _given(self) -> Mapping[str, object]:
        if self._parameters is None:
            self._parameters = values(self._setting.plan, self._setting.parameters, os.environ)
        return self._parameters

    def _is_path(self, text: str) -> bool:
        return bool(text) and "\0" not in text and os.path.lexists(os.path.join(self._setting.root, text))  # noqa: PTH118

    def _made_from(self, step: Step) -> MadeFrom:
        names = [one.value.name for one in step.bindings if isinstance(one.value, FromParameter)]
        return MadeFrom(parameters={name: said(self._given()[name]) for name in names})


def words(command: str) -> tuple[str, ...]:
    """The words to start for a command: its own, or those of a shell that is given it."""
    own = tuple(command.split(" "))
    if _PLAIN.fullmatch(command) and "" not in own and "=" not in own[0] and own[0] not in _WORDS:
        return own
    return ("sh", "-c", command)


def record(job: Job, command: Direct, used: Usage) -> Left:
    """Leave the record of a command that has ended well; it is there as a whole or not at all.

    To make a folder and a file for each command would take a sixth of all that a command takes: one that leaves nothing
    has none.
    """
    step = job.calls[0].step
    made = Manifest(step=step, made_from=command.made_from, usage=used)
    if command.leaves_nothing:
        return Left(record=made, sha256="")
    name = folder(step)
    final, making = f"{job.folder}/{name}", f"{job.folder}/making-{name}.{os.getpid()}"
    text = made.dumps().encode()
    # Paths are texts here: to make a `Path` takes longer than these calls do.
    os.mkdir(making)  # noqa: PTH102
    file = os.open(f"{making}/{MANIFEST}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        os.write(file, text)
    finally:
        os.close(file)
    try:
        os.rename(making, final)  # noqa: PTH104
    except OSError:
        # One that stands there from an earlier try goes.
        import shutil

        shutil.rmtree(final)
        os.rename(making, final)  # noqa: PTH104
    return Left(record=made, sha256=sha256(text).hexdigest())


def _is_bare(step: Step) -> bool:
    plain = all(isinstance(one.value, FromLiteral | FromParameter | FromDefault) for one in step.bindings)
    adapted = any(one.adapt for one in step.bindings)
    return plain and not adapted and not step.outputs and step.guard is None and not step.catalog


def _asked(plan: Plan) -> frozenset[str]:
    """The steps of which another one asks whether they ran: it looks for their records."""
    values = (value for step in deep(plan.steps) for value in leaves(step))
    return frozenset(value.step for value in values if isinstance(value, FromRan))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
