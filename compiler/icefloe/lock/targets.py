"""Functions of the project that a plan names in its values, as `module:function`: whoever runs it will call them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from icefloe.lock.inputs import bodies_of
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import escape, unescape

TARGET: Final = "target"
_NAMED = re.compile(r"([^\W\d][\w.]*):([^\W\d][\w.]*)")


def targets(whole: plan.Plan) -> Iterator[tuple[str, str, str]]:
    """Whatever may name a function in what a step is given: its address, the module and the qualified name.

    The address is that of the outermost step, `/target/`, and the text. Values are looked through that stand at a
    step, and those of the parameters that it takes: in their defaults, and in each named set.
    """
    given: dict[str, list[Json]] = {one.name: [one.default] for one in whole.parameters}
    for values in whole.parameter_sets:
        for name, value in values.values.items():
            given.setdefault(name, []).append(value)
    for step in whole.steps:
        texts = dict.fromkeys(text for value in _values(step, given) for text in _texts(value))
        for text in sorted(texts):
            found = _NAMED.fullmatch(text)
            if found is not None:
                yield f"{escape(step.id)}/{TARGET}/{escape(text)}", found[1], found[2]


def target_of(address: str) -> str:
    """The text that names the function of an address, `module:function`; "" if it is no address of that kind."""
    parts = address.split("/")
    return unescape(parts[2]) if len(parts) == 3 and parts[1] == TARGET else ""


def _values(step: plan.Step, given: Mapping[str, list[Json]]) -> Iterator[Json]:
    """The constants that a step is given, with all that it runs inside."""
    waiting = [step]
    while waiting:
        one = waiting.pop()
        failure = one.policy.on_failure
        bindings = [*one.bindings, *(failure.bindings if failure is not None else ())]
        if isinstance(one.guard, plan.FunctionGuard):
            bindings += one.guard.bindings
        if isinstance(one.run, plan.PythonRun):
            bindings += [] if one.run.config is None else [one.run.config]
            yield from one.run.bound.values()
        for binding in bindings:
            yield from _constants(binding.value, given)
        if isinstance(one.run, plan.MapRun):
            yield from _constants(one.run.over, given)
        if isinstance(one.run, plan.PythonRun | plan.DynamicRun):
            yield from (*one.run.function.captured.values(), *one.run.function.defaults.values())
        for body in bodies_of(one):
            yield from (parameter.default for parameter in body.parameters)
            waiting += body.steps


def _constants(value: plan.Value, given: Mapping[str, list[Json]]) -> Iterator[Json]:
    match value:
        case plan.FromLiteral(value=constant):
            yield constant
        case plan.FromParameter(name=name):
            yield from given.get(name, ())
        case plan.FromExpression(operands=operands):
            for operand in operands:
                yield from _constants(operand, given)
        case _:
            return


def _texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for item in value.values():
                yield from _texts(item)
        case _:
            return
