"""Ids for calls: the step's name, and what tells several calls of one step apart.

A step that is called once has its own name. Calls of one step that differ in a constant argument, or steps that one
factory made of different constants, are labelled with it (`fit[0.1]`), or with several of them (`fit[0.1,3]`); calls
that take what labelled calls gave take their labels over (`score[0.1]`). Otherwise the first keeps the name, and the
others are numbered in the order of the calls (`fit`, `fit[2]`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder.drafts import told_apart
from icefloe.builder.mapping import listed
from icefloe.builder.members import captures
from icefloe.dialects.native.arguments import given
from icefloe.dialects.native.calls import Call
from icefloe.values import Known, Record, Value

_LONGEST = 40


def named(found: Sequence[Call]) -> tuple[Call, ...]:
    """The calls with ids of their own, in the same order."""
    labels: dict[int, str] = {}
    taken: set[str] = set()
    groups: dict[str, list[Call]] = {}
    for call in found:
        groups.setdefault(call.name, []).append(call)
    ids: dict[int, Call] = {}
    for name, alike in groups.items():
        given_twice = {port for port, count in Counter(p.name for c in alike for p in c.ports).items() if count > 1}
        for call, label in zip(alike, _labels(alike, labels), strict=True):
            id = _free(f"{name}[{label}]" if label else name, taken)
            taken.add(id)
            labels[call.record.token] = label
            ids[call.record.token] = _with_id(call, id, label, given_twice)
    return tuple(ids[call.record.token] for call in found)


def _with_id(call: Call, id: str, label: str, given_twice: set[str]) -> Call:
    if call.draft is None or id == call.name:
        return replace(call, id=id, label=label)
    one = told_apart(call.draft, id)
    mark = id.removeprefix(call.name)
    inside = tuple(replace(p, name=f"{p.name}{mark}") if p.declared and p.name in given_twice else p for p in one.ports)
    ports = inside if one.map is None else tuple(listed(port) for port in inside)
    return replace(call, id=id, label=label, draft=replace(one, ports=inside), ports=ports)


def _free(id: str, taken: set[str]) -> str:
    found, number = id, 2
    while found in taken:
        found = f"{id}.{number}"
        number += 1
    return found


def _labels(alike: Sequence[Call], labels: dict[int, str]) -> list[str]:
    """A label for each of several calls of one step, different ones; none for a single call."""
    if len(alike) == 1:
        return [""]
    arguments = [given(call.record, call.function).named for call in alike]
    names = [formal.name for formal in alike[0].function.parameters]
    columns = [[_text(one.get(name), labels) for one in arguments] for name in names]
    made = [captures(call.function) for call in alike] if len({c.function.token for c in alike}) > 1 else []
    columns += [list(column) for column in zip(*made, strict=False)]
    told = [column for column in columns if all(column) and len(set(column)) > 1]
    together = [",".join(texts) for texts in zip(*told, strict=True)]
    for column in [*told, together]:
        if len(set(column)) == len(alike) and max(map(len, column)) <= _LONGEST:
            return column
    return ["", *(str(number) for number in range(2, len(alike) + 1))]


def _text(value: Value | None, labels: dict[int, str]) -> str:
    """The text that an argument gives a label, or none."""
    if isinstance(value, Record):
        return labels.get(value.token, "")
    if not isinstance(value, Known) or not isinstance(value.value, str | int | float):
        return ""
    text = str(value.value)
    return text if len(text) <= _LONGEST and text.isprintable() and not set(text) & set("[]") else ""
