"""The condition of a branch: a function of the run so far, as an expression over outputs and parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from icefloe.builder.expressions import Unreadable, expression, got, literal, made, text
from icefloe.builder.offers import Giver, Offer
from icefloe.dialect import Reader
from icefloe.fixes import close_matches
from icefloe.reach import every
from icefloe.source import Span
from icefloe.trace import Effect, If
from icefloe.values import Function, Known, Record, Symbol, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_PARAMETERS = frozenset({"params", "parameters", "context", "config"})
_OUTPUTS = frozenset({"outputs", "results", "assets"})


class Nameless(Exception):  # noqa: N818 - it is an answer too
    """The condition names something that there is not; `kind` is what it is meant to be, `near` the nearest name."""

    def __init__(self, kind: str, name: str, near: str, span: Span) -> None:
        super().__init__(name)
        self.kind = kind
        self.name = name
        self.near = near
        self.span = span


@dataclass(slots=True, kw_only=True)
class Conditions:
    """Reads conditions. `steps` are the outputs of each step by its name and by its id; `context` is the record of the
    pipeline's context, if it has one.

    `keys` are those of the dictionaries that a step's only output can be, by the step's id. `subscripts` are the places
    where the run was asked for a name as if it were a dictionary.
    """

    offered: Offer
    steps: Mapping[str, Sequence[Giver]]
    keys: Mapping[str, frozenset[str]]
    reader: Reader
    context: int = 0
    subscripts: list[Span] = field(default_factory=list[Span])

    def test(self, value: Value) -> plan.Value:
        """The expression that a condition is."""
        if isinstance(value, Known):
            return literal(value)
        if not isinstance(value, Function):
            raise Unreadable("it is not a function of this project", value)
        formals = [p for p in value.parameters if p.kind in {"positional", "normal", "keyword"}]
        wanted = [p for p in formals if p.default is None]
        named = [p.name for p in wanted if self._named(p.name) is not None]
        run = "" if len(wanted) != 1 or named else wanted[0].name
        if not run and len(named) < len(wanted):
            raise Unreadable("it takes more than the run so far", value)
        found = self.reader.apply(value, at_run=True)
        _calls_nothing(found.effects)
        expression = _Expression(conditions=self, run=run)
        whole: plan.Value | None = None
        returns = [effect for effect in found.effects if effect.kind == "return"]
        if not returns:
            raise Unreadable("it returns nothing", value)
        for effect in reversed(returns):
            tests = [step for step in effect.path if isinstance(step, If)]
            if len(tests) != len(effect.path):
                raise Unreadable("it returns from inside a loop", value)
            one = expression.of(effect.value)
            whole = one if whole is None else _choice([(expression.of(t.test), t.taken) for t in tests], one, whole)
        return whole or plan.FromLiteral(value=None)

    def _named(self, name: str) -> plan.Value | None:
        """The output or parameter of that name."""
        found = self.offered.output(name, "")
        if found is not None:
            return found[0]
        return plan.FromParameter(name=name) if name in self.offered.parameters else None

    def asset(self, name: str, span: Span) -> plan.Value:
        """An output, a parameter, or the one output of a step, by name."""
        found = self._named(name)
        if found is None and len(self.steps.get(name, ())) == 1:
            giver = self.steps[name][0]
            found = plan.FromOutput(step=giver.step, name=giver.name)
        found = found or self.entry(name)
        if found is None:
            known = [*self.offered.outputs, *self.offered.parameters]
            raise Nameless("output or parameter", name, _near(name, known), span)
        return found

    def entry(self, name: str) -> plan.Value | None:
        """The entry of that name of the only output of a step, where exactly one step gives such a dictionary."""
        holders = [step for step, keys in self.keys.items() if name in keys]
        givers = [giver for step in holders for giver in self.steps.get(step, ())]
        if len(holders) != 1 or len(givers) != 1:
            return None
        return plan.FromOutput(step=givers[0].step, name=givers[0].name, item=name)

    def parameter(self, name: str, span: Span) -> plan.Value:
        """A parameter, by name."""
        if name not in self.offered.parameters:
            raise Nameless("parameter", name, _near(name, list(self.offered.parameters)), span)
        return plan.FromParameter(name=name)

    def step(self, name: str, span: Span) -> Sequence[Giver]:
        """The outputs of a step, by its name."""
        if name not in self.steps:
            raise Nameless("step", name, _near(name, list(self.steps)), span)
        found = self.steps[name]
        if len({giver.step for giver in found}) > 1:
            raise Unreadable(f"several steps are called `{name}`", Known(value=name, span=span))
        return found

    def output(self, step: str, name: str, place: Span, span: Span) -> plan.Value:
        """One output of a step, by the names of both."""
        found = self.step(step, place)
        giver = next((giver for giver in found if giver.name == name), None)
        if giver is None and len(found) == 1 and not found[0].port.declared and name == step:
            giver = found[0]
        if giver is None and len(found) == 1 and name in self.keys.get(found[0].step, ()):
            return plan.FromOutput(step=found[0].step, name=found[0].name, item=name)
        if giver is None:
            raise Nameless(f"output of step `{step}`", name, _near(name, [giver.name for giver in found]), span)
        return plan.FromOutput(step=giver.step, name=giver.name)


def _calls_nothing(effects: Sequence[Effect]) -> None:
    """A condition that does something beside giving its value cannot be an expression."""
    returned = {record.token for record in every(one.value for one in effects if one.kind == "return")}
    for effect in effects:
        call = effect.value
        if effect.kind == "set":
            raise Unreadable("it changes something", call)
        if effect.kind != "call" or not isinstance(call, Record) or call.token in returned:
            continue
        if not call.path.startswith(("?.", "builtins.", "logging.", "loguru.")):
            raise Unreadable(f"it calls `{call.path}`; put that in a step", call)


def _near(name: str, names: Sequence[str]) -> str:
    return next(iter(close_matches(name, names, n=1)), "")


def _choice(tests: Sequence[tuple[plan.Value, bool]], value: plan.Value, otherwise: plan.Value) -> plan.Value:
    whole = value
    for test, taken in reversed(tests):
        pair = (whole, otherwise) if taken else (otherwise, whole)
        whole = made("choice", test, *pair)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expression:
    """The value of one condition's parts; `run` is the parameter that stands for the run so far."""

    conditions: Conditions
    run: str

    def of(self, value: Value) -> plan.Value:
        return expression(value, self._special)

    def _special(self, value: Value) -> plan.Value | None:
        """What the run so far, the pipeline's context, or a parameter of the condition gives."""
        match value:
            case Symbol(op="parameter", operands=(Known(value=str(name)), *_)) if name != self.run:
                return self.conditions.asset(name, value.span)
            case _:
                return self._of_run(value)

    def _of_run(self, value: Value) -> plan.Value | None:
        """A value that the run so far is asked for: an output, or a parameter."""
        if isinstance(value, Symbol) and value.op in {"in", "not in"} and self._is_table(value.operands[1]):
            held = text(value.operands[0]) in self._names(value.operands[1])
            return plan.FromLiteral(value=held == (value.op == "in"))
        asked = self._asked(value)
        if asked is None:
            return None
        owner, key, default = asked
        name, span = text(key), key.span
        place = self._place(owner)
        if place is None:
            return None
        if not name:
            raise Unreadable("it asks for a name that only a run knows", key)
        try:
            return self._found(place, name, span)
        except Nameless:
            if default is not None and place[0] != "step":
                return self.of(default)
            if isinstance(value, Symbol) and value.op == "attribute":
                raise Unreadable(f"it asks for `.{name}`", key) from None
            raise

    def _found(self, place: tuple[str, str, Span], name: str, span: Span) -> plan.Value:
        kind, step, where = place
        if kind == "outputs of":
            return self.conditions.output(step, name, where, span)
        if kind == "parameters":
            return self.conditions.parameter(name, span)
        if kind == "step":
            found = self.conditions.step(step, where)
            if name in {"output", "result", "value"} and len(found) == 1:
                return plan.FromOutput(step=found[0].step, name=found[0].name)
            raise Unreadable(f"it asks for `.{name}` of a step", Known(value=name, span=span))
        if kind == "steps":
            raise Unreadable("it asks for a step, not for one of its outputs", Known(value=name, span=span))
        if kind == "run":
            self.conditions.subscripts.append(span)
        return self.conditions.asset(name, span)

    def _asked(self, value: Value) -> tuple[Value, Value, Value | None] | None:
        """What is asked, for which name, with which default: `x[name]`, `x.name`, `x.get(name, default)`."""
        if isinstance(value, Symbol) and value.op in {"index", "attribute"}:
            return value.operands[0], value.operands[1], None
        return got(value)

    def _place(self, owner: Value) -> tuple[str, str, Span] | None:
        """Which part of the run so far a value is, with the step that it is of."""
        if self.run and isinstance(owner, Symbol) and owner.op == "parameter" and text(owner.operands[0]) == self.run:
            return "run", "", owner.span
        if isinstance(owner, Record) and owner.token == self.conditions.context:
            return "parameters", "", owner.span
        asked = self._asked(owner)
        within = self._place(asked[0]) if asked is not None else None
        if asked is None or within is None:
            return None
        name = text(asked[1])
        if within[0] == "run" and isinstance(owner, Symbol) and owner.op == "attribute":
            kinds = {"steps": "steps", **dict.fromkeys(_PARAMETERS, "parameters"), **dict.fromkeys(_OUTPUTS, "outputs")}
            return (kinds[name], "", owner.span) if name in kinds else None
        if within[0] == "steps":
            return "step", name, asked[1].span
        if within[0] == "step" and name in _OUTPUTS:
            return "outputs of", within[1], within[2]
        return None

    def _is_table(self, value: Value) -> bool:
        place = self._place(value)
        return place is not None and place[0] in {"parameters", "steps", "outputs", "run"}

    def _names(self, value: Value) -> Sequence[str]:
        place = self._place(value)
        parameters, outputs = list(self.conditions.offered.parameters), list(self.conditions.offered.outputs)
        kind = place[0] if place is not None else ""
        known = {"parameters": parameters, "outputs": outputs, "steps": list(self.conditions.steps)}
        return known.get(kind, [*parameters, *outputs])
