"""Values of a pipeline function's body as sources of bindings, seen from one of its regions."""

from collections.abc import Mapping, Sequence

from icefloe import reach
from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.exchange import give, hand
from icefloe.dialects.native.regions import Region
from icefloe.graph import Parameter
from icefloe.trace import Each
from icefloe.values import Items, Known, Record, Symbol, Table, Unknown, Value
from icefloe_schema import plan

_OPERATORS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "+", "-", "*", "/", "//", "%", "**", "@", "&",
     "|", "^", "<<", ">>", "not", "and", "or", "-x", "+x", "~x", "index", "attribute", "format", "formatted", "choice"}
)  # fmt: skip
# Builtins that are part of an expression: they look at a value, and a plan can say them.
_BUILTINS = {"builtins.len": "len", "builtins.zip": "zip", "builtins.enumerate": "enumerate", "builtins.range": "range"}
_LARGEST = 5_000


class NoSource(Exception):  # noqa: N818 - it is an answer, not an error that anybody sees
    """The value cannot be said in a plan; `why` completes "… because"."""

    def __init__(self, why: str, value: Value) -> None:
        super().__init__(why)
        self.why = why
        self.value = value


class Sources:
    """What values mean in one pipeline: where its calls stand, and what comes in and goes out of its loops."""

    def __init__(self, calls: Sequence[tuple[Call, Region]], parameters: Sequence[Parameter]) -> None:
        self.calls: Mapping[int, tuple[Call, Region]] = {call.record.token: (call, at) for call, at in calls}
        self.parameters = tuple(parameters)
        self._left = _LARGEST

    def of(self, value: Value, here: Region) -> plan.Value:
        """The source that a value is, as `here` sees it; raises NoSource where a plan cannot say it."""
        self._left = _LARGEST
        return self._of(value, here)

    def _of(self, value: Value, here: Region) -> plan.Value:
        self._left -= 1
        if self._left < 0:
            raise NoSource("the expression is too long", value)
        match value:
            case Record():
                return self._of_record(value, here)
            case Symbol(op="parameter"):
                return self._parameter(value, here)
            case Symbol(op="item"):
                return self._item(value, here)
            case Symbol(op="each"):
                return self._each(value, here)
            case Symbol(op="index"):
                return self._index(value, here)
            case Symbol(op="attribute"):
                return self._attribute(value, here)
            case Symbol(op=op) if op in _OPERATORS:
                return self._expression(op, value.operands, here)
            case Items(kind="list" | "tuple") if not constant(value):
                return self._expression(value.kind, value.items, here)
            case Table() if not constant(value):
                return self._expression("dict", [part for entry in value.entries for part in entry], here)
            case _:
                return _literal(value)

    def _expression(self, op: str, operands: Sequence[Value], here: Region) -> plan.Value:
        return plan.FromExpression(op=op, operands=tuple(self._of(operand, here) for operand in operands))

    # --- what a call gives ---------------------------------------------------------------------------------------

    def _of_record(self, value: Record, here: Region) -> plan.Value:
        if value.token not in self.calls:
            return self._unseen(value, here)
        call, _ = self.calls[value.token]
        if call.shape == "whole":
            return self._output(value, 0, None, here)
        outputs = tuple(self._output(value, index, None, here) for index in range(len(call.ports)))
        if call.shape == "nothing":
            return plan.FromLiteral(value=None)
        if call.shape == "attributes":
            raise NoSource(f"`{call.id}` returns an object of several results; take its attributes", value)
        if call.shape == "tuple":
            return plan.FromExpression(op="tuple", operands=outputs)
        pairs = zip((plan.FromLiteral(value=port.name) for port in call.ports), outputs, strict=True)
        return plan.FromExpression(op="dict", operands=tuple(part for pair in pairs for part in pair))

    def _unseen(self, value: Record, here: Region) -> plan.Value:
        """A call of something else: a builtin that looks at a value, or nothing that a plan can say."""
        plain = all(argument.name is None and not argument.star for argument in value.arguments)
        if value.path in _BUILTINS and plain:
            return self._expression(_BUILTINS[value.path], [argument.value for argument in value.arguments], here)
        gathered = gathers(value)
        if gathered is not None:
            return self._of(gathered, here)
        try:
            return plan.FromLiteral(value=literal_of(value))
        except NotLiteralError:
            raise NoSource(f"`{shown(value.path)}()` is called while the pipeline is put together", value) from None

    def _output(self, value: Record, index: int, item: int | str | None, here: Region) -> plan.Value:
        """One output of a call."""
        call, at = self.calls[value.token]
        if at is here:
            return plan.FromOutput(step=call.id, name=call.ports[index].name, item=item)
        if at.within(here):
            inner = at.below(here)
            # After a loop a name means what the last round gave it.
            return give(inner, self._output(value, index, item, inner), value.span, last=True)
        if here.parent is None:
            raise NoSource("it is a step of another pipeline", value)
        return hand(here, self._output(value, index, item, here.parent), self.parameters, value.span)

    def _index(self, value: Symbol, here: Region) -> plan.Value:
        owner, key = value.operands
        if isinstance(owner, Record) and isinstance(key, Known):
            gathered = gathers(owner)
            if isinstance(gathered, Items) and isinstance(key.value, int) and key.value < len(gathered.items):
                return self._of(gathered.items[key.value], here)
            if owner.token in self.calls and isinstance(key.value, int | str):
                found = self._part(owner, key.value, here)
                if found is not None:
                    return found
        if isinstance(key, Record) and key.path == "builtins.slice":
            return self._expression("slice", [owner, *(argument.value for argument in key.arguments)], here)
        return self._expression("index", (owner, key), here)

    def _part(self, owner: Record, key: int | str, here: Region) -> plan.Value | None:
        """What stands at an index of what a call returns."""
        call, _ = self.calls[owner.token]
        names = [port.name for port in call.ports]
        if call.shape == "tuple" and isinstance(key, int) and -len(names) <= key < len(names):
            return self._output(owner, key % len(names), None, here)
        if call.shape == "keys" and key in names:
            return self._output(owner, names.index(str(key)), None, here)
        if call.shape == "whole":
            return self._output(owner, 0, key, here)
        raise NoSource(f"`{call.id}` gives nothing that `[{key!r}]` could take", owner)

    def _attribute(self, value: Symbol, here: Region) -> plan.Value:
        owner, name = value.operands
        if isinstance(owner, Record) and owner.token in self.calls and isinstance(name, Known):
            call, _ = self.calls[owner.token]
            names = [port.name for port in call.ports]
            if call.shape == "attributes" and name.value in names:
                return self._output(owner, names.index(str(name.value)), None, here)
        return self._expression("attribute", (owner, name), here)

    # --- what a loop gives and takes ------------------------------------------------------------------------------

    def _parameter(self, value: Symbol, here: Region) -> plan.Value:
        if here.parent is not None:
            return hand(here, self._parameter(value, here.parent), self.parameters, value.span)
        name = value.operands[0]
        return plan.FromParameter(name=str(name.value) if isinstance(name, Known) else "")

    def _item(self, value: Symbol, here: Region) -> plan.Value:
        if isinstance(here.loop, Each) and here.loop.item == value:
            return plan.FromItem(name="item")
        if here.parent is None:
            raise NoSource("it is an element of something that is looped over elsewhere", value)
        return hand(here, self._item(value, here.parent), self.parameters, value.span)

    def _each(self, value: Symbol, here: Region) -> plan.Value:
        """A list that a loop or comprehension makes of what each round gives."""
        element, iterable, *tests = value.operands
        inside = {record.token for record in reach.within(element)}
        for inner in here.loops:
            loop = inner.loop
            if isinstance(loop, Each) and loop.iterable == iterable and not inside.isdisjoint(inner.tokens()):
                source = self._of(element, inner)
                if tests and not isinstance(source, plan.FromOutput):
                    raise NoSource("only what a step gives can be left out by an `if`", value)
                return give(inner, source, value.span)
        if here.parent is not None:
            return hand(here, self._each(value, here.parent), self.parameters, value.span)
        raise NoSource("a list is made of elements that are no step's output", value)


def gathers(value: Record) -> Value | None:
    """What `asyncio.gather` of steps gives: all of them as they are, or None for another call."""
    if value.path != "asyncio.gather" or any(argument.name is not None for argument in value.arguments):
        return None
    values = tuple(argument.value for argument in value.arguments)
    if len(values) == 1 and value.arguments[0].star == "*":
        return values[0]
    if any(argument.star for argument in value.arguments):
        return None
    return Items(kind="list", items=values, token=value.token, span=value.span)


def constant(value: Value) -> bool:
    """Whether a value is made of constants alone."""
    match value:
        case Items():
            return all(constant(item) for item in value.items)
        case Table():
            return all(constant(k) and constant(v) for k, v in value.entries)
        case Symbol() | Unknown():
            return False
        case Record():
            return value.path.startswith("pathlib.")
        case _:
            return True


def shown(path: str) -> str:
    """The name of what is called, as a message says it."""
    return path.removeprefix("builtins.").replace("icefloe.step()", "…").replace("icefloe.step", "…")


def _literal(value: Value) -> plan.FromLiteral:
    try:
        return plan.FromLiteral(value=literal_of(value))
    except NotLiteralError as error:
        raise NoSource(error.why, error.value) from error
