"""What stands for a step that has failed for good."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from icefloe_runtimes.step.conventions import by_call
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.execute import Ready, arguments, execute, performed
from icefloe_runtimes.step.functions import function
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.signature import parameters
from icefloe_runtimes.step.values import Values
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.plan import FunctionRef, PythonRun, Step


def instead(step: Step, values: Values) -> Manifest:
    """Call the fallback of a step with the step's bindings, and publish what it gives as what the step has made.

    The guard has been decided, and is not looked at again.
    """
    fallback = step.policy.on_failure and step.policy.on_failure.function
    if not fallback:
        raise UsageError(f"step {step.id!r} has no fallback")
    run = step.run
    if isinstance(run, PythonRun) and run.convention != "call":
        return execute(replace(step, run=replace(run, function=fallback), guard=None), values)
    standing = replace(step, run=PythonRun(function=fallback), guard=None)
    return performed(standing, values, lambda _, values: _prepared(standing, fallback, step, values))


def _prepared(standing: Step, fallback: FunctionRef, step: Step, values: Values) -> Ready:
    own = function(step.run.function, values.modules) if isinstance(step.run, PythonRun) else None
    code = function(fallback, values.modules)
    given = fitting(code, {**_defaults(own, step), **arguments(step, step.bindings, own, values)})
    return Ready(run=lambda _: by_call(code, given, standing.outputs), maker=Maker(step=step.id, user=values.user))


def _defaults(own: Callable[..., object] | None, step: Step) -> dict[str, object]:
    """What the step's own function has for the parameters that are left to it."""
    if own is None:
        return {}
    names = {binding.parameter for binding in step.bindings}
    return {
        name: one.default
        for name, one in parameters(own).items()
        if name in names and one.default is not one.empty
    }  # fmt: skip


def fitting(code: Callable[..., object], given: Mapping[str, object]) -> dict[str, object]:
    """Give the values that a function takes: those of its parameters' names.

    Where it has none of them and cannot do without some, it is given values by position, as a condition is.
    """
    known = parameters(code)
    if any(one.kind is one.VAR_KEYWORD for one in known.values()):
        return dict(given)
    named = {name: value for name, value in given.items() if name in known}
    needed = [
        name
        for name, one in known.items()
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    return named or dict(zip(needed, given.values(), strict=False))
