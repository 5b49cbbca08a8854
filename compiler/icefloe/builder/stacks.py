"""Stacks: a name, or an object that says one; what it says of places goes into hints."""

from icefloe.builder import options
from icefloe.builder.notes import Notes
from icefloe.builder.reasons import depends
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Severity
from icefloe.values import Argument, Record, Reference
from icefloe_schema.jsonvalue import Json, JsonObject

# What each class is called where it is given no name.
_DEFAULTS = {"LocalStack": "local", "GCPStack": "gcp", "AWSStack": "aws", "AzureMLStack": "azure"}
_KNOWN = ("local", "default")


def stack(given: Argument | None, pipeline: str, registered: str, notes: Notes) -> tuple[str, JsonObject]:
    """The name of a pipeline's stack, and hints; `registered` is the text of the project's configuration of stacks."""
    if given is None or options.is_none(given.value):
        return "", {}
    name = options.text(given)
    if name:
        if name not in _KNOWN and name not in registered:
            notes.original("FLO531", given.span, detail=f"`{name}`")
        return name, {}
    if isinstance(given.value, Record):
        kind = given.value.path.rsplit(".", 1)[-1]
        if kind in _DEFAULTS or kind.endswith("Stack"):
            own = given.value.argument("name", 0)
            return options.text(own) or _DEFAULTS.get(kind, kind), {"stack": _hints(kind, given.value)}
        first = options.text(given.value.argument("name", 0))
        if first:
            # `get_stack("prod")`, `Stack.load("prod")`.
            return first, {}
    if isinstance(given.value, Reference):
        return given.value.path.rsplit(".", 1)[-1], {}
    notes.add(
        "FLO162",
        f"the stack of pipeline `{pipeline}` cannot be known, so that the plan names none: {depends(given.value)}",
        given.span,
        severity=Severity.NOTE,
        help='write its name: `stack="prod"`',
    )
    return "", {}


def _hints(kind: str, made: Record) -> JsonObject:
    """The constant arguments of a stack, by name."""
    found: dict[str, Json] = {"kind": kind}
    for argument in made.arguments:
        if argument.name is None or argument.star:
            continue
        try:
            found[argument.name] = literal_of(argument.value)
        except NotLiteralError:
            # A component of the stack, or a secret from the environment: no matter of the plan.
            continue
    return {name: found[name] for name in sorted(found)}
