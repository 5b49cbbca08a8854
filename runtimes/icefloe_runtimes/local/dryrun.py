"""What a run would do: which steps would run, which would not, and why; nothing is run or written for it."""

from collections.abc import Iterator, Sequence
from typing import Literal

from icefloe_runtimes.local.amounts import seconds
from icefloe_runtimes.local.cache import Cache, Hit
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.preparing import prepared
from icefloe_runtimes.local.request import Request
from icefloe_runtimes.local.resume import Choice
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.local.summary import table
from icefloe_runtimes.step.refuse import has_bodies
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass

_WORDS = {"run": "would run", "cached": "is cached", "taken": "is taken", "skipped": "is left out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would become of a step: it would run, be taken from the cache or an earlier run, or be left out; and why.

    `saved_seconds` is what it took when it ran.
    """

    step: str
    action: Literal["run", "cached", "taken", "skipped"]
    why: str = ""
    saved_seconds: float = 0.0


def dry_run(request: Request) -> tuple[Outlook, ...]:
    """Say of each step of the plan what a run would do with it; raises what the run would raise before its start."""
    setting, choice = prepared(request, lambda workspace: workspace / "runs" / "(dry run)")
    return tuple(_outlooks(setting, choice))


def told(name: str, found: Sequence[Outlook]) -> Iterator[str]:
    """Give the lines on a pipeline: what would become of each step and why, and the sum of it."""
    yield f"{name}: nothing was run"
    yield from table([(one.step, _WORDS[one.action], one.why) for one in found])
    count = sum(one.action == "run" for one in found)
    saved = sum(one.saved_seconds for one in found)
    more = f"; {seconds(saved)} would be saved" if saved else ""
    yield f"{count} of {len(found)} steps would run{more}"


def _outlooks(setting: Setting, choice: Choice) -> Iterator[Outlook]:
    place = Place(folder=setting.folder, stop=Stop())
    cache = Cache(setting)
    cached: set[str] = set()
    for number, step in enumerate(setting.plan.steps):
        decided = choice.steps[step.id]
        if decided.action == "take":
            yield Outlook(step=step.id, action="taken", why=f"from run {choice.taken_from}{decided.why}")
        elif decided.action == "skip":
            yield Outlook(step=step.id, action="skipped", why=decided.why)
        else:
            # Of a step that it needs, and that is cached, it cannot be said that it is run.
            is_told = not (decided.because and decided.because in cached)
            found = _looked_up(step, place.at(number), cache, decided.why if is_told else "")
            cached |= {step.id} if found.action == "cached" else set()
            yield found


def _looked_up(step: Step, place: Place, cache: Cache, why: str) -> Outlook:
    found = cache.foresee(step, place)
    if isinstance(found, Hit):
        return Outlook(step=step.id, action="cached", why=found.result.reason, saved_seconds=found.result.saved_seconds)
    # What is taken from an earlier run is not known to the cache.
    reasons = [why or found.reason]
    if step.guard is not None:
        reasons.append("if its guard lets it")
    if has_bodies(step):
        reasons.append("what is inside it is decided when it runs")
    return Outlook(step=step.id, action="run", why="; ".join(dict.fromkeys(one for one in reasons if one)))
