"""What this process has used."""

import sys
import time

from icefloe_runtimes.step.manifest import Usage

if sys.platform != "win32":
    import resource


def used(started: float) -> Usage:
    """Give wall time since `started` (`time.monotonic`), and processor time and peak memory of the whole process."""
    duration = time.monotonic() - started
    cpu, memory = spent()
    return Usage(duration_seconds=duration, cpu_seconds=cpu, peak_memory_bytes=memory)


def spent() -> tuple[float, int]:
    """Give processor time and peak memory of this process, and of those it has waited for."""
    if sys.platform == "win32":
        return time.process_time(), 0
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
    return cpu, max(own.ru_maxrss, below.ru_maxrss) * unit
