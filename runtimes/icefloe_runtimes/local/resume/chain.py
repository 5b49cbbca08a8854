"""A run that goes on from another one, which may go on from a third: all of them as one."""

from dataclasses import replace

from icefloe_runtimes.local.resume.earlier import Earlier, read
from icefloe_runtimes.local.resume.inherited import inherited
from icefloe_runtimes.step.errors import UsageError


def whole(run: Earlier) -> Earlier:
    """Give the run with all that it would still have taken over if it had not ended before."""
    chain = [run]
    while chain[-1].resumed_from and len(chain) == len({one.run_id for one in chain}):
        try:
            chain.append(read(run.folder.parent / chain[-1].resumed_from))
        except UsageError:
            # It was removed: what is left of it is what was taken over.
            break
    found = chain.pop()
    while chain:
        second = chain.pop()
        # Where the plan is another one, what is inside a step may be too.
        opens = second.opens if second.plan == found.plan else ()
        more = inherited(found, second.finished, second.begun, second.takes, opens)
        found = replace(second, finished={**dict(more), **second.finished})
    return found
