"""The conditions under which a call stands, as the guard of its step."""

from dataclasses import replace

from icefloe.builder import wiring
from icefloe.builder.drafts import Condition
from icefloe.builder.notes import Notes
from icefloe.dialect import Reader
from icefloe.dialects.native.arguments import given
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.pieces import NoSource
from icefloe.dialects.native.regions import Region
from icefloe.dialects.native.sources import Sources
from icefloe.graph import Binding, Guard
from icefloe.trace import If, Path
from icefloe.values import Function, Unknown, Value
from icefloe_schema import plan


def guard(id: str, path: Path, here: Region, sources: Sources, notes: Notes) -> Guard | None:
    """All tests on a path as one expression; None where there is none."""
    tests: list[plan.Value] = []
    first: If | None = None
    for part in path:
        if not isinstance(part, If):
            continue
        try:
            test = sources.of(part.test, here)
        except NoSource as reason:
            notes.hole(f"when `{id}` runs", reason.value, part.test.span, reason.why, help="put the test in a step")
            continue
        test = test if part.taken else negated(test)
        first = first or part
        if test not in tests:
            tests.append(test)
    if first is None:
        return None
    return Guard(test=all_of(tests), span=first.test.span)


def both(
    call: Call,
    condition: Condition,
    around: Guard | None,
    bindings: tuple[Binding, ...],
    here: Region,
    sources: Sources,
    reader: Reader,
    notes: Notes,
) -> Guard:
    """The guard of a step with a `when` or `unless` of its own, and perhaps an `if` around its call."""
    if around is None or isinstance(around.test, Function):
        return wiring.guard(condition, bindings, reader)
    arguments = [replace(one, name=name) for name, one in given(call.record, call.function).plain.items()]
    effects = reader.apply(condition.function, arguments, at_run=True).effects
    returned = [effect.value for effect in effects if effect.kind == "return"]
    value: Value = returned[0] if len(returned) == 1 else Unknown(why="it has several returns", span=condition.span)
    try:
        test = sources.of(value, here)
    except NoSource as reason:
        why = f"it stands under an `if`, and its own condition is not a simple expression: {reason.why}"
        notes.hole(f"when `{call.id}` runs", reason.value, condition.span, why, help="write both as one test")
        return around
    whole = all_of([around.test, negated(test) if condition.negate else test])
    return replace(around, test=whole)


def negated(test: plan.Value) -> plan.Value:
    """A test turned round."""
    if isinstance(test, plan.FromExpression) and test.op == "not":
        return test.operands[0]
    return plan.FromExpression(op="not", operands=(test,))


def all_of(tests: list[plan.Value]) -> plan.Value:
    """Several tests as one."""
    return tests[0] if len(tests) == 1 else plan.FromExpression(op="and", operands=tuple(tests))


def any_of(tests: list[plan.Value]) -> plan.Value:
    """One of several tests; of none, never."""
    if not tests:
        return plan.FromLiteral(value=False)
    return tests[0] if len(tests) == 1 else plan.FromExpression(op="or", operands=tuple(tests))
