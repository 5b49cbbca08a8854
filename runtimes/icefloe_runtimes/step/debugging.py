"""Looking round where a step has failed."""

import pdb  # noqa: T100 - it is what was asked for
import traceback
from pathlib import Path
from types import FrameType, TracebackType

from icefloe_runtimes.step.failure import is_project


def look_round(error: BaseException, root: Path) -> None:
    """Open the debugger at the line of the user's code that has failed; nothing, where the failure is in none."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if any(is_project(frame.f_code.co_filename, root) for frame in frames):
        debugger = _Debugger(root)
        debugger.reset()
        debugger.interaction(None, error.__traceback__)


class _Debugger(pdb.Pdb):
    """Begins in the user's code, whatever that has called."""

    def __init__(self, root: Path) -> None:
        super().__init__(nosigint=True)
        self._root = root

    def get_stack(self, f: FrameType | None, t: TracebackType | None) -> tuple[list[tuple[FrameType, int]], int]:
        """Give the frames, and the place of the one to begin in."""
        stack, place = super().get_stack(f, t)
        own = [n for n, (frame, _) in enumerate(stack) if is_project(frame.f_code.co_filename, self._root)]
        return stack, own[-1] if own else place
