"""Dying with the runner: a step must not outlive who waits for it."""

import os
import signal
from collections.abc import MutableMapping

VARIABLE = "ICEFLOE_LIFELINE"


def hold(environment: MutableMapping[str, str]) -> None:
    """Watch the pipe whose number the runner gave: when its other end is gone, end this process and those it started.

    Without a runner (in a container, in CI) nothing is watched.
    """
    number = environment.pop(VARIABLE, "")
    if number.isdigit() and hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        import threading

        threading.Thread(target=_watch, args=(int(number),), daemon=True, name="lifeline").start()


def _watch(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1):
            pass
    except OSError:
        return
    os.killpg(0, signal.SIGKILL)
