"""Values that depend on a test, as short as they can be said."""

from dataclasses import replace

from icefloe_schema import plan


def chosen(test: plan.Value, then: plan.Value, otherwise: plan.Value) -> plan.Value:
    """`then` if the test is true, else `otherwise`; what is decided by that test inside of them is left out."""
    then, otherwise = assuming(then, test, holds=True), assuming(otherwise, test, holds=False)
    return then if then == otherwise else plan.FromExpression(op="choice", operands=(test, then, otherwise))


def assuming(value: plan.Value, test: plan.Value, *, holds: bool) -> plan.Value:
    """A value where it is known how a test came out."""
    if not isinstance(value, plan.FromExpression):
        return value
    if value.op != "choice":
        return replace(value, operands=tuple(assuming(operand, test, holds=holds) for operand in value.operands))
    own, then, otherwise = value.operands
    rest = _remaining(own, test, holds=holds)
    if isinstance(rest, bool):
        return assuming(then if rest else otherwise, test, holds=holds)
    then, otherwise = assuming(then, test, holds=holds), assuming(otherwise, test, holds=holds)
    return plan.FromExpression(op="choice", operands=(rest, then, otherwise))


def _remaining(own: plan.Value, test: plan.Value, *, holds: bool) -> plan.Value | bool:
    """What is left to be asked of a test where it is known how another one came out; only whether it is true counts."""
    if own == test:
        return holds
    if not isinstance(own, plan.FromExpression):
        return own
    if own.op == "not":
        inner = _remaining(own.operands[0], test, holds=holds)
        return not inner if isinstance(inner, bool) else plan.FromExpression(op="not", operands=(inner,))
    if own.op not in {"and", "or"}:
        return own
    ends = own.op == "or"
    left: list[plan.Value] = []
    for operand in own.operands:
        one = _remaining(operand, test, holds=holds)
        if one is ends and not left:
            return ends
        if one is ends or not isinstance(one, bool):
            # What stands before it is still asked, as it may not be there to be asked.
            left.append(plan.FromLiteral(value=one) if isinstance(one, bool) else one)
    if not left:
        return not ends
    return left[0] if len(left) == 1 else plan.FromExpression(op=own.op, operands=tuple(left))
