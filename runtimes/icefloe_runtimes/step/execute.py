"""One step from its bindings to its published outputs."""

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from icefloe_runtimes.step.conventions import by_atoms, by_call, by_handler, by_shell, by_stub
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.functions import function
from icefloe_runtimes.step.literal import literal
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.outputs import atoms
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.refuse import refusal
from icefloe_runtimes.step.signature import MISSING, REQUIRED, call, without
from icefloe_runtimes.step.usage import used
from icefloe_runtimes.step.values import Skipped, Values
from icefloe_schema.plan import Binding, FromDefault, FunctionGuard, PythonRun, ShellRun, Step, StubRun


def execute(step: Step, artifacts: Path, parameters: Mapping[str, object], modules: Modules) -> Manifest:
    """Run the step and publish what it made, or that it was skipped; what the step raises comes through."""
    refused = refusal(step)
    if refused:
        raise UsageError(refused)
    started = time.monotonic()
    values = Values(artifacts, parameters, modules)
    try:
        _check_guard(step, values, modules)
        run = _prepared(step, values, modules)
    except Skipped as skipped:
        record = Manifest(step=step.id, status="skipped", reason=str(skipped), usage=used(started))
        return publish(step, record, {}, artifacts)
    # An atom's files are in the workspace until they are published.
    with tempfile.TemporaryDirectory(prefix="icefloe-") as workspace:
        outputs = run(Path(workspace))
        record = Manifest(step=step.id, simulated=isinstance(step.run, StubRun), usage=used(started))
        return publish(step, record, outputs, artifacts)


def _check_guard(step: Step, values: Values, modules: Modules) -> None:
    guard = step.guard
    if guard is None:
        return
    if isinstance(guard, FunctionGuard):
        test = function(guard.function, modules)
        passes = bool(call(test, _bound(guard.bindings, test, values))) is not guard.negate
    else:
        passes = bool(values.value(guard.test))
    if not passes:
        raise Skipped("its guard is false")


def _prepared(step: Step, values: Values, modules: Modules) -> Callable[[Path], Mapping[str, object]]:
    """The step with everything it needs, ready to run in a workspace."""
    if isinstance(step.run, PythonRun):
        return _python(step, step.run, values, modules)
    if isinstance(step.run, ShellRun):
        command, given = step.run.command, _bound(step.bindings, None, values)
        return lambda _: by_shell(command, given, step.outputs)
    seconds = literal(step.run.seconds, modules) if isinstance(step.run, StubRun) else None
    return lambda _: by_stub(seconds, step.outputs)


def _python(step: Step, run: PythonRun, values: Values, modules: Modules) -> Callable[[Path], Mapping[str, object]]:
    code = function(run.function, modules)
    if run.convention == "atoms":
        config = None if run.config is None else values.bound(run.config)
        given = _bound(step.bindings, None, values)
        return lambda workspace: atoms(by_atoms(code, config, given, workspace), step.outputs)
    if run.convention == "handler":
        inputs = _bound(step.bindings, None, values)
        return lambda _: by_handler(code, inputs, step.outputs)
    arguments = _bound(step.bindings, code, values)
    return lambda _: by_call(code, arguments, step.outputs, run.stream)


def _instead(code: Callable[..., object] | None, parameter: str) -> object:
    return without(code, parameter) if code else REQUIRED


def _bound(bindings: tuple[Binding, ...], code: Callable[..., object] | None, values: Values) -> dict[str, object]:
    """The values of bindings; where one is not there, what the function accepts in its place."""
    found: dict[str, object] = {}
    for binding in bindings:
        if isinstance(binding.value, FromDefault):
            continue
        try:
            found[binding.parameter] = values.bound(binding)
        except Skipped:
            instead = _instead(code, binding.parameter)
            if instead is REQUIRED:
                raise
            if instead is not MISSING:
                found[binding.parameter] = instead
    return found
