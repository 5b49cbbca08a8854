"""The cache of the local run: results that are used again while code and inputs are the same."""

from pathlib import Path

from icefloe_runtimes.local.cache.found import Hit, Miss
from icefloe_runtimes.local.cache.wanted import is_anywhere
from icefloe_runtimes.local.place import Place
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_schema.plan import Step

__all__ = ["Cache", "Hit", "Miss", "sweep"]

_OFF = Miss()


class Cache:
    """The cache as one run sees it; where nothing in the plan is to be used again, it costs nothing."""

    def __init__(self, setting: Setting) -> None:
        self._lookup = None
        if setting.cache and is_anywhere(setting.plan):
            from icefloe_runtimes.local.cache.lookup import Lookup

            self._lookup = Lookup(setting)

    def find(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step has to be run; where it has not, its folder is made as it would have left it."""
        return self._lookup.find(step, place) if self._lookup else _OFF

    def ask(self, step: Step, place: Place) -> Miss:
        """Say what the result of a step will be kept under, without looking for one."""
        return self._lookup.ask(step, place) if self._lookup else _OFF

    def foresee(self, step: Step, place: Place) -> Hit | Miss:
        """Say whether a step would have to be run if all before it went as was said of them; nothing is made."""
        return self._lookup.foresee(step, place) if self._lookup else _OFF

    def keep(self, step: Step, place: Place, miss: Miss, result: StepResult) -> None:
        """Keep what a step has left, if it may be used again; to fail in this is no failure of the run."""
        if self._lookup:
            self._lookup.keep(step, place, miss, result)


def sweep(workspace: Path) -> int:
    """Forget the results of which something is no longer in the store; give how many that were."""
    from icefloe_runtimes.local.cache import tending

    return tending.sweep(workspace)
