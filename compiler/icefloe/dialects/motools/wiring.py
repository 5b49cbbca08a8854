"""The steps of a workflow joined by the names of their atoms."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.dialects.motools.code import AtomType, Code
from icefloe.dialects.motools.draft import Draft
from icefloe.dialects.motools.given import addition
from icefloe.dialects.motools.vocabulary import atom
from icefloe.findings import Severity
from icefloe.fixes import close_matches, removed, renamed
from icefloe.graph import Binding, Missing, Port, PythonRun, Step
from icefloe.values import Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

RETRY = plan.Retry(
    attempts=4,
    delay={"$float": "1.0"},
    factor={"$float": "2.0"},
    on=("NetworkError", "WorkflowTimeoutError", "TimeoutError", "OSError"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the steps are joined with: the drafts in order, and the atoms that the workflow is given.

    `table` is the value of `input_atom_types`, None where there is none.
    """

    code: Code
    drafts: tuple[Draft, ...]
    given: tuple[AtomType, ...]
    table: Value | None


def steps(wiring: Wiring, configs: Mapping[str, Binding], secrets: Mapping[str, Sequence[str]]) -> tuple[Step, ...]:
    """The steps of the workflow, each with its atoms, its configuration, and what it must have to run."""
    _shadows(wiring)
    _unused(wiring)
    return tuple(_step(wiring, position, configs, secrets) for position in range(len(wiring.drafts)))


def _step(wiring: Wiring, position: int, configs: Mapping[str, Binding], secrets: Mapping[str, Sequence[str]]) -> Step:
    one = wiring.drafts[position]
    names = sorted({*one.secrets, *secrets.get(one.name, ())})
    docstring = (one.summary.function.docstring or "").strip() if one.summary is not None else ""
    return Step(
        id=one.name,
        name=one.name,
        span=one.span,
        added=one.added,
        run=PythonRun(
            function=one.work.function, convention="atoms", config=configs.get(one.name), bound=one.work.bound
        ),
        body=one.summary,
        bindings=tuple(_bindings(wiring, position)),
        outputs=one.ports,
        policy=plan.Policy(retry=RETRY, secrets=tuple(names)),
        description=docstring,
    )


def _bindings(wiring: Wiring, position: int) -> Iterator[Binding]:
    """Where the atoms of a step come from: an earlier step (the nearest), the run, or else a later step."""
    one = wiring.drafts[position]
    for asked in one.inputs:
        yield _bound(wiring, position, asked)
    for asked in one.optional:
        if _early(wiring, position, asked.name) or any(given.name == asked.name for given in wiring.given):
            yield _bound(wiring, position, asked)


def _early(wiring: Wiring, position: int, name: str) -> tuple[Draft, Port] | None:
    """The nearest earlier step that makes an atom."""
    return _maker(reversed(wiring.drafts[:position]), name)


def _maker(drafts: "Iterator[Draft] | Sequence[Draft]", name: str) -> tuple[Draft, Port] | None:
    return next(((one, port) for one in drafts for port in one.ports if port.name == name), None)


def _bound(wiring: Wiring, position: int, asked: AtomType) -> Binding:
    """Where one atom comes from."""
    one = wiring.drafts[position]
    given = next((entry for entry in wiring.given if entry.name == asked.name), None)
    early = _early(wiring, position, asked.name)
    if early is not None:
        return _joined(wiring, one, asked, early)
    if given is not None:
        if given.type != asked.type:
            _unlike(wiring.code, one, asked, given)
        return _binding(asked, plan.FromAtom(name=asked.name, type=asked.type), given)
    late = _maker(wiring.drafts[position + 1 :], asked.name)
    if late is not None:
        if not _waits(wiring, late[0], one):
            _late(wiring.code, one, asked, late)
        return _joined(wiring, one, asked, late)
    return _binding(asked, _missing(wiring, asked), None)


def _joined(wiring: Wiring, one: Draft, asked: AtomType, maker: tuple[Draft, Port]) -> Binding:
    """An atom that another step makes."""
    draft, port = maker
    if not port.declared:
        wiring.code.found(
            "FLO270",
            f"step `{one.name}` takes `{asked.name}`, which step `{draft.name}` makes but does not declare",
            asked.span,
            severity=Severity.WARNING,
            label="motools says that nothing makes it",
            other=("made here", port.span),
            help=f"declare it in the `output_atom_types` of `{draft.name}`",
        )
    source = plan.FromOutput(step=draft.name, name=asked.name)
    return Binding(
        parameter=asked.name,
        source=source,
        type=atom(asked.type),
        span=asked.type_span,
        asset_span=asked.span,
        source_span=port.span,
        joined="declaration",
    )


def _binding(asked: AtomType, source: plan.FromAtom | Missing, given: AtomType | None) -> Binding:
    return Binding(
        parameter=asked.name,
        source=source,
        type=atom(asked.type),
        span=asked.type_span,
        asset_span=asked.span,
        source_span=None if given is None else given.type_span,
        joined="declaration",
    )


def _missing(wiring: Wiring, asked: AtomType) -> Missing:
    """An atom that nothing gives, and how it could be given to the workflow."""
    near = next(iter(close_matches(asked.name, [one.name for one in wiring.given], n=1, cutoff=0.6)), None)
    if near is not None:
        fix = renamed(asked.span, asked.name, near)
        meant = f"did you mean `{near}`, which the workflow is given?"
        return Missing(asset=asked.name, declared=True, help=meant, fix=fix)
    return Missing(
        asset=asked.name,
        declared=True,
        help=f'let a step make it, or give it to the workflow: `input_atom_types={{"{asked.name}": "{asked.type}"}}`',
        fix=addition(wiring.code.reader, wiring.table, asked),
    )


def _unlike(code: Code, one: Draft, asked: AtomType, given: AtomType) -> None:
    """Report an input of the workflow that has another type than the step that takes it."""
    code.found(
        "FLO143",
        f"step `{one.name}` takes `{asked.name}` as `{asked.type}`, but the workflow is given a `{given.type}`",
        asked.type_span,
        label=f"takes `{asked.type}`",
        other=(f"is given `{given.type}`", given.type_span),
        help="correct the one that is wrong",
    )


def _waits(wiring: Wiring, one: Draft, other: Draft) -> bool:
    """Whether a step waits for another one, directly or through others: then there is a circle, which is said."""
    waiting, seen = [one], set[str]()
    while waiting:
        current = waiting.pop()
        if current.name == other.name:
            return True
        if current.name in seen:
            continue
        seen.add(current.name)
        at = wiring.drafts.index(current)
        for asked in current.inputs:
            given = any(entry.name == asked.name for entry in wiring.given)
            maker = _early(wiring, at, asked.name)
            if maker is None and not given:
                maker = _maker(wiring.drafts[at + 1 :], asked.name)
            if maker is not None:
                waiting.append(maker[0])
    return False


def _late(code: Code, one: Draft, asked: AtomType, late: tuple[Draft, Port]) -> None:
    """Report a step that stands before the one that makes what it takes."""
    draft, port = late
    code.found(
        "FLO147",
        f"step `{one.name}` takes `{asked.name}` before step `{draft.name}` makes it",
        asked.span,
        severity=Severity.WARNING,
        label="not made yet",
        other=(f"made by `{draft.name}`", port.span),
        help=f"put `{draft.name}` before `{one.name}`: motools runs the steps in the order of the list, and refuses "
        "this one; Icefloe runs them in the order that their atoms need",
    )


def _shadows(wiring: Wiring) -> None:
    """Report outputs that take the place of an atom of the same name."""
    first: dict[str, tuple[str, Port | AtomType]] = {
        entry.name: ("the workflow is given it", entry) for entry in wiring.given
    }
    names: set[str] = set()
    for one in wiring.drafts:
        # A step that stands twice is another matter.
        again, names = one.name in names, {*names, one.name}
        for port in one.ports:
            if port.name in first and not again:
                what, place = first[port.name]
                wiring.code.found(
                    "FLO149",
                    f"output `{port.name}` of step `{one.name}` takes the place of another atom of that name",
                    port.span,
                    severity=Severity.WARNING,
                    label="steps after this one take this",
                    other=(what, place.span),
                    help="give it a name of its own",
                )
            first[port.name] = (f"step `{one.name}` makes it", port)


def _unused(wiring: Wiring) -> None:
    """Report atoms that the workflow is given and no step takes."""
    if wiring.code.notes.holes:
        return
    taken = {asked.name for one in wiring.drafts for asked in (*one.inputs, *one.optional)}
    for entry in wiring.given:
        if entry.name not in taken:
            near = next(iter(close_matches(entry.name, sorted(taken), n=1, cutoff=0.6)), None)
            guess = f"; did you mean `{near}`?" if near else ""
            wiring.code.found(
                "FLO148",
                f"no step takes `{entry.name}`, which the workflow is given{guess}",
                entry.span,
                severity=Severity.WARNING,
                label="never taken",
                help="let a step take it, or do not ask for it",
                fix=renamed(entry.span, entry.name, near or "") or removed(entry.span, f"`{entry.name}`"),
            )
