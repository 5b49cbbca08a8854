"""What a changed definition touches, in words and places."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from icefloe.findings import Note
from icefloe.lock.change import LOCK_FILE, Change
from icefloe.lock.leafname import LeafName, parse
from icefloe.lock.reachedby import CHANGED, NEW, Difference
from icefloe.lock.targets import target_of
from icefloe.source import Span
from icefloe_schema.leaves import unescape

#: How many steps are named one by one, and how many places are shown, of all that a change touches.
NAMED = 5

Touched: TypeAlias = tuple[Change, Difference]


def by_name(changes: Iterable[Change], wanted: Callable[[Difference], bool]) -> Iterator[tuple[str, list[Touched]]]:
    """The differences of changes by what they are of, in the order of names; of each function the shortest way."""
    found: dict[str, dict[tuple[str, str], Touched]] = {}
    for change in changes:
        for one in filter(wanted, change.differences):
            known = found.setdefault(one.name, {})
            other = known.get(function_of(change))
            if other is None or one.hops < other[1].hops:
                known[function_of(change)] = (change, one)
    for name in sorted(found):
        yield name, sorted(found[name].values(), key=_place)


def _place(touched: Touched) -> tuple[str, str, int, str]:
    """The order in which what a definition touches is said: as the functions stand in their files."""
    change, _ = touched
    plan, address = function_of(change)
    path, line = ("", 0) if change.function is None else (change.function.path, change.function.line)
    return (plan, path, line, address)


def in_words(found: Sequence[Touched]) -> str:
    """What a definition touches: `3 steps: train (train → fit → helper), …`, with pipelines where there are several."""
    plans = {function_of(change)[0] for change, _ in found}
    said: list[str] = []
    for change, one in found[:NAMED]:
        plan, address = function_of(change)
        target = target_of(address)
        of = f" of `{plan}`" if len(plans) > 1 else ""
        own = "its own function" if one.how == CHANGED and not target else ""
        way = ": ".join(part for part in (f"given `{target}`" if target else "", one.way if one.hops else own) if part)
        said.append(f"{_called(address)}{of}{f' ({way})' if way else ''}")
    if len(found) > NAMED:
        said.append(f"and {len(found) - NAMED} more")
    functions = len({function_of(change)[:2] for change, _ in found})
    steps = len({step_of(change) for change, _ in found})
    noun = "step" if functions == steps else "place"
    within = f" of {len(plans)} pipelines" if len(plans) > 1 else ""
    return f"{counted(functions, noun)}{within}: {', '.join(said)}"


def _called(address: str) -> str:
    """What a function is called in a list of steps: by the name of its step, if that says enough."""
    name = LeafName(plan="", address=address.partition("/")[0] if target_of(address) else address)
    return name.words.removeprefix("step ") if "/" not in name.address else name.words


def places(found: Sequence[Touched], what: str) -> tuple[Note, ...]:
    """The functions that a definition touches, or what is reached anew, as places."""
    notes: dict[Note, None] = {}
    for change, one in found:
        name = parse(change.leaf)
        words = "" if name is None else name.words
        if what == "new" and one.span is not None:
            notes[Note(message=f"{words} reaches it now: {one.way}", span=one.span)] = None
        elif what == "new" and one.how != NEW:
            notes[Note(message=f"of {words}, `{one.name}` {one.how}", span=change.span or in_lock(1))] = None
        elif what == "changed" and change.function is not None and one.hops:
            message = f"{words} reaches it in {counted(one.hops, 'hop')}: {one.way}"
            notes[Note(message=message, span=change.function)] = None
    return tuple(notes)[:NAMED]


def short_name(name: str) -> str:
    """A definition by its own name: that of its module stands in the place."""
    module, _, own = name.partition(":")
    own = own.replace(".<locals>", "")
    return f"`{own}`" if own and own != "*" else f"`{module}`"


def around(name: str) -> Iterator[str]:
    """The definitions in which one stands: `m:make` for `m:make.<locals>.inner`, and `m:C` for `m:C.run`."""
    while "." in name.partition(":")[2]:
        name = name.rpartition(".")[0].removesuffix(".<locals>")
        yield name


def function_of(change: Change) -> tuple[str, str]:
    """The plan and the address of the function that a change is about."""
    name = parse(change.leaf)
    return ("", change.leaf) if name is None else (name.plan, name.address)


def step_of(change: Change) -> tuple[str, str]:
    """The plan and the step that a change is about; "" for the pipeline as such."""
    name = parse(change.leaf)
    return ("", "") if name is None else (name.plan, unescape(name.address.partition("/")[0]))


def in_lock(line: int) -> Span:
    """The beginning of a line of the lock."""
    return Span(path=LOCK_FILE, line=line, column=1, end_line=line, end_column=1)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
