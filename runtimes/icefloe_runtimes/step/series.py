"""Doing several things in one process, and saying after each that it is done."""

import os

from icefloe_runtimes.step import order, orders
from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.usage import spent
from icefloe_runtimes.step.work import DONE, Bench, flush


def series(bench: Bench, calls: tuple[Call, ...], pipe: int, mark: str) -> int:
    """Do them in order, up to the first that fails; give the status for the process to end with.

    After each that is done, a line goes down the pipe that no step can have printed: the runner tells from it which
    output belongs to which step, what the step has used and left, and that the process has not just ended on the way.
    """
    cpu, memory = 0.0, 0
    for call in calls:
        status = bench.work(call)
        if status != DONE:
            return status
        flush()
        before, (cpu, memory) = cpu, spent()
        left = b" " + bench.record if bench.record else b""
        os.write(pipe, b"\0%s %.6f %d%s\n" % (mark.encode(), cpu - before, memory, left))
    return DONE


def ordered(setup: int, descriptor: int) -> int:
    """Do what a runner has written down in two open files: the orders of its run, and the calls of this process."""
    ready = Bench(orders.read(setup))
    os.close(setup)
    with os.fdopen(descriptor, "rb") as stream:
        calls, _, mark = order.read(stream.read())
    if len(calls) > 1:
        ready.enter()
        ready.foresee(())
    return series(ready, calls, os.dup(1), mark)
