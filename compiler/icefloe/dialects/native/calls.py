"""The calls of steps in a pipeline function: which step, under which id, under which conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from icefloe.builder.drafts import Draft, draft, told_apart
from icefloe.builder.layers import Decorated, decorated
from icefloe.builder.options import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader
from icefloe.trace import Effect, Path
from icefloe.values import Known, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a step."""

    id: str
    record: Record
    draft: Draft
    path: Path


def of_step(record: Record, vocabulary: Vocabulary) -> Decorated | None:
    """The step that a call calls, or None if it calls something else.

    A decorator that is applied to a function looks like a call too, but what it calls has no function below it.
    """
    found = decorated(record.function, vocabulary)
    if isinstance(found, Decorated) and found.layer("step", "map_task") is not None:
        return found
    return None


def calls(effects: Sequence[Effect], vocabulary: Vocabulary, reader: Reader, notes: Notes) -> tuple[Call, ...]:
    """All calls of steps, in order, each with an id of its own."""
    found: list[Call] = []
    for effect in effects:
        record = effect.value
        if effect.kind != "call" or not isinstance(record, Record):
            continue
        step = of_step(record, vocabulary)
        one = draft(step, reader, notes) if step is not None else None
        if one is not None:
            found.append(Call(id=one.name, record=record, draft=one, path=effect.path))
    return _told_apart(found)


def _told_apart(found: list[Call]) -> tuple[Call, ...]:
    named: list[Call] = []
    for call in found:
        alike = [other for other in found if other.draft.name == call.draft.name]
        if len(alike) == 1:
            named.append(call)
            continue
        label = _label(call, alike) or str(alike.index(call) + 1)
        id = f"{call.draft.name}[{label}]"
        one = told_apart(call.draft, id)
        ports = tuple(replace(p, name=f"{p.name}[{label}]") if p.declared else p for p in one.ports)
        named.append(replace(call, id=id, draft=replace(one, ports=ports)))
    return tuple(named)


def _label(call: Call, alike: Sequence[Call]) -> str:
    """The constant argument that tells this call from the others of the same step, if there is one."""
    for index in range(len(call.record.arguments)):
        texts = [_constant(other, index) for other in alike]
        if all(texts) and len(set(texts)) == len(texts):
            return _constant(call, index)
    return ""


def _constant(call: Call, index: int) -> str:
    if index >= len(call.record.arguments):
        return ""
    value = call.record.arguments[index].value
    return str(value.value) if isinstance(value, Known) and isinstance(value.value, str | int | float) else ""
