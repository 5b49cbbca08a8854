"""What differs from a lock, as findings: one for each cause, with everything that it touches."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from icefloe.findings import Finding, Note, Severity
from icefloe.lock.change import HINTS, Change, Kind
from icefloe.lock.leafname import parse
from icefloe.lock.reachedby import CHANGED
from icefloe.lock.touching import (
    around,
    by_name,
    counted,
    function_of,
    in_lock,
    in_words,
    places,
    short_name,
    step_of,
)
from icefloe.source import Span
from icefloe_schema.lock import Lock
from icefloe_schema.records import dataclass

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
#: The codes of what changed in a plan, of which the lock does not say what it was.
PLANNED = (STEP, HEADER)


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
        planned = {step_of(change): list[Change]() for change in self.changes if _is_planned(change)}
        for change in moved:
            planned.get(step_of(change), []).append(change)
        yield from self.moves([change for change in moved if step_of(change) not in planned])
        upgrade = [change for change in self.changes if change.kind == "compiler"]
        yield from self.upgrades(upgrade)
        done = {change.leaf for change in (*sources, *modules, *moved, *upgrade) if change.leaf}
        for change in self.changes:
            if change.leaf not in done:
                yield self.finding(change, planned[step_of(change)] if _is_planned(change) else ())

    def causes(self, sources: Sequence[Change], modules: Sequence[Change]) -> Iterator[Finding]:
        """The definitions that changed, each with the steps that it touches."""
        changed = dict(by_name(sources, lambda difference: difference.how == CHANGED))
        own: dict[tuple[str, str], list[Change]] = {}
        for change in sources:
            own.setdefault(function_of(change), []).append(change)
        inner: dict[str, set[tuple[str, str]]] = {}
        for name, found in changed.items():
            for outer in around(name):
                inner.setdefault(outer, set()).update(function_of(change) for change, _ in found)
        for name, found in changed.items():
            functions = {function_of(change) for change, _ in found}
            if functions <= inner.get(name, set()):
                # It changed with what stands in it, which is said already.
                continue
            without = [change for other in around(name) for change, _ in changed.get(other, ())]
            also = [change for function in sorted(functions) for change in own[function]]
            new = [(change, one) for change in also for one in change.differences if one.how != CHANGED]
            follows = [change for change in also if all(one.how != CHANGED for one in change.differences)]
            within = [change for change in modules if any(one.name == name for one in change.differences)]
            yield self.made(
                CODE,
                f"{short_name(name)} changed: {in_words(found)}",
                (*(change for change, _ in found), *without, *follows, *within),
                span=next((one.span for _, one in found if one.span is not None), None),
                related=(*places(found, "changed"), *places(new, "new")),
                kind="semantic",
            )

    def reaches(self, sources: Sequence[Change], modules: Sequence[Change]) -> Iterator[Finding]:
        """What functions that did not change reach now and did not, or reached and do no longer."""
        changed = {function_of(one) for one in sources if any(each.how == CHANGED for each in one.differences)}
        left = [change for change in sources if function_of(change) not in changed]
        for name, found in by_name(left, lambda _: True):
            within = [change for change in modules if any(one.name == name for one in change.differences)]
            change, first = found[0]
            module, _, own = name.partition(":")
            yield self.made(
                REACH,
                f"{f'`{own}` of `{module}`' if own else f'`{name}`'} {first.how}: {in_words(found)}",
                (*(touched for touched, _ in found), *within),
                span=next((one.span for _, one in found if one.span is not None), change.function),
                related=places(found, "changed"),
                kind="semantic",
            )
        for change in left:
            if not change.differences:
                yield self.finding(change, (change,))

    def moves(self, moved: Sequence[Change]) -> Iterator[Finding]:
        """Pipelines and steps that came or went, each with all that belongs to it."""
        whole = {(change.kind, step_of(change)[0]) for change in moved if step_of(change)[1] == ""}

        def key(change: Change) -> tuple[str, str, str]:
            plan, step = step_of(change)
            return (change.kind, plan, "" if (change.kind, plan) in whole else step)

        for (_, plan, step), group in groupby(sorted(moved, key=key), key):
            found = list(group)
            # The leaf of the plan says it shortest: `step x of y`, and not `what the guard of step x of y reaches`.
            first = next(
                (one for one in found if one.leaf.startswith("plan/") and step_of(one) == (plan, step)), found[0]
            )
            steps = sum(one.leaf.startswith("plan/") for one in found) - 1
            more = f", with {counted(steps, 'step')}" if not step and steps > 0 else ""
            yield self.finding(first, found, more)

    def upgrades(self, found: Sequence[Change]) -> Iterator[Finding]:
        """Another version of Icefloe, with everything that it alone reads otherwise."""
        first = next((change for change in found if change.leaf == "compiler"), None)
        if first is not None:
            others = len(found) - 1
            entries = counted(others, "entry", "entries")
            more = f"; it reads {entries} otherwise, while no file changed" if others else ""
            yield self.finding(first, found, more)

    def finding(self, change: Change, group: Sequence[Change], more: str = "") -> Finding:
        """One change, with those that belong to it."""
        line = self.lines.get(change.leaf)
        frozen = in_lock(line) if line is not None else None
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
            span=span if span is not None and span.path else in_lock(line),
            severity=Severity.NOTE if is_note else Severity.ERROR,
            label=label,
            related=related,
            help=help or HINTS[kind],
            facts=(("kind", kind), *((leaf, pairs[leaf]) for leaf in leaves)),
        )


def _is_planned(change: Change) -> bool:
    """Whether a step or a header of a plan is on both sides, and differs."""
    return change.leaf.startswith("plan/") and change.kind not in ("missing", "extra", "compiler")


def code_of(change: Change) -> str:
    """The code of one change that is told by itself."""
    if change.kind != "semantic":
        return CODES[change.kind]
    if change.leaf.startswith("plan/"):
        return STEP if step_of(change)[1] else HEADER
    return IMPORTED if change.leaf.startswith("modules/") else REACH


def short(text: str) -> str:
    """A digest as short as it is said; anything else as it is."""
    is_digest = len(text) == 64 and " " not in text
    return text[:DIGITS] if is_digest else text or "nothing"


def _lines(lock: Lock | None) -> Mapping[str, int]:
    """The line of each leaf in the file: one entry a line, an empty one after each."""
    leaves = sorted(leaf.path for leaf in lock.leaves) if lock is not None else []
    return {path: 2 + 2 * index for index, path in enumerate(leaves)}
