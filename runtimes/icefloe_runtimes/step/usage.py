"""What this process has used."""

import sys
import time

from icefloe_runtimes.step.manifest import Usage


def used(started: float) -> Usage:
    """Give wall time since `started` (`time.monotonic`), and processor time and peak memory of the whole process."""
    duration = time.monotonic() - started
    if sys.platform == "win32":
        return Usage(duration_seconds=duration, cpu_seconds=time.process_time())
    import resource

    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(
        duration_seconds=duration,
        cpu_seconds=own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime,
        peak_memory_bytes=max(own.ru_maxrss, below.ru_maxrss) * unit,
    )
