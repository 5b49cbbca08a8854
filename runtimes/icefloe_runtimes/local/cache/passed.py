"""Values that a plan inside others is given as a run itself would be given them."""

from collections.abc import Mapping
from typing import cast

from icefloe_runtimes.local.cache.level import Level
from icefloe_runtimes.step.narrow import fields, items
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import FromExpression, FromItem, FromLiteral, MapRun, Value


def is_shadowed(name: str, level: Level) -> bool:
    """Whether a body around has a parameter of that name."""
    at: Level | None = level
    while at is not None:
        if at.body is not None and any(one.name == name for one in at.body.parameters):
            return True
        at = at.outer
    return False


def of_point(value: Value, level: Level) -> tuple[Mapping[str, object], str]:
    """The element of the map over literal sets around, and the name of the value of it that is meant."""
    run = None if level.step is None else level.step.run
    if not isinstance(value, FromExpression) or value.op != "index" or not isinstance(run, MapRun):
        return {}, ""
    item, key = value.operands
    if not isinstance(item, FromItem) or item.name != run.item or not isinstance(key, FromLiteral):
        return {}, ""
    over = items(run.over.value) if isinstance(run.over, FromLiteral) else None
    number = int(level.part) if level.part.isdigit() else 0
    if over is None or number >= len(over):
        return {}, ""
    return fields(literals.decode(cast(Json, over[number]))), str(literals.decode(key.value))
