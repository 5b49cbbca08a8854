"""The pipelines of two sides, side by side."""

from collections.abc import Iterator, Sequence

from icefloe.diff.side import Pipeline
from icefloe.lock.inputs import functions


def matched(old: Sequence[Pipeline], new: Sequence[Pipeline]) -> Iterator[tuple[Pipeline | None, Pipeline | None]]:
    """Each pipeline with what it was on the other side.

    Where each side has one, these two are meant, whatever they are called. Else the name decides, and for those that
    are on one side alone, whether they run the same functions and no third does.
    """
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    before = {(one.prefix, one.key): one for one in old}
    after = {(one.prefix, one.key): one for one in new}
    gone = [one for key, one in before.items() if key not in after]
    come = [one for key, one in after.items() if key not in before]
    moved = {(two.prefix, two.key): one for one in gone if (two := _moved(one, gone, come)) is not None}
    for key, one in after.items():
        yield before.get(key, moved.get(key)), one
    taken = {id(one) for one in moved.values()}
    for one in gone:
        if id(one) not in taken:
            yield one, None


def _moved(old: Pipeline, gone: Sequence[Pipeline], come: Sequence[Pipeline]) -> Pipeline | None:
    """The new pipeline that an old one has become: it runs most of the same functions, under that name or another."""
    best = _best(old, come)
    return best if best is not None and _best(best, gone) is old else None


def _best(one: Pipeline, others: Sequence[Pipeline]) -> Pipeline | None:
    scores = [(_likeness(one, other), other) for other in others]
    highest = max((score for score, _ in scores), default=0)
    found = [other for score, other in scores if score == highest]
    return found[0] if highest >= 1 and len(found) == 1 else None


def _likeness(one: Pipeline, other: Pipeline) -> float:
    first, second = _functions(one), _functions(other)
    shared = len(first & second) / max(1, len(first | second))
    named = one.plan.name == other.plan.name
    return shared + named if shared >= (0.3 if named else 0.7) else 0


def _functions(pipeline: Pipeline) -> set[str]:
    return {ref.qualname for _, ref in functions(pipeline.plan)} or {step.id for step in pipeline.plan.steps}
