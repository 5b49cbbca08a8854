"""What a pipeline function returns, as named results."""

from collections.abc import Callable, Sequence

from icefloe.builder.notes import Notes
from icefloe.dialects.native.calls import Shape
from icefloe.dialects.native.exchange import unused
from icefloe.dialects.native.pieces import NoSource
from icefloe.dialects.native.regions import Region
from icefloe.dialects.native.sources import Sources
from icefloe.graph import Result
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, Path, While
from icefloe.values import Instance, Items, Known, Symbol, Table, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The results with their names, and how they are found in what the function returns."""

    results: tuple[Result, ...] = ()
    shape: Shape = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One value among those that are returned: `name` is the one that the source gives it, if it does."""

    name: str
    value: Value


def results(effects: Sequence[Effect], root: Region, sources: Sources, notes: Notes) -> Returned:
    """The results of all `return` statements together."""
    returns = [effect for effect in effects if effect.kind == "return"]
    shaped: list[tuple[Shape, Effect]] = [
        (_shape(effect.value), effect) for effect in returns if not _nothing(effect.value)
    ]
    if not shaped:
        return Returned()
    shape = shaped[0][0]
    names = [part.name for part in _parts(shaped[0][1].value)]
    if any(one != shape or [p.name for p in _parts(effect.value)] != names for one, effect in shaped):
        for _, effect in shaped[1:]:
            notes.hole(
                "what the pipeline returns",
                effect.value,
                effect.span,
                "its `return`s differ in form",
                help="return as many values, or the same keys",
            )
        return Returned()
    found: list[Result] = []
    for index, name in enumerate(names):
        value = _together(returns, lambda one, index=index: _at(one, index))  # type: ignore[misc]  # a bound default
        span = _span(shaped[0][1], index)
        try:
            source = sources.of(value, root)
        except NoSource as reason:
            looped = isinstance(reason.value, Unknown) and reason.value.why.endswith("from inside a loop")
            advice = "`break` out of the loop, and return after it" if looped else reason.help
            notes.hole("what the pipeline returns", reason.value, span, reason.why, help=advice)
            continue
        wish = name or _name(source)
        found.append(Result(name=unused(wish, [one.name for one in found]), source=source, span=span))
    return Returned(results=tuple(found), shape=shape)


def _name(source: plan.Value) -> str:
    """The name of what is returned: of the output or parameter, or the one that all have that it is made of."""
    if isinstance(source, plan.FromOutput | plan.FromParameter):
        return source.name
    parts: tuple[plan.Value, ...] = ()
    if isinstance(source, plan.FromExpression) and source.op in {"choice", "list", "tuple"}:
        parts = source.operands[1:] if source.op == "choice" else source.operands
    names = {_name(part).partition("[")[0] for part in parts if not isinstance(part, plan.FromLiteral)}
    return names.pop() if len(names) == 1 else "result"


def _nothing(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _shape(value: Value) -> Shape:
    match value:
        case Items(kind="tuple", items=(_, _, *_)):
            return "tuple"
        case Table(entries=entries) if entries and all(_text(key) for key, _ in entries):
            return "keys"
        case Instance(attributes=attributes) if attributes:
            return "attributes"
        case _:
            return "whole"


def _text(key: Value) -> str:
    return key.value if isinstance(key, Known) and isinstance(key.value, str) else ""


def _parts(value: Value) -> list[_Part]:
    match _shape(value), value:
        case "tuple", Items():
            return [_Part(name="", value=item) for item in value.items]
        case "keys", Table():
            return [_Part(name=_text(key), value=item) for key, item in value.entries]
        case "attributes", Instance():
            return [_Part(name=name, value=item) for name, item in value.attributes]
        case _:
            return [_Part(name="", value=value)]


def _at(effect: Effect, index: int) -> Value:
    return effect.value if _nothing(effect.value) else _parts(effect.value)[index].value


def _span(effect: Effect, index: int) -> Span:
    """Where a result is written: in the `return`, unless its value comes from elsewhere."""
    value = _at(effect, index)
    inside = (value.span.path, value.span.line) == (effect.span.path, effect.span.line)
    return value.span if inside else effect.span


def _together(returns: Sequence[Effect], part: Callable[[Effect], Value]) -> Value:
    """One value for several returns: which of them is reached decides."""
    result = part(returns[-1])
    for one in reversed(returns[:-1]):
        test = _test(one.path, one.span)
        result = part(one) if test is None else Symbol(op="choice", operands=(test, part(one), result), span=one.span)
    return result


def _test(path: Path, span: Span) -> Value | None:
    found: Value | None = None
    for step in path:
        if isinstance(step, Each | While):
            return Unknown(why="it returns from inside a loop", span=span)
        if isinstance(step, If):
            test = step.test if step.taken else Symbol(op="not", operands=(step.test,), span=span)
            found = test if found is None else Symbol(op="and", operands=(found, test), span=span)
    return found
