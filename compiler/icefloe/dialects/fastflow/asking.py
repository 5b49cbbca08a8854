"""Conditions as values of a plan: what is asked before a step runs."""

from collections.abc import Iterable, Mapping

from icefloe.dialects.fastflow.conditions import ALWAYS, Condition, Conditions, Way
from icefloe_schema import plan

_SURE = plan.FromLiteral(value=True)
_NEVER = plan.FromLiteral(value=False)

Tests = Mapping[Way, plan.Value]


def asked(one: Condition, table: Conditions, tests: Tests) -> plan.Value | None:
    """What a guard asks; None if nothing.

    Only the last decisions are asked: the result of one that was not run is not there, and who reads it is not run
    either.
    """
    return _said(_local(one, table, tests))


def told(one: Condition, table: Conditions, tests: Tests) -> plan.Value | None:
    """Whether a condition holds, also where its decisions were not run; None if it always does."""
    return _said(_whole(one, table, tests))


def _said(value: plan.Value) -> plan.Value | None:
    return None if value == _SURE else value


def _local(one: Condition, table: Conditions, tests: Tests) -> plan.Value:
    node = table.nodes[one]
    if node.way is not None:
        test = tests[node.way]
        return _and((_local(node.of[0], table, tests), test)) if isinstance(test, plan.FromLiteral) else test
    if node.how == "all":
        return _and(_local(part, table, tests) for part in node.of)
    members = [table.nodes[part] for part in node.of]
    ways = [member.way for member in members if member.way is not None]
    same = (
        len(ways) == len(members)
        and len({(member.of, way.source) for member, way in zip(members, ways, strict=True)}) == 1
    )
    if same and not any(isinstance(tests[way], plan.FromLiteral) for way in ways):
        return _or(tests[way] for way in ways)
    return _whole(one, table, tests)


def _whole(one: Condition, table: Conditions, tests: Tests) -> plan.Value:
    node = table.nodes[one]
    if one == ALWAYS:
        return _SURE
    if node.way is not None:
        return _and((_whole(node.of[0], table, tests), tests[node.way]))
    if node.how == "all":
        return _and(_whole(part, table, tests) for part in node.of)
    # Ways that are come to under one condition ask it once.
    groups: dict[Condition, list[plan.Value]] = {}
    for part in node.of:
        member = table.nodes[part]
        if member.way is None:
            groups.setdefault(ALWAYS, []).append(_whole(part, table, tests))
        else:
            groups.setdefault(member.of[0], []).append(tests[member.way])
    return _or(_and((_whole(of, table, tests), _or(values))) for of, values in groups.items())


def _and(values: Iterable[plan.Value]) -> plan.Value:
    found = [value for value in dict.fromkeys(values) if value != _SURE]
    return _NEVER if _NEVER in found else _joined("and", found) if found else _SURE


def _or(values: Iterable[plan.Value]) -> plan.Value:
    found = [value for value in dict.fromkeys(values) if value != _NEVER]
    return _SURE if _SURE in found else _joined("or", found) if found else _NEVER


def _joined(op: str, values: list[plan.Value]) -> plan.Value:
    return values[0] if len(values) == 1 else plan.FromExpression(op=op, operands=tuple(values))


def negated(value: plan.Value) -> plan.Value:
    """The opposite of a value."""
    match value:
        case plan.FromLiteral(value=bool(found)):
            return plan.FromLiteral(value=not found)
        case plan.FromExpression(op="not", operands=(inner,)):
            return inner
        case _:
            return plan.FromExpression(op="not", operands=(value,))
