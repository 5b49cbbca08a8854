"""Values of a pipeline function's body as sources of bindings, seen from one of its regions."""

from collections.abc import Mapping, Sequence

from icefloe import reach
from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.choices import chosen
from icefloe.dialects.native.exchange import give, hand, port_of, type_of, unused
from icefloe.dialects.native.origins import Calls, maker, only_under
from icefloe.dialects.native.pieces import NoSource, constant, cut, gathers, item, literal, shown, uncalled
from icefloe.dialects.native.regions import Gave, Handed, Region
from icefloe.graph import Parameter, Port
from icefloe.trace import Each
from icefloe.types import Type, UnknownType, causes
from icefloe.values import Items, Known, Record, Symbol, Table, Value
from icefloe_schema import plan

_OPERATORS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "+", "-", "*", "/", "//", "%", "**", "@", "&",
     "|", "^", "<<", ">>", "not", "and", "or", "-x", "+x", "~x", "index", "attribute", "format", "formatted"}
)  # fmt: skip
# Builtins that are part of an expression: they look at a value, and a plan can say them.
_BUILTINS = {"builtins.len": "len", "builtins.zip": "zip", "builtins.enumerate": "enumerate", "builtins.range": "range"}
_LARGEST = 5_000


class Sources:
    """What values mean in one pipeline: where its calls stand, and what comes in and goes out of its loops."""

    def __init__(
        self,
        calls: Sequence[tuple[Call, Region]],
        parameters: Sequence[Parameter],
        lost: Mapping[int, str],
        lasts: Sequence[tuple[Symbol, Value]],
    ) -> None:
        self.calls: Calls = {call.record.token: (call, at) for call, at in calls}
        self.parameters = tuple(parameters)
        self.lost = lost
        self.lasts = lasts
        # Variables of the environment that are read, as parameters of the plan.
        self.environment: dict[str, Parameter] = {}
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
            case Symbol():
                return self._of_symbol(value, here)
            case Items(kind="list" | "tuple") if not constant(value):
                return self._expression(value.kind, value.items, here)
            case Table() if not constant(value):
                return self._expression("dict", [part for entry in value.entries for part in entry], here)
            case _:
                return literal(value)

    def _of_symbol(self, value: Symbol, here: Region) -> plan.Value:
        match value.op, value.operands:
            case "parameter", _:
                return self._parameter(value, here)
            case "environment", (Known(value=str(name)), *default):
                return self._variable(name, default, value, here)
            case "item", _:
                return self._item(value, here)
            case "each", _:
                return self._each(value, here)
            case "carried", _:
                return self._carried(value, here)
            case "last", (Symbol() as start, end):
                return self._last(start, end, here)
            case "index", _:
                return self._index(value, here)
            case "attribute", _:
                return self._attribute(value, here)
            case "choice", (test, then, otherwise):
                return chosen(self._of(test, here), self._of(then, here), self._of(otherwise, here))
            case "dict", _:
                raise NoSource("a dictionary whose keys are only known in a run is put together", value)
            case op, operands if op in _OPERATORS:
                return self._expression(op, operands, here)
            case _:
                return literal(value)

    def _expression(self, op: str, operands: Sequence[Value], here: Region) -> plan.Value:
        return plan.FromExpression(op=op, operands=tuple(self._of(operand, here) for operand in operands))

    # --- what a call gives ---------------------------------------------------------------------------------------

    def _of_record(self, value: Record, here: Region) -> plan.Value:
        if value.token not in self.calls:
            return self._unseen(value, here)
        call, _ = self.calls[value.token]
        if call.shape == "whole":
            if not call.ports:
                raise NoSource(f"what `{call.id}` returns is not known", value, "correct that pipeline first")
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
        if value.token in self.lost:
            raise NoSource(f"pipeline `{self.lost[value.token]}` calls itself", value, "write a loop with a bound")
        plain = all(argument.name is None and not argument.star for argument in value.arguments)
        if value.path in _BUILTINS and plain:
            return self._expression(_BUILTINS[value.path], [argument.value for argument in value.arguments], here)
        gathered = gathers(value)
        if gathered is not None:
            return self._of(gathered, here)
        name = uncalled(value)
        if name:
            raise NoSource(f"`{name}` is the step itself, which is not called", value, f"call it: `{name}(…)`")
        if value.path.startswith("?"):
            raise NoSource("what is called is only known in a run", value, "write an `if` or a `match` for each step")
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
                return self._part(owner, key.value, here)
        if isinstance(key, Record) and key.path == "builtins.slice":
            outputs = self._of(owner, here)
            part = cut(outputs, key)
            if part is not None:
                return part
            return self._expression("slice", [owner, *(argument.value for argument in key.arguments)], here)
        return item(self._of(owner, here), self._of(key, here))

    def _part(self, owner: Record, key: int | str, here: Region) -> plan.Value:
        """What stands at an index of what a call returns."""
        call, _ = self.calls[owner.token]
        names = [port.name for port in call.ports]
        if call.shape == "tuple" and isinstance(key, int) and -len(names) <= key < len(names):
            return self._output(owner, key % len(names), None, here)
        if call.shape == "keys" and key in names:
            return self._output(owner, names.index(str(key)), None, here)
        if call.shape == "whole" and call.ports:
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

    def _variable(self, name: str, default: Sequence[Value], value: Symbol, here: Region) -> plan.Value:
        """A variable of the environment: a parameter of the plan that takes its value from there."""
        if here.parent is not None:
            return hand(here, self._variable(name, default, value, here.parent), self.parameters, value.span)
        own = unused(name, [one.name for one in self.parameters])
        text = UnknownType(f"`{name}` may be a text or nothing", causes.RUN_TIME)
        self.environment.setdefault(
            name,
            Parameter(
                name=own,
                type=text,
                span=value.span,
                default=default[0] if default else None,
                origin="environment",
                variable=name,
            ),
        )
        return plan.FromParameter(name=own)

    def _item(self, value: Symbol, here: Region) -> plan.Value:
        if isinstance(here.loop, Each) and here.loop.item == value:
            return here.element if here.element is not None else plan.FromItem(name="item")
        for inner in here.loops:
            if isinstance(inner.loop, Each) and inner.loop.item == value:
                # After a loop its variable is the last element.
                return give(inner, self._item(value, inner), value.span, last=True)
        if here.parent is None:
            raise NoSource("it is an element of something that is looped over elsewhere", value)
        return hand(here, self._item(value, here.parent), self.parameters, value.span)

    def _each(self, value: Symbol, here: Region) -> plan.Value:
        """A list that a loop or comprehension makes of what each round gives."""
        element, iterable, *tests = value.operands
        inside = {record.token for record in reach.within(element)}
        for inner in here.loops:
            if _goes_through(inner, iterable) and not inside.isdisjoint(inner.tokens()):
                if tests and inner.is_map and not only_under(self.calls, tests[0], element, inner):
                    raise NoSource("an `if` leaves elements out that are no step's output under that very `if`", value)
                if not inner.is_map:
                    return self._collected(value, inner)
                return give(inner, self._of(element, inner), value.span)
        if here.parent is not None:
            return hand(here, self._each(value, here.parent), self.parameters, value.span)
        raise NoSource("a list is made of elements that are no step's output", value)

    # --- what one round hands to the next --------------------------------------------------------------------------

    def _carried(self, value: Symbol, here: Region) -> plan.Value:
        """What a name is at the start of a round."""
        if here.parent is None:
            raise NoSource("it is what a round of another loop begins with", value)
        if here.loop is not None and here.loop.span == value.span:
            return plan.FromParameter(name=self._carry(value, here))
        return hand(here, self._carried(value, here.parent), self.parameters, value.span)

    def _carry(self, value: Symbol, here: Region) -> str:
        """The parameter of a loop's body that a name is, whose next value the body gives under the same name."""
        name = str(getattr(value.operands[0], "value", ""))
        if name in here.carries:
            return here.carries[name]
        assert here.parent is not None  # noqa: S101 - only the body of a loop carries something
        end = next((end for start, end in self.lasts if start == value), None)
        if end is None:
            raise NoSource(f"what a round makes of `{name}` is not known", value)
        taken = [*(one.name for one in here.handed), *(one.port.name for one in here.gave)]
        own = here.carries[name] = unused(name, taken)
        start = self._of(value.operands[1], here.parent)
        type = type_of(start, here.parent, self.parameters)
        if not self._gives(end, type):
            type = UnknownType("the rounds of a loop may give it another type", causes.RUN_TIME)
        here.handed.append(Handed(name=own, source=start, type=type, span=value.span))
        here.pending.append((own, end))
        return own

    def _gives(self, end: Value, type: Type) -> bool:
        """Whether a value is what a call gives, of that type."""
        called = self.calls.get(end.token) if isinstance(end, Record) else None
        return called is not None and [port.type for port in called[0].ports] == [type]

    def settle(self, here: Region) -> None:
        """Give what each round hands to the next; what is carried on may need more that is carried."""
        while here.pending:
            own, end = here.pending.pop(0)
            source = self._of(end, here)
            found = port_of(source, here)
            type: Type = (
                UnknownType("it is put together from several values", causes.RUN_TIME) if found is None else found.type
            )
            port = Port(name=own, type=type, span=end.span, type_span=end.span, declared=False)
            here.gave.append(Gave(source=source, port=port))

    def _last(self, start: Symbol, end: Value, here: Region) -> plan.Value:
        """What a name is after a loop: what the last round made of it, or what it was before where there was none."""
        inner = maker(self.calls, start, end, here)
        if inner is None:
            if here.parent is None:
                raise NoSource("what a loop leaves of it is not known", start)
            return hand(here, self._last(start, end, here.parent), self.parameters, start.span)
        if not inner.is_map:
            gave = plan.FromOutput(step=inner.id, name=self._carry(start, inner))
            self.settle(inner)
            return gave if inner.entered is None else chosen(inner.entered, gave, self._of(start.operands[1], here))
        if inner.over is None:
            raise NoSource("what is looped over is not known", start)
        rounds = plan.FromExpression(op="len", operands=(inner.over,))
        found = give(inner, self._of(end, inner), start.span, last=True)
        return chosen(rounds, found, self._of(start.operands[1], here))

    def _collected(self, value: Symbol, inner: Region) -> plan.Value:
        """A list that a loop fills whose rounds know each other: each round hands it on with one element more."""
        element, _, *tests = value.operands
        name = next((name for made, name in inner.collects if made == value), "")
        if not name:
            name = unused("collected", [*(one.name for one in inner.handed), *(one.port.name for one in inner.gave)])
            inner.collects.append((value, name))
            inner.carries[f"[{name}]"] = name
            empty = plan.FromLiteral(value=[])
            type = UnknownType("it is a list that the rounds of a loop fill", causes.RUN_TIME)
            inner.handed.append(Handed(name=name, source=empty, type=type, span=value.span))
            before = plan.FromParameter(name=name)
            more = plan.FromExpression(op="list", operands=(self._of(element, inner),))
            longer: plan.Value = plan.FromExpression(op="+", operands=(before, more))
            if tests:
                longer = chosen(self._of(tests[0], inner), longer, before)
            port = Port(name=name, type=type, span=value.span, type_span=value.span, declared=False)
            inner.gave.append(Gave(source=longer, port=port))
        found = plan.FromOutput(step=inner.id, name=name)
        return found if inner.entered is None else chosen(inner.entered, found, plan.FromLiteral(value=[]))


def _goes_through(inner: Region, iterable: Value) -> bool:
    """Whether a list was made by this loop: by what it goes through, or for a `while` by its place."""
    if isinstance(iterable, Symbol) and iterable.op == "rounds":
        return inner.loop is not None and inner.loop.span == iterable.span
    return isinstance(inner.loop, Each) and inner.loop.iterable == iterable
