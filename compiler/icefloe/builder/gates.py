"""Fail-fast validation: a step that checks an asset comes before the others that use it.

The rule (`docs/semantics.md`): a step gates if it declares no outputs, its body can raise or assert, and it stands
before another consumer of the same asset.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from icefloe.builder.notes import Notes
from icefloe.findings import Severity
from icefloe.graph import Order, Source, Step
from icefloe.source import Span
from icefloe_schema import plan


def gated(steps: Sequence[Step], notes: Notes) -> tuple[Step, ...]:
    """The steps with an ordering edge from every gate to what it gates; one that would close a cycle is left out."""
    found = list(steps)
    for index, gate in enumerate(steps):
        if not _gates(gate):
            continue
        for position in range(index + 1, len(found)):
            shared = _assets(gate) & _assets(found[position])
            if not shared or _orders(found[position], gate.id):
                continue
            if _reaches(found, gate.id, found[position].id):
                notes.add(
                    "FLO108",
                    f"`{gate.id}` checks `{min(shared)[1]}`, but runs after `{found[position].id}`, which uses it",
                    gate.span,
                    severity=Severity.WARNING,
                    help="take the dependency between the two out",
                )
                continue
            found[position] = _after(found[position], gate, min(shared)[1], gate.span)
            notes.original("FLO534", gate.span, step=gate.id)
    return tuple(found)


def _gates(step: Step) -> bool:
    declares = any(port.declared for port in step.outputs)
    return not declares and step.body is not None and step.body.can_raise and bool(_assets(step))


def _assets(step: Step) -> set[tuple[str, str]]:
    """The outputs of other steps that a step reads."""
    return {pair for binding in step.bindings for pair in _read(binding.source) if pair[0] != step.id}


def _read(source: Source) -> Iterator[tuple[str, str]]:
    """The outputs that a source reads."""
    if isinstance(source, plan.FromOutput):
        yield source.step, source.name
    elif isinstance(source, plan.FromExpression):
        for operand in source.operands:
            yield from _read(operand)


def _orders(step: Step, id: str) -> bool:
    return any(order.step == id for order in step.after) or any(producer == id for producer, _ in _assets(step))


def _reaches(steps: Sequence[Step], id: str, target: str) -> bool:
    """Whether step `id` comes after `target`."""
    by_id = {step.id: step for step in steps}
    pending, seen = [id], set[str]()
    while pending:
        current = pending.pop()
        if current == target:
            return True
        if current not in seen and current in by_id:
            seen.add(current)
            pending += [producer for producer, _ in _assets(by_id[current])]
            pending += [order.step for order in by_id[current].after]
    return False


def _after(step: Step, gate: Step, asset: str, span: Span) -> Step:
    order = Order(step=gate.id, why=f"`{gate.id}` checks `{asset}` first: it may raise", span=span)
    return replace(step, after=(*step.after, order))
