"""The arguments of a call: which parameter takes each, and what several signatures that may be meant agree on."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from typing import Literal

from icefloe.types import CallableType, Named, TupleType, Type, UnknownType, causes
from icefloe_schema.records import dataclass

_AMBIGUOUS = UnknownType("several signatures fit the arguments", causes.UNSOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One argument of a call: its type, its name if it has one, and `star` where it is unpacked.

    `called` tells what the argument itself gives when it is called: for functions whose parameters have no
    annotations.
    """

    type: Type
    name: str | None = None
    star: Literal["", "*", "**"] = ""
    called: Callable[[Sequence[Type]], Type] | None = field(default=None, compare=False)


def bound(one: CallableType, given: Sequence[Given]) -> list[tuple[Type, Given]] | None:
    """Each argument with the type of the parameter that takes it, or None where they cannot fit by their number."""
    if one.parameters is None:
        return []
    if any(g.star for g in given):
        return _loosely(one, given)
    takes = one.parameters
    positional = [g for g in given if g.name is None]
    if len(positional) > len(takes) and one.rest is None and one.spec is None:
        return None
    pairs = list(zip(takes, positional, strict=False))
    pairs += [(one.rest, g) for g in positional[len(takes) :] if one.rest is not None]
    filled = set(range(min(len(positional), len(takes))))
    names = {name: index for index, name in enumerate(one.names) if name}
    keywords = {key.name: key for key in one.keywords}
    named: set[str] = set()
    for g in given:
        if g.name is None:
            continue
        named.add(g.name)
        index = names.get(g.name)
        if index is not None and index not in filled:
            filled.add(index)
            pairs.append((takes[index], g))
        elif g.name in keywords:
            pairs.append((keywords[g.name].type, g))
        elif one.options is not None:
            pairs.append((one.options, g))
        elif one.spec is None:
            return None
    required = len(takes) if one.required is None else one.required
    if any(index not in filled for index in range(required)) and one.spec is None:
        return None
    return None if any(key.required and key.name not in named for key in one.keywords) else pairs


def _loosely(one: CallableType, given: Sequence[Given]) -> list[tuple[Type, Given]] | None:
    """With unpacked arguments only names and positions before them can be told."""
    pairs: list[tuple[Type, Given]] = []
    keywords = {key.name: key.type for key in one.keywords}
    keywords |= {name: t for name, t in zip(one.names, one.parameters or (), strict=False) if name}
    before = True
    position = 0
    for g in given:
        before = before and not g.star
        if g.star:
            continue
        if g.name is None and before and position < len(one.parameters or ()):
            pairs.append(((one.parameters or ())[position], g))
            position += 1
        elif g.name is not None and g.name in keywords:
            pairs.append((keywords[g.name], g))
        elif g.name is not None and one.options is None:
            return None
    return pairs


def agreed(types: Sequence[Type]) -> Type:
    """What several types have in common: one type, or one class whose arguments differ."""
    first = types[0]
    if all(one == first for one in types[1:]):
        return first
    named = [one for one in types if isinstance(one, Named)]
    if isinstance(first, Named) and len({(n.path, len(n.arguments)) for n in named}) == 1 and len(named) == len(types):
        columns = zip(*(n.arguments for n in named), strict=True)
        return replace(first, arguments=tuple(agreed(column) for column in columns))
    tuples = [one for one in types if isinstance(one, TupleType) and one.rest is None]
    if len(tuples) == len(types) and len({len(t.items) for t in tuples}) == 1:
        return TupleType(tuple(agreed(column) for column in zip(*(t.items for t in tuples), strict=True)))
    return _AMBIGUOUS
