"""The conditions under which a call stands, as the guard of its step."""

from icefloe.builder.notes import Notes
from icefloe.dialects.native.regions import Region
from icefloe.dialects.native.sources import NoSource, Sources
from icefloe.graph import Guard
from icefloe.trace import If, Path
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
            why = f"{reason.why}; put the test in a step"
            notes.hole(f"when `{id}` runs", reason.value, part.test.span, why)
            continue
        test = test if part.taken else negated(test)
        first = first or part
        if test not in tests:
            tests.append(test)
    if first is None:
        return None
    return Guard(test=all_of(tests), span=first.test.span)


def negated(test: plan.Value) -> plan.Value:
    """A test turned round."""
    if isinstance(test, plan.FromExpression) and test.op == "not":
        return test.operands[0]
    return plan.FromExpression(op="not", operands=(test,))


def all_of(tests: list[plan.Value]) -> plan.Value:
    """Several tests as one."""
    return tests[0] if len(tests) == 1 else plan.FromExpression(op="and", operands=tuple(tests))
