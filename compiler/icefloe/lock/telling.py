"""What differs from a lock, as findings: one for each cause, with everything that it touches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TypeAlias

from icefloe.findings import Finding, Note, Severity
from icefloe.lock.change import HINTS, LOCK_FILE, Change, Kind
from icefloe.lock.leafname import LeafName, parse
from icefloe.lock.reachedby import CHANGED, NEW, Difference
from icefloe.lock.targets import target_of
from icefloe.source import Span
from icefloe_schema.leaves import unescape
from icefloe_schema.lock import Lock
from icefloe_schema.records import dataclass

#: How many steps are named one by one, and how many places are shown, of all that a change touches.
NAMED = 5
DIGITS = 12
CODES: Mapping[Kind, str] = MappingProxyType(
    {
        "absent": "FLO601",
        "malformed": "FLO602",
        "unexpected": "FLO603",
        "altered": "FLO604",
        "signature": "FLO605",
        "missing": "FLO621",
        "extra": "FLO622",
        "files": "FLO623",
        "deps": "FLO624",
        "exports": "FLO625",
        "stale": "FLO626",
        "formatting": "FLO631",
        "env": "FLO632",
        "compiler": "FLO633",
    }
)
CODE, REACH, STEP, HEADER, IMPORTED = ("FLO611", "FLO612", "FLO613", "FLO614", "FLO615")

Touched: TypeAlias = tuple[Change, Difference]


def told(changes: Sequence[Change], lock: Lock | None = None, *, strict: bool = False) -> tuple[Finding, ...]:
    """Say changes as findings, in the order of places; with `strict` what only deserves a note is an error too.

    What a changed definition touches is one finding, as is what came or went with a step or a pipeline. The facts of a
    finding are its kind and all of its leaves, each as it was and as it is.
    """
    teller = _Teller(changes=tuple(changes), lines=_lines(lock), strict=strict)
    return tuple(sorted(teller.findings(), key=lambda finding: finding.order))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """The changes, and the line of the lock on which each leaf stands."""

    changes: tuple[Change, ...]
    lines: Mapping[str, int]
    strict: bool

    def findings(self) -> Iterator[Finding]:
        """One finding for each cause, and one for each change that has none."""
        sources = [change for change in self.changes if change.kind == "semantic" and change.leaf.startswith("source/")]
        modules = [change for change in self.changes if change.kind == "semantic" and change.differences]
        modules = [change for change in modules if change.leaf.startswith("modules/")]
        yield from self.causes(sources, modules)
        yield from self.reaches(sources, modules)
        moved = [change for change in self.changes if change.kind in ("missing", "extra") and parse(change.leaf)]
        planned = {_step(change) for change in self.changes if change.leaf.startswith("plan/") and change not in moved}
        yield from self.moves([change for change in moved if _step(change) not in planned])
        upgrade = [change for change in self.changes if change.kind == "compiler"]
        yield from self.upgrades(upgrade)
        done = {change.leaf for change in (*sources, *modules, *moved, *upgrade) if change.leaf}
        for change in self.changes:
            if change.leaf not in done:
                own = [other for other in moved if change.leaf.startswith("plan/") and _step(other) == _step(change)]
                yield self.finding(change, (change, *own))

    def causes(self, sources: Sequence[Change], modules: Sequence[Change]) -> Iterator[Finding]:
        """The definitions that changed, each with the steps that it touches."""
        for name, found in _by_name(sources, lambda difference: difference.how == CHANGED):
            steps = {_function(change) for change, _ in found}
            also = [change for change in sources if _function(change) in steps]
            new = [(change, one) for change in also for one in change.differences if one.how != CHANGED]
            follows = [change for change in also if all(one.how != CHANGED for one in change.differences)]
            within = [change for change in modules if any(one.name == name for one in change.differences)]
            span = next((one.span for _, one in found if one.span is not None), None)
            short = _short_name(name)
            yield self.made(
                CODE,
                f"{short} changed: {_steps(found)}",
                (*(change for change, _ in found), *follows, *within),
                span=span,
                related=(*_notes(found, "changed"), *_notes(new, "new")),
                kind="semantic",
            )

    def reaches(self, sources: Sequence[Change], modules: Sequence[Change]) -> Iterator[Finding]:
        """What functions that did not change reach now and did not, or reached and do no longer."""
        changed = {_function(one) for one in sources if any(each.how == CHANGED for each in one.differences)}
        left = [change for change in sources if _function(change) not in changed]
        for name, found in _by_name(left, lambda _: True):
            within = [change for change in modules if any(one.name == name for one in change.differences)]
            change, first = found[0]
            module, _, own = name.partition(":")
            yield self.made(
                REACH,
                f"{f'`{own}` of `{module}`' if own else f'`{name}`'} {first.how}: {_steps(found)}",
                (*(touched for touched, _ in found), *within),
                span=next((one.span for _, one in found if one.span is not None), change.function),
                related=_notes(found, "changed"),
                kind="semantic",
            )
        for change in left:
            if not change.differences:
                yield self.finding(change, (change,))

    def moves(self, moved: Sequence[Change]) -> Iterator[Finding]:
        """Pipelines and steps that came or went, each with all that belongs to it."""
        whole = {(change.kind, _step(change)[0]) for change in moved if _step(change)[1] == ""}

        def key(change: Change) -> tuple[str, str, str]:
            plan, step = _step(change)
            return (change.kind, plan, "" if (change.kind, plan) in whole else step)

        for (_, plan, step), group in groupby(sorted(moved, key=key), key):
            found = list(group)
            # The leaf of the plan says it shortest: `step x of y`, and not `what the guard of step x of y reaches`.
            first = next(
                (one for one in found if one.leaf.startswith("plan/") and _step(one) == (plan, step)), found[0]
            )
            steps = sum(one.leaf.startswith("plan/") for one in found) - 1
            more = f", with {_counted(steps, 'step')}" if not step and steps > 0 else ""
            yield self.finding(first, found, more)

    def upgrades(self, found: Sequence[Change]) -> Iterator[Finding]:
        """Another version of Icefloe, with everything that it alone reads otherwise."""
        first = next((change for change in found if change.leaf == "compiler"), None)
        if first is not None:
            others = len(found) - 1
            entries = _counted(others, "entry", "entries")
            more = f"; it reads {entries} otherwise, while no file changed" if others else ""
            yield self.finding(first, found, more)

    def finding(self, change: Change, group: Sequence[Change], more: str = "") -> Finding:
        """One change, with those that belong to it."""
        line = self.lines.get(change.leaf)
        frozen = _in_lock(line) if line is not None else None
        related = (Note(message=f"frozen as {short(change.expected)}", span=frozen),) if frozen is not None else ()
        label = f"is {short(change.got)}" if change.got and change.span is not None and change.expected else ""
        return self.made(
            code_of(change),
            f"{change.message}{more}",
            (change, *group),
            span=change.span,
            label=label,
            related=related if change.span is not None else (),
            kind=change.kind,
            help=change.hint,
        )

    def made(
        self,
        code: str,
        message: str,
        group: Sequence[Change],
        *,
        span: Span | None,
        kind: Kind,
        related: tuple[Note, ...] = (),
        label: str = "",
        help: str = "",
    ) -> Finding:
        """A finding: what has no place in the project stands where the lock has it."""
        leaves = list(dict.fromkeys(change.leaf for change in group if change.leaf))
        line = next((self.lines[leaf] for leaf in leaves if leaf in self.lines), 1)
        pairs = {change.leaf: f"{change.expected or 'nothing'} -> {change.got or 'nothing'}" for change in group}
        is_note = all(change.is_note for change in group) and not self.strict
        return Finding(
            code=code,
            message=message,
            span=span if span is not None and span.path else _in_lock(line),
            severity=Severity.NOTE if is_note else Severity.ERROR,
            label=label,
            related=related,
            help=help or HINTS[kind],
            facts=(("kind", kind), *((leaf, pairs[leaf]) for leaf in leaves)),
        )


def code_of(change: Change) -> str:
    """The code of one change that is told by itself."""
    if change.kind != "semantic":
        return CODES[change.kind]
    if change.leaf.startswith("plan/"):
        return STEP if _step(change)[1] else HEADER
    return IMPORTED if change.leaf.startswith("modules/") else REACH


def short(text: str) -> str:
    """A digest as short as it is said; anything else as it is."""
    is_digest = len(text) == 64 and " " not in text
    return text[:DIGITS] if is_digest else text or "nothing"


def _by_name(changes: Iterable[Change], wanted: Callable[[Difference], bool]) -> Iterator[tuple[str, list[Touched]]]:
    """The differences of changes by what they are of, in the order of names; of each function the shortest way."""
    found: dict[str, dict[tuple[str, str], Touched]] = {}
    for change in changes:
        for one in filter(wanted, change.differences):
            known = found.setdefault(one.name, {})
            other = known.get(_function(change))
            if other is None or one.hops < other[1].hops:
                known[_function(change)] = (change, one)
    for name in sorted(found):
        yield name, sorted(found[name].values(), key=_place)


def _place(touched: Touched) -> tuple[str, str, int, str]:
    """The order in which what a definition touches is said: as the functions stand in their files."""
    change, _ = touched
    plan, address = _function(change)
    path, line = ("", 0) if change.function is None else (change.function.path, change.function.line)
    return (plan, path, line, address)


def _steps(found: Sequence[Touched]) -> str:
    """What a definition touches: `3 steps: train (train → fit → helper), …`, with pipelines where there are several."""
    plans = {_function(change)[0] for change, _ in found}
    said: list[str] = []
    for change, one in found[:NAMED]:
        plan, address = _function(change)
        target = target_of(address)
        of = f" of `{plan}`" if len(plans) > 1 else ""
        own = "its own function" if one.how == CHANGED and not target else ""
        way = ": ".join(part for part in (f"given `{target}`" if target else "", one.way if one.hops else own) if part)
        said.append(f"{_called(address)}{of}{f' ({way})' if way else ''}")
    if len(found) > NAMED:
        said.append(f"and {len(found) - NAMED} more")
    functions = len({_function(change)[:2] for change, _ in found})
    steps = len({_step(change) for change, _ in found})
    noun = "step" if functions == steps else "place"
    within = f" of {len(plans)} pipelines" if len(plans) > 1 else ""
    return f"{_counted(functions, noun)}{within}: {', '.join(said)}"


def _called(address: str) -> str:
    """What a function is called in a list of steps: by the name of its step, if that says enough."""
    name = LeafName(plan="", address=address.partition("/")[0] if target_of(address) else address)
    return name.words.removeprefix("step ") if "/" not in name.address else name.words


def _notes(found: Sequence[Touched], what: str) -> tuple[Note, ...]:
    """The functions that a definition touches, or what is reached anew, as places."""
    notes: dict[Note, None] = {}
    for change, one in found:
        name = parse(change.leaf)
        words = "" if name is None else name.words
        if what == "new" and one.span is not None:
            notes[Note(message=f"{words} reaches it now: {one.way}", span=one.span)] = None
        elif what == "new" and one.how != NEW:
            notes[Note(message=f"of {words}, `{one.name}` {one.how}", span=change.span or _in_lock(1))] = None
        elif what == "changed" and change.function is not None and one.hops:
            message = f"{words} reaches it in {_counted(one.hops, 'hop')}: {one.way}"
            notes[Note(message=message, span=change.function)] = None
    return tuple(notes)[:NAMED]


def _short_name(name: str) -> str:
    """A definition by its own name: that of its module stands in the place."""
    module, _, own = name.partition(":")
    return f"`{own}`" if own and own != "*" else f"`{module}`"


def _function(change: Change) -> tuple[str, str]:
    name = parse(change.leaf)
    return ("", change.leaf) if name is None else (name.plan, name.address)


def _step(change: Change) -> tuple[str, str]:
    name = parse(change.leaf)
    return ("", "") if name is None else (name.plan, unescape(name.address.partition("/")[0]))


def _lines(lock: Lock | None) -> Mapping[str, int]:
    """The line of each leaf in the file: one entry a line, an empty one after each."""
    leaves = sorted(leaf.path for leaf in lock.leaves) if lock is not None else []
    return {path: 2 + 2 * index for index, path in enumerate(leaves)}


def _in_lock(line: int) -> Span:
    return Span(path=LOCK_FILE, line=line, column=1, end_line=line, end_column=1)


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
