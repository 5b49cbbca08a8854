"""What is done to steps and executors after they were made: items added to their lists, attributes set."""

from collections.abc import Iterable
from dataclasses import dataclass

from icefloe.dialects.fastflow.vocabulary import PARAMETERS, method
from icefloe.graph import Hole
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, While
from icefloe.values import Items, Record, Symbol, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """The effects of a file, asked by the object that they change."""

    effects: tuple[Effect, ...]

    def added(self, record: Record, holes: list[Hole], name: str = "steps") -> list[Value]:
        """What was added to a list of an object: `executor.steps.append(…)`, `executor.callbacks.extend([…])`."""
        found: list[Value] = []
        for effect in self.effects:
            value = effect.value
            if effect.kind != "call" or not isinstance(value, Record):
                continue
            _, called = method(value)
            owner, _, how = called.rpartition(".")
            if owner != name or not _is_of(value.receiver, record, name) or not value.arguments:
                continue
            given = value.arguments[0].value
            if how == "append":
                items: Iterable[Value] = (given,)
            elif how == "extend" and isinstance(given, Items):
                items = given.items
            else:
                holes.append(_hole(f"what `{name}.{how}` does", value.span))
                continue
            if any(isinstance(part, If | Each | While) for part in effect.path):
                holes.append(_hole(f"whether, or how often, `{name}.{how}` is done", value.span))
                continue
            found += items
        return found

    def changed(self, record: Record) -> dict[str, tuple[Value, Span]]:
        """The arguments of an object that were set as attributes afterwards, as they are last."""
        found: dict[str, tuple[Value, Span]] = {}
        for effect in self.effects:
            target = effect.target
            is_it = effect.kind == "set" and isinstance(target, Record) and target.token == record.token
            if is_it and effect.name in PARAMETERS["ExecutionStep"]:
                found[effect.name] = (effect.value, effect.span)
        return found


def _is_of(receiver: Value | None, record: Record, name: str) -> bool:
    """Whether a value is that attribute of that object."""
    match receiver:
        case Symbol(op="attribute", operands=(Record(token=token), attribute)):
            return token == record.token and text(attribute) == name
        case _:
            return False


def _hole(what: str, span: Span) -> Hole:
    return Hole(what=what, why="it is only known in a run", span=span, help="give all of them when it is made")
