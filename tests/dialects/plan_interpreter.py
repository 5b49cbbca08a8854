"""A plan run in this process: the meaning of a plan in a hundred lines, to hold pipelines in Python against.

It knows `python`, `plan`, `map` and `loop` steps, guards by expression, and what a skipped step does to others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from icefloe_runtimes.step.expression import apply
from icefloe_runtimes.step.signature import MISSING, REQUIRED, call, without
from icefloe_schema import literals, plan


class Skipped(Exception):  # noqa: N818 - it is no error
    """The value was never made."""


@dataclass
class Frame:
    """The values of one body."""

    functions: Mapping[str, Callable[..., object]]
    parameters: dict[str, object]
    items: dict[str, object] = field(default_factory=dict)
    outputs: dict[tuple[str, str], object] = field(default_factory=dict)

    def value(self, value: plan.Value) -> object:
        match value:
            case plan.FromLiteral():
                return literals.decode(value.value)
            case plan.FromParameter(name=name):
                return self.parameters[name]
            case plan.FromItem(name=name):
                return self.items[name]
            case plan.FromOutput(step=step, name=name, item=item):
                if (step, name) not in self.outputs:
                    raise Skipped(step)
                found = self.outputs[step, name]
                return found if item is None else apply("index", [found, literals.decode(item)])
            case plan.FromExpression(op="choice", operands=(test, then, otherwise)):
                return self.value(then if self.value(test) else otherwise)
            case plan.FromExpression(op="and" | "or" as op, operands=operands):
                found = None
                for operand in operands:
                    found = self.value(operand)
                    if bool(found) is (op == "or"):
                        break
                return found
            case plan.FromExpression(op=op, operands=operands):
                return apply(op, [self.value(operand) for operand in operands])
        raise AssertionError(value)


def run(body: plan.Body | plan.Plan, frame: Frame) -> dict[str, object]:
    """Run the steps of a body in their order; give its results, without those that were skipped."""
    for step in body.steps:
        try:
            if step.guard is not None:
                assert isinstance(step.guard, plan.ExpressionGuard)
                if not frame.value(step.guard.test):
                    continue
            for name, made in _step(step, frame).items():
                frame.outputs[step.id, name] = made
        except Skipped:
            continue
    found: dict[str, object] = {}
    for result in body.results:
        try:
            found[result.name] = frame.value(result.value)
        except Skipped:
            continue
    return found


def _step(step: plan.Step, frame: Frame) -> dict[str, object]:
    match step.run:
        case plan.PythonRun(function=reference):
            function = frame.functions[reference.qualname]
            returned = call(function, _arguments(step, frame, function))
            positions = [output.position for output in step.outputs]
            if positions == [None]:
                return {step.outputs[0].name: returned}
            assert isinstance(returned, tuple | list)
            return {output.name: returned[output.position or 0] for output in step.outputs}
        case plan.PlanRun(body=inner):
            return run(inner, _inside(frame, inner, _arguments(step, frame, None)))
        case plan.MapRun(over=over, item=item, body=inner):
            given, elements = _arguments(step, frame, None), frame.value(over)
            lists: dict[str, list[object]] = {output.name: [] for output in step.outputs}
            for element in elements:  # type: ignore[attr-defined]
                for name, made in run(inner, _inside(frame, inner, given, {item: element})).items():
                    lists[name].append(made)
            return dict(lists)
        case plan.LoopRun(body=inner):
            return _loop(step.run, inner, _arguments(step, frame, None), frame)
    raise AssertionError(step.run)


def _loop(loop: plan.LoopRun, inner: plan.Body, given: dict[str, object], frame: Frame) -> dict[str, object]:
    made: dict[str, object] = {}
    for index in range(loop.maximum):
        round_ = _inside(frame, inner, given, {loop.index: index})
        made = run(inner, round_)
        if round_.value(loop.until):
            break
        given = {**given, **{name: made[name] for name in loop.carry}}
    return made


def _inside(frame: Frame, body: plan.Body, given: dict[str, object], items: dict[str, object] | None = None) -> Frame:
    defaults = {p.name: literals.decode(p.default) for p in body.parameters if not p.required}
    return Frame(functions=frame.functions, parameters={**defaults, **given}, items=items or {})


def _arguments(step: plan.Step, frame: Frame, function: Callable[..., object] | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for binding in step.bindings:
        if isinstance(binding.value, plan.FromDefault):
            continue
        try:
            found[binding.parameter] = frame.value(binding.value)
        except Skipped:
            instead = REQUIRED if function is None else without(function, binding.parameter)
            if instead is REQUIRED:
                raise
            if instead is not MISSING:
                found[binding.parameter] = instead
    return found
