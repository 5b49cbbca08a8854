"""What a run that was itself gone on from another one had still to take over when it ended."""

from collections.abc import Collection, Iterator

from icefloe_runtimes.local.resume.earlier import Earlier, Finished, Key
from icefloe_runtimes.local.resume.within import step_at
from icefloe_schema.plan import LoopRun


def inherited(
    first: Earlier, own: Collection[Key], begun: Collection[Key], takes: Collection[str], opens: Collection[str]
) -> Iterator[tuple[Key, Finished]]:
    """Give what the `first` run has finished, and the second one would have taken over in its turn.

    `own` are the steps that the second run has finished itself, `begun` those that it has begun. It took over the steps
    `takes`, and went on inside the steps `opens`.
    """
    loops = _Loops(first)
    for key, left in first.finished.items():
        inside, name = key
        if key in own or key in begun:
            continue
        if not inside:
            if name in takes:
                yield key, left
        elif inside[0][0] in opens and not any(loops.touches(other, key) for other in begun):
            yield key, left


class _Loops:
    """Knows which steps inside others may have changed what a step was given."""

    def __init__(self, run: Earlier) -> None:
        self._run = run
        self._known: dict[Key, bool] = {}

    def touches(self, other: Key, key: Key) -> bool:
        """Whether a step that was run anew may stand before another one: in doubt it does."""
        inside, name = key
        shared = 0
        while shared < min(len(inside), len(other[0])) and inside[shared] == other[0][shared]:
            shared += 1
        here = inside[shared][0] if shared < len(inside) else name
        if not shared and (other[0][0][0] if other[0] else other[1]) != here:
            # Another step of the plan itself: what this one needs of those was taken over.
            return False
        if shared == len(other[0]):
            # A step of a body on the way to the other one; those around it were begun to get there.
            return shared == len(inside) or other[1] != here
        if shared == len(inside):
            return True
        if other[0][shared][0] != here:
            return True
        # The same step, in another part: elements and branches know nothing of each other, rounds do.
        return self._is_loop((inside[:shared], here)) and _number(other[0][shared][1]) < _number(inside[shared][1])

    def _is_loop(self, key: Key) -> bool:
        if key not in self._known:
            step = step_at(self._run.plan_then().steps, key, self._run.folder)
            self._known[key] = step is None or isinstance(step.run, LoopRun)
        return self._known[key]


def _number(part: str) -> int:
    return int(part) if part.isdigit() else -1
