"""Looking for what is taken over: a run to go on from, or one that has what some steps need."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from icefloe_runtimes.edges import leaves
from icefloe_runtimes.local import record
from icefloe_runtimes.local.resume import earlier as reading
from icefloe_runtimes.local.resume.chain import whole
from icefloe_runtimes.local.resume.choice import Choice
from icefloe_runtimes.local.resume.decision import Decided, going_on
from icefloe_runtimes.local.resume.earlier import Earlier
from icefloe_runtimes.local.resume.facts import Facts
from icefloe_runtimes.local.resume.given import Given, Wanted
from icefloe_runtimes.local.resume.naming import Named, named
from icefloe_runtimes.local.resume.needing import needs
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema.plan import FromOutput, FromRan, Plan, Step


def looked(plan: Plan, wanted: Wanted, workspace: Path, given: Given) -> Choice:
    """Decide what becomes of each step, by what earlier runs have left; raises `UsageError` as `choose` does."""
    chosen = named(plan, wanted)
    if not wanted.resume:
        return Choice() if chosen is None else _picked(plan, given, _candidates(plan, workspace), chosen)
    earlier = _resumed(plan, wanted.resume, workspace)
    if chosen is None or wanted.from_step:
        choice = _going_on(plan, given, earlier, chosen)
    else:
        choice = _picked(plan, given, (earlier,), chosen)
    notes = tuple(_passed_over(plan, earlier, workspace)) if wanted.resume == "last" else ()
    return replace(choice, notes=(*notes, *choice.notes)) if notes else choice


def _resumed(plan: Plan, run: str, workspace: Path) -> Earlier:
    """The run to go on from; `last` is the last one of this pipeline that is not under way."""
    if not plan.resume:
        raise UsageError(f"{plan.name!r} says that its runs are not gone on from (checkpoints are off)")
    if run == "last":
        found = next(_candidates(plan, workspace), None)
        if found is None:
            raise UsageError(f"there is no run of {plan.name!r} in {workspace / 'runs'} to go on from")
        return whole(found)
    earlier = reading.read(record.find(run, workspace))
    if earlier.pipeline_name != plan.name:
        raise UsageError(f"run {earlier.run_id} is one of {earlier.pipeline_name!r}, not of {plan.name!r}")
    if earlier.is_held:
        raise UsageError(f"run {earlier.run_id} is still under way")
    return whole(earlier)


def _going_on(plan: Plan, given: Given, earlier: Earlier, chosen: Named | None) -> Choice:
    """Take all that stands; what was to be taken and is not what was left is run, with all that needs it."""
    facts = Facts(plan, given, earlier)
    known = facts.all(with_code=True)
    again = chosen.steps if chosen else frozenset[str]()
    while True:
        decided = going_on(needs(plan), known, again)
        taken = [name for name, one in decided.items() if one.action == "take"]
        bad = {name: why for name in taken if (why := facts.damage(name))}
        if not bad:
            notes = (f"{earlier.damage}: what it says from there on is not believed",) if earlier.damage else ()
            opens = tuple(step.id for step in plan.steps if facts.is_open(step, decided))
            return Choice(steps=decided, facts=facts, is_resumed=True, opens=opens, notes=notes)
        known = {**known, **{name: replace(known[name], against=(why,)) for name, why in bad.items()}}


def _picked(plan: Plan, given: Given, candidates: Iterable[Earlier], chosen: Named) -> Choice:
    """Run what is named, and take what it needs of others from the first run that has all of it."""
    reads = [value for step in plan.steps if step.id in chosen.steps for value in leaves(step)]
    sources = [value.step for value in reads if isinstance(value, FromOutput | FromRan)]
    needed = [name for name in dict.fromkeys(sources) if name not in chosen.steps]
    facts = _found(plan, given, candidates, chosen, needed) if needed or chosen.is_rest else None
    steps = {
        step.id: Decided(action="run", why="it was asked for", is_asked=True)
        if step.id in chosen.steps
        else _other(step, facts, chosen, needed)
        for step in plan.steps
    }
    return Choice(steps=steps, facts=facts)


def _other(step: Step, facts: Facts | None, chosen: Named, needed: list[str]) -> Decided:
    """What becomes of a step that is not named."""
    if facts is not None and (step.id in needed or (chosen.is_rest and not facts.lacking((step.id,)))):
        return Decided(action="take", why=" (its code has changed since)" if facts.has_other_code(step) else "")
    return Decided(action="skip", why=chosen.said)


def _found(plan: Plan, given: Given, candidates: Iterable[Earlier], chosen: Named, needed: list[str]) -> Facts | None:
    """The first run that has what is needed, made with the values of this one; a refusal says what is against it."""
    against, remedy = "", ""
    for earlier in candidates:
        if any(((), name) not in earlier.finished for name in needed):
            continue
        facts = Facts(plan, given, earlier)
        found = facts.lacking(needed)
        if not found:
            return facts
        if all(found):
            last = f"with the same parameters: in run {earlier.run_id}, the last one,"
            against, remedy = against or f" {last} {', '.join(found)}", "give the same, or "
    if not needed:
        return None
    several = len(needed) > 1
    steps = f"step{'s' if several else ''} {', '.join(repr(name) for name in needed)}"
    what = f"no run of {plan.name!r} has left what {steps} give{'' if several else 's'}"
    raise UsageError(f"{what}{against}: {remedy}{chosen.remedy.format('them' if several else 'it')}")


def _passed_over(plan: Plan, earlier: Earlier, workspace: Path) -> Iterator[str]:
    """Say of runs that began later than the one that is gone on from, and still go on, that they are not meant."""
    for folder in reading.runs(workspace):
        if folder.name <= earlier.run_id:
            return
        try:
            other = reading.read(folder)
        except UsageError:
            continue
        if other.is_held and other.pipeline_name == plan.name:
            this = f"this one goes on from {earlier.run_id}, the last that has ended"
            yield f"run {other.run_id} is still under way: {this}"


def _candidates(plan: Plan, workspace: Path) -> Iterator[Earlier]:
    """The runs of this pipeline that have ended, the latest first."""
    for folder in reading.runs(workspace):
        try:
            earlier = reading.read(folder)
        except UsageError:
            continue
        if earlier.pipeline_name == plan.name and not earlier.is_held:
            yield earlier
