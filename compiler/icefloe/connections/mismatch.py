"""What is said of a value that does not fit."""

from icefloe.connections.connection import Connection
from icefloe.findings import Finding, Note
from icefloe.infer import Types


def mismatch(connection: Connection, types: Types, said: str = "") -> Finding:
    """The finding for one value that does not fit, with both ends; `said` is what somebody else says of it."""
    binding = connection.binding
    given, taken = types.spell(connection.given), types.spell(binding.type)
    place = connection.place or binding.source_span
    joined = f" through `{connection.asset}`" if connection.asset else ""
    reason = said or (connection.verdict.why if connection.verdict.answer == "no" else "")
    why = f": {reason}" if reason else ""
    return Finding(
        code="FLO301",
        message=(
            f"{connection.giver} gives `{given}`{joined}, but parameter `{binding.parameter}` of step "
            f"`{connection.step.id}` takes `{taken}`{why}"
        ),
        span=binding.span,
        label=f"takes `{taken}`",
        related=(Note(message=f"gives `{given}`", span=place),) if place is not None else (),
        help="correct the annotation that is wrong, or convert the value in between",
    )
