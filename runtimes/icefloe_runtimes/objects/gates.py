"""Fail-fast validation: a step that checks an asset comes before the others that use it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from icefloe_runtimes.edges import incoming
from icefloe_runtimes.objects.wiring import reads
from icefloe_schema.plan import Step


def gated(steps: Sequence[Step], checks: AbstractSet[str]) -> tuple[Step, ...]:
    """Give the steps with an edge from each that `checks` to what comes after it and reads the same.

    One that would close a circle is left out.
    """
    found = list(steps)
    for index, gate in enumerate(steps):
        if gate.id not in checks:
            continue
        for position in range(index + 1, len(found)):
            other = found[position]
            if not _assets(gate) & _assets(other) or any(edge.source == gate.id for edge in incoming(other)):
                continue
            if not _comes_after(found, gate.id, other.id):
                found[position] = replace(other, after=(*other.after, gate.id))
    return tuple(found)


def _assets(step: Step) -> set[tuple[str, str]]:
    return {pair for binding in step.bindings for pair in reads(binding.value) if pair[0] != step.id}


def _comes_after(steps: Sequence[Step], name: str, target: str) -> bool:
    """Whether a step comes after another."""
    by_id = {one.id: one for one in steps}
    pending, seen = [name], set[str]()
    while pending:
        current = pending.pop()
        if current == target:
            return True
        if current not in seen and current in by_id:
            seen.add(current)
            pending += [edge.source for edge in incoming(by_id[current])]
    return False
