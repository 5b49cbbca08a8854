"""What is said of a value that does not fit."""

from icefloe.connections.connection import Connection, End
from icefloe.connections.shortened import LABEL, MESSAGE, REASON, shortened
from icefloe.connections.spelling import plainly, spelled
from icefloe.findings import Finding, Note
from icefloe.infer import Types
from icefloe.types import Named, Type, UnknownType
from icefloe.values import Function

_MOST_ENDS = 4
_BROKEN = "takes one element after the other"


def mismatch(connection: Connection, types: Types, said: str = "") -> Finding:
    """The finding for one value that does not fit, with both ends; `said` is what somebody else says of it."""
    taken = spelled(connection.binding.type, types)
    open_ends = isinstance(connection.given, UnknownType) or isinstance(connection.binding.type, UnknownType)
    what = "is given one element of it after the other" if connection.broken else f"takes `{shortened(taken, MESSAGE)}`"
    if open_ends:
        what = "does not take it"
    reason = said or (plainly(connection.verdict.why) if connection.verdict.answer == "no" else "")
    return Finding(
        code="FLO301",
        message=(
            f"{connection.giver} gives {_given(connection, types)}{_through(connection)}, but {_consumer(connection)} "
            f"{what}{f': {shortened(reason, REASON)}' if reason else ''}"
        ),
        span=connection.binding.span,
        label=_BROKEN if connection.broken else what if open_ends else f"takes `{shortened(taken, LABEL)}`",
        related=_producers(connection, types),
        help=_help(connection),
        facts=(
            ("asset", connection.asset),
            ("gives", _spelled(connection, types)),
            ("takes", taken),
            ("reason", reason),
        ),
    )


def _given(connection: Connection, types: Types) -> str:
    """What is given, and in which wrapper it comes."""
    if isinstance(connection.given, UnknownType):
        return "a value"
    wrapper = next((end.wrapper for end in connection.ends if end.wrapper is not None), None)
    inside = f", which its `{types.spell(wrapper)}` holds," if wrapper is not None else ""
    return f"`{shortened(_spelled(connection, types), MESSAGE)}`{inside}"


def _spelled(connection: Connection, types: Types) -> str:
    return spelled(connection.given, types, connection.binding.type)


def _through(connection: Connection) -> str:
    """The name that joins both ends, and the one it has where it is taken."""
    if not connection.asset:
        return ""
    alias = f" (there `{connection.alias}`)" if connection.alias else ""
    return f" through `{connection.asset}`{alias}"


def _consumer(connection: Connection) -> str:
    """The end that takes the value."""
    what = "the condition of step" if connection.guards else "step"
    holder = connection.path[-1] if connection.path else connection.step.id
    inside = f" in `{holder}`" if holder != connection.step.id and _crosses(connection) else ""
    return f"parameter `{connection.binding.parameter}` of {what} `{connection.step.id}`{inside}"


def _crosses(connection: Connection) -> bool:
    """Whether the value comes into the consumer's graph from another one."""
    own = connection.graph.steps
    return any(end.step is not None and all(end.step is not one for one in own) for end in connection.ends)


def _producers(connection: Connection, types: Types) -> tuple[Note, ...]:
    """The ends that give the value, each with what it gives."""
    ends = {end.place: end for end in reversed(connection.ends) if end.place is not None}
    wanted = connection.binding.type
    notes = [Note(message=_label(end, wanted, types), span=place) for place, end in reversed(ends.items())]
    place = connection.binding.source_span
    if not notes and place is not None:
        unknown = isinstance(connection.given, UnknownType)
        shown = shortened(_spelled(connection, types), LABEL)
        notes = [Note(message="gives a value" if unknown else f"gives `{shown}`", span=place)]
    return tuple(notes[:_MOST_ENDS])


def _label(end: End, wanted: Type, types: Types) -> str:
    verb = "holds" if end.wrapper is not None else "gives"
    last = end.taken[-1].how if end.taken else ""
    rounds = last == "list" and isinstance(end.type, Named) and end.type.arguments
    given = end.type.arguments[0] if rounds and isinstance(end.type, Named) else end.type
    how = " in each round" if rounds else ", element by element" if last == "element" else ""
    if isinstance(given, UnknownType):
        return f"{verb} a value"
    text = f"{verb} `{shortened(spelled(given, types, wanted), LABEL)}`"
    return f"{text}{how}{', inferred from this' if end.inferred else ''}"


def _help(connection: Connection) -> str:
    """What can be done about it."""
    function = connection.function
    if connection.broken:
        return "give it something to go through, or take it out of the map"
    if connection.inferred and isinstance(function, Function):
        return "correct the code or the annotation that is wrong, or convert the value in between"
    return "correct the annotation that is wrong, or convert the value in between"
