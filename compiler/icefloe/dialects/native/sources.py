"""Values of a pipeline function's body as sources of bindings."""

from collections.abc import Mapping
from dataclasses import dataclass

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.native.calls import Call
from icefloe.trace import Each
from icefloe.values import Items, Known, Record, Symbol, Table, Value
from icefloe_schema import plan

_OPERATORS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "+", "-", "*", "/", "//", "%", "**", "not",
     "and", "or", "index", "attribute", "format"}
)  # fmt: skip


class NoSource(Exception):  # noqa: N818 - it is an answer, not an error that anybody sees
    """The value cannot be said in a plan; `why` completes "… because"."""

    def __init__(self, why: str, value: Value) -> None:
        super().__init__(why)
        self.why = why
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What values mean in one pipeline: its calls by token, and the loops that became maps with the map's id."""

    calls: Mapping[int, Call]
    maps: Mapping[int, str]
    item: Each | None = None

    def of(self, value: Value) -> plan.Value:
        """The source that a value is; raises NoSource where a plan cannot say it."""
        match value:
            case Record():
                return self._of_record(value)
            case Symbol(op="parameter"):
                return plan.FromParameter(name=_text(value.operands[0]))
            case Symbol(op="item"):
                if self.item is not None and value == self.item.item:
                    return plan.FromItem(name="item")
                raise NoSource("it is an element of something that is looped over elsewhere", value)
            case Symbol(op="each"):
                return self._of_each(value)
            case Symbol(op="index"):
                return self._of_index(value)
            case Symbol(op=op) if op in _OPERATORS:
                return plan.FromExpression(op=op, operands=tuple(self.of(operand) for operand in value.operands))
            case Items() if not _constant(value):
                return plan.FromExpression(op=value.kind, operands=tuple(self.of(item) for item in value.items))
            case _:
                return _literal(value)

    def _of_record(self, value: Record) -> plan.Value:
        call = self.calls.get(value.token)
        if call is None:
            if value.path == "builtins.len" and len(value.arguments) == 1:
                return plan.FromExpression(op="len", operands=(self.of(value.arguments[0].value),))
            raise NoSource(f"`{value.path}` is called on it while the pipeline is put together", value)
        outputs = tuple(plan.FromOutput(step=self._step(call), name=port.name) for port in call.draft.ports)
        return outputs[0] if len(outputs) == 1 else plan.FromExpression(op="tuple", operands=outputs)

    def _step(self, call: Call) -> str:
        return self.maps.get(call.record.token, call.id) if self.item is None else call.id

    def _of_each(self, value: Symbol) -> plan.Value:
        element = value.operands[0]
        if isinstance(element, Record) and element.token in self.maps:
            return self._of_record(element)
        raise NoSource("an element that is not a step's output is made in a loop", value)

    def _of_index(self, value: Symbol) -> plan.Value:
        owner, key = value.operands
        if isinstance(owner, Record) and owner.token in self.calls and isinstance(key, Known):
            ports = self.calls[owner.token].draft.ports
            step = self._step(self.calls[owner.token])
            if len(ports) > 1 and isinstance(key.value, int) and -len(ports) <= key.value < len(ports):
                return plan.FromOutput(step=step, name=ports[key.value].name)
            if len(ports) == 1 and isinstance(key.value, int | str):
                return plan.FromOutput(step=step, name=ports[0].name, item=key.value)
        return plan.FromExpression(op="index", operands=(self.of(owner), self.of(key)))


def _constant(value: Value) -> bool:
    match value:
        case Known():
            return True
        case Items():
            return all(_constant(item) for item in value.items)
        case Table():
            return all(_constant(k) and _constant(v) for k, v in value.entries)
        case _:
            return False


def _literal(value: Value) -> plan.FromLiteral:
    try:
        return plan.FromLiteral(value=literal_of(value))
    except NotLiteralError as error:
        raise NoSource(error.why, error.value) from error


def _text(value: Value) -> str:
    return str(value.value) if isinstance(value, Known) else ""
