"""One step from its bindings to its published outputs."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.standin.atoms import Atom
from icefloe_runtimes.standin.raised import SkipNodeException
from icefloe_runtimes.step import catalog
from icefloe_runtimes.step.conventions import by_atoms, by_call, by_handler, by_shell, by_stub
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.functions import fixed, function
from icefloe_runtimes.step.literal import literal
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.narrow import fields
from icefloe_runtimes.step.outputs import atoms
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.refuse import refusal
from icefloe_runtimes.step.shared import changes
from icefloe_runtimes.step.signature import MISSING, REQUIRED, call, defaults, first, listed, without
from icefloe_runtimes.step.usage import used
from icefloe_runtimes.step.values import Context, Skipped, Values
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.plan import (
    Binding,
    FromContext,
    FromDefault,
    FromParameter,
    FunctionGuard,
    NotebookRun,
    PythonRun,
    ShellRun,
    Step,
    StubRun,
)
from icefloe_schema.records import dataclass

_NOWHERE = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A step with everything it needs, ready to run, in a folder of its own if it wants a `workspace`.

    `maker` is what its atoms are made of, `context` what it may change for the steps after it.
    """

    run: Callable[[Path], Mapping[str, object]]
    maker: Maker
    context: Context | None = None
    workspace: bool = False


def execute(step: Step, values: Values) -> Manifest:
    """Run the step and publish what it made, or that it was skipped; what the step raises comes through."""
    refused = refusal(step)
    if refused:
        raise UsageError(refused)

    return performed(step, values, _prepared)


def performed(step: Step, values: Values, prepared: Callable[[Step, Values], Ready]) -> Manifest:
    """Prepare and run, and publish as the step's outputs what comes of it."""
    started = time.monotonic()
    try:
        ready = prepared(step, values)
        if step.catalog:
            catalog.get(step, values)
        if not ready.workspace:
            return _published(step, ready, _NOWHERE, started, values)
        from tempfile import TemporaryDirectory

        # An atom's files are in it until they are published.
        with TemporaryDirectory(prefix="icefloe-") as workspace:
            return _published(step, ready, Path(workspace), started, values)
    except (Skipped, SkipNodeException) as skipped:
        values.modules.settle()
        itself = ": ".join(("it skipped itself", *filter(None, [str(skipped)])))
        reason = str(skipped) if isinstance(skipped, Skipped) else itself
        record = Manifest(step=step.id, status="skipped", reason=reason, usage=used(started))
        return publish(step, record, {}, values)


def _published(step: Step, ready: Ready, workspace: Path, started: float, values: Values) -> Manifest:
    outputs = ready.run(workspace)
    values.modules.settle()
    files = catalog.put(step) if step.catalog else None
    record = Manifest(step=step.id, simulated=isinstance(step.run, StubRun), usage=used(started))
    changed = {} if ready.context is None else changes(values.context(step), ready.context)
    return publish(step, record, outputs, values, ready.maker, changed, files)


def check_guard(step: Step, values: Values) -> None:
    """Raise `Skipped` where the step's guard is false."""
    guard = step.guard
    if guard is None:
        return
    if isinstance(guard, FunctionGuard):
        test = function(guard.function, values.modules)
        passes = bool(call(test, arguments(step, guard.bindings, test, values))) is not guard.negate
    else:
        passes = bool(values.value(guard.test))
    if not passes:
        raise Skipped("its guard is false")


def _prepared(step: Step, values: Values) -> Ready:
    if step.guard is not None:
        check_guard(step, values)
    maker = Maker(step=step.id, user=values.user)
    if isinstance(step.run, PythonRun):
        return _python(step, step.run, values, maker)
    if isinstance(step.run, NotebookRun):
        from icefloe_runtimes.step.notebook import by_notebook

        path, given = step.run.path, arguments(step, step.bindings, None, values)
        return Ready(run=lambda _: by_notebook(path, given, step, values), maker=maker)
    if isinstance(step.run, ShellRun):
        command, given = step.run.command, arguments(step, step.bindings, None, values)
        values.artifacts.mkdir(parents=True, exist_ok=True)
        exported = values.artifacts / f"making-{folder(step.id)}.{os.getpid()}.exported"
        return Ready(run=lambda _: by_shell(command, given, step.outputs, exported), maker=maker)
    seconds = literal(step.run.seconds, values.modules) if isinstance(step.run, StubRun) else None
    return Ready(run=lambda _: by_stub(seconds, step.outputs), maker=maker)


def _python(step: Step, run: PythonRun, values: Values, maker: Maker) -> Ready:
    if run.convention == "call":
        plain = function(run.function, values.modules)
        given = arguments(step, step.bindings, plain, values)
        return Ready(run=lambda _: by_call(plain, given, step.outputs, run.stream), maker=maker)
    code, bound = fixed(run.function, values.modules, fields(literal(run.bound, values.modules)))
    given = arguments(step, step.bindings, None, values)
    if run.convention == "handler":
        left_out = [one.parameter for one in step.bindings if not _is_given(one, values)]
        context = next((value for value in given.values() if isinstance(value, Context)), Context())
        inputs = {
            name: value for name, value in given.items() if name not in left_out and not isinstance(value, Context)
        }
        return Ready(run=lambda _: by_handler(code, context, inputs, step.outputs, bound), maker=maker, context=context)
    config = None if run.config is None else values.configured(run.config, first(code))
    ids = {name: value.id for name, value in given.items() if isinstance(value, Atom)}
    return Ready(
        run=lambda workspace: atoms(by_atoms(code, config, given, workspace, bound), step.outputs),
        maker=replace(maker, made_from=ids),
        workspace=True,
    )


def _is_given(binding: Binding, values: Values) -> bool:
    return not isinstance(binding.value, FromParameter) or values.is_given(binding.value.name)


def _without(code: Callable[..., object] | None, parameter: str) -> object:
    return without(code, parameter) if code else REQUIRED


def arguments(
    step: Step, bindings: tuple[Binding, ...], code: Callable[..., object] | None, values: Values
) -> dict[str, object]:
    """The values of bindings; where one is not there, what the function accepts in its place."""
    found: dict[str, object] = {}
    for binding in bindings:
        if isinstance(binding.value, FromDefault):
            continue
        if isinstance(binding.value, FromContext):
            found[binding.parameter] = values.context(step)
            continue
        try:
            found[binding.parameter] = listed(values.bound(binding), code, binding.parameter)
        except Skipped:
            instead = _without(code, binding.parameter)
            if instead is REQUIRED:
                raise
            if instead is not MISSING:
                found[binding.parameter] = instead
    for name, default in defaults(code).items() if code else ():
        if name not in found:
            values.readings.default(default)
    return found
