"""Branches: `If`, `Switch` and `ConditionalBranch` as steps with the tests under which each runs."""

from collections.abc import Iterator

from icefloe.builder import options
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site, is_of
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Items, Known, Record, Value
from icefloe_schema.records import dataclass

_DEPTH = 20
_IF = ("condition", "then_step", "else_step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One condition of a branch: a function of the run so far, or (`case`) a value that it must give.

    `holds` says whether it has to be true.
    """

    condition: Value
    span: Span
    holds: bool
    case: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A step in a branch, with all tests that lead to it."""

    value: Value
    span: Span
    tests: tuple[Test, ...]


def branches(flow: Value, span: Span, site: Site, notes: Notes) -> tuple[Branch, ...]:
    """The steps of what was given to `add_control_flow`."""
    found = tuple(_branches(flow, span, (), site, notes, 0))
    if not found and not any(hole.span == span for hole in notes.holes):
        notes.hole("which steps a branch has", Known(value=None, span=span), span, "it has none")
    return found


def _branches(
    value: Value, span: Span, tests: tuple[Test, ...], site: Site, notes: Notes, depth: int
) -> Iterator[Branch]:
    record = site.vocabulary.record(value, "If", "Switch", "ConditionalBranch")
    if record is None or depth > _DEPTH:
        notes.hole("which branch is added", value, span, "it is no `If`, `Switch` or `ConditionalBranch` of this file")
        return
    word = site.vocabulary.word(record.path)
    read = {"If": _if, "Switch": _switch, "ConditionalBranch": _chain}[word]
    for branch in read(record, site, notes):
        here = (*tests, *branch.tests)
        for step in branch.value.items if isinstance(branch.value, Items) else (branch.value,):
            if isinstance(step, Known) and step.value is None:
                continue
            if site.vocabulary.record(step, "If", "Switch", "ConditionalBranch") is not None:
                yield from _branches(step, branch.span, here, site, notes, depth + 1)
            else:
                yield Branch(value=step, span=branch.span, tests=here)


def _if(record: Record, site: Site, notes: Notes) -> Iterator[Branch]:
    """`If(condition, then_step, else_step)`, or `If(condition).then(…).else_(…)`."""
    layer = Layer(word="If", path=record.path, arguments=record.arguments, span=record.span)
    options.unknown_keywords(layer, _IF, notes)
    condition = record.argument("condition", 0)
    if condition is None:
        notes.hole("when a branch is taken", Known(value=None, span=record.span), record.span, "no condition is given")
        return
    sides = {"then": record.argument("then_step", 1), "else_": record.argument("else_step", 2)}
    found = {side: (given.value, given.span) for side, given in sides.items() if given is not None}
    for method, call, effect in _calls(record, site):
        given = call.argument("step", 0)
        if method in sides and given is not None:
            found[method] = (given.value, given.span)
            _always(effect, notes)
    for effect in site.changes(record):
        side = {"then_step": "then", "else_step": "else_"}.get(effect.name)
        if side is not None:
            found[side] = (effect.value, effect.span)
            _always(effect, notes)
    for side in ("then", "else_"):
        if side in found:
            test = Test(condition=condition.value, span=condition.span, holds=side == "then")
            yield Branch(value=found[side][0], span=found[side][1], tests=(test,))


def _calls(record: Record, site: Site) -> Iterator[tuple[str, Record, Effect]]:
    for effect in site.on.get(record.token, ()):
        if effect.kind == "call" and isinstance(effect.value, Record):
            yield effect.value.path.rpartition(".")[2], effect.value, effect


def _always(effect: Effect, notes: Notes) -> None:
    if effect.path:
        notes.hole("which steps a branch has", effect.value, effect.span, "it is not always said")


def _switch(record: Record, site: Site, notes: Notes) -> Iterator[Branch]:
    """`Switch(selector)` with its cases as decorators: the first one whose value is selected, else the default."""
    selector = record.argument("selector_func", 0) or record.argument("selector")
    if selector is None:
        notes.hole("which case is taken", Known(value=None, span=record.span), record.span, "no selector is given")
        return
    before: list[Test] = []
    default: Branch | None = None
    for method, maker, value, span in _decorations(record, site):
        case = maker.argument("value", 0)
        if method == "default":
            default = Branch(value=value, span=span, tests=())
        elif method == "case" and case is not None:
            test = Test(condition=selector.value, span=case.span, holds=True, case=case.value)
            yield Branch(value=value, span=span, tests=(*before, test))
            before.append(Test(condition=selector.value, span=case.span, holds=False, case=case.value))
    if default is not None:
        yield Branch(value=default.value, span=default.span, tests=tuple(before))


def _chain(record: Record, site: Site, notes: Notes) -> Iterator[Branch]:
    """`ConditionalBranch` with its branches as decorators: the first whose condition holds, else the last."""
    before: list[Test] = []
    otherwise: Branch | None = None
    for method, maker, value, span in _decorations(record, site):
        condition = maker.argument("condition_func", 0)
        if method == "else_condition":
            otherwise = Branch(value=value, span=span, tests=())
        elif condition is not None:
            yield Branch(
                value=value,
                span=span,
                tests=(*before, Test(condition=condition.value, span=condition.span, holds=True)),
            )
            before.append(Test(condition=condition.value, span=condition.span, holds=False))
        else:
            notes.hole("when a branch is taken", Known(value=None, span=span), span, "no condition is given")
    if otherwise is not None:
        yield Branch(value=otherwise.value, span=otherwise.span, tests=tuple(before))


def _decorations(record: Record, site: Site) -> Iterator[tuple[str, Record, Value, Span]]:
    """What the methods of a record decorate: the method, the call that made the decorator, the function, the place."""
    for effect in site.effects:
        call = effect.value
        if effect.kind != "call" or not isinstance(call, Record) or not isinstance(call.function, Record):
            continue
        maker = call.function
        if maker.receiver is not None and is_of(maker.receiver, record) and call.arguments:
            yield maker.path.rpartition(".")[2], maker, call.arguments[0].value, _place(call.arguments[0].value, call)


def _place(value: Value, call: Record) -> Span:
    return getattr(value, "name_span", call.span)
