"""What is done to steps and executors after they were made: items added to their lists, attributes set."""

from collections.abc import Iterable, Mapping

from icefloe.dialects.fastflow.vocabulary import PARAMETERS, method
from icefloe.graph import Hole
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, While
from icefloe.values import Items, Record, Symbol, Value
from icefloe_schema.records import dataclass

_KNOWN = frozenset({*PARAMETERS["ExecutionStep"], *PARAMETERS["FlowExecutor"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One call of a method of a list of an object: `append`, `extend`, or another one."""

    how: str
    value: Value
    span: Span
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """The changes of objects after their making, by the object's token."""

    lists: Mapping[tuple[int, str], tuple[Addition, ...]]
    attributes: Mapping[int, Mapping[str, tuple[Value, Span]]]

    def added(self, record: Record, holes: list[Hole], name: str = "steps") -> list[Value]:
        """What was added to a list of an object: `executor.steps.append(…)`, `executor.callbacks.extend([…])`."""
        found: list[Value] = []
        for one in self.lists.get((record.token, name), ()):
            if one.how == "append":
                items: Iterable[Value] = (one.value,)
            elif one.how == "extend" and isinstance(one.value, Items):
                items = one.value.items
            else:
                holes.append(_hole(f"what `{name}.{one.how}` does", one.span))
                continue
            if one.sure:
                found += items
            else:
                holes.append(_hole(f"whether, or how often, `{name}.{one.how}` is done", one.span))
        return found

    def changed(self, record: Record) -> Mapping[str, tuple[Value, Span]]:
        """The arguments of an object that were set as attributes afterwards, as they are last."""
        return self.attributes.get(record.token, {})


def additions(effects: Iterable[Effect]) -> Additions:
    """The changes that are among the effects of a file."""
    lists: dict[tuple[int, str], tuple[Addition, ...]] = {}
    attributes: dict[int, dict[str, tuple[Value, Span]]] = {}
    for effect in effects:
        target, value = effect.target, effect.value
        if effect.kind == "set" and isinstance(target, Record) and effect.name in _KNOWN:
            attributes.setdefault(target.token, {})[effect.name] = (value, effect.span)
        elif effect.kind == "call" and isinstance(value, Record) and value.arguments:
            token, name = _list(value)
            if token:
                how = method(value)[1].rpartition(".")[2]
                sure = not any(isinstance(part, If | Each | While) for part in effect.path)
                one = Addition(how=how, value=value.arguments[0].value, span=value.span, sure=sure)
                lists[token, name] = (*lists.get((token, name), ()), one)
    return Additions(lists=lists, attributes=attributes)


def _list(call: Record) -> tuple[int, str]:
    """The object whose list's method is called, and the list's name; 0 if it is another call."""
    match call.receiver:
        case Symbol(op="attribute", operands=(Record(token=token), attribute)):
            name = text(attribute) or ""
            return (token, name) if name in _KNOWN and method(call)[1] else (0, "")
        case _:
            return 0, ""


def _hole(what: str, span: Span) -> Hole:
    return Hole(what=what, why="it is only known in a run", span=span, help="give all of them when it is made")
