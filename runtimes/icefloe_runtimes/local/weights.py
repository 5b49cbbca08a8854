"""What a step takes of the machine, as its resources say."""

import os
import sys
from collections.abc import Iterator, Sequence

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.slots import ONE, Share
from icefloe_schema.plan import Plan, Resources, Step

_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18} | {
    f"{letter}i": 2 ** (10 * power) for power, letter in enumerate("KMGTPE", 1)
}
_LEAST = 1


def share(step: Step) -> Share:
    """Give the share of a step: one job where it says nothing of processors."""
    resources = step.policy.resources
    return ONE if resources is None else wanted(resources)


def wanted(resources: Resources) -> Share:
    """Give the share of what is asked for; what cannot be read asks for nothing."""
    cpu = amount(resources.cpu)
    jobs = 1000 if cpu is None else max(_LEAST, round(1000 * cpu))
    return Share(jobs=jobs, memory=int(amount(resources.memory) or 0))


def excess(plan: Plan, jobs: int) -> Iterator[str]:
    """Say of the steps that ask for more than there is that they get what there is, and what nobody looks at here."""
    memory, processors = machine_memory(), 1000 * jobs
    asked = [(f"step {step.id!r}", step.policy.resources) for step in deep(plan.steps)]
    asked += [(f"group {group.name!r}", group.resources) for group in plan.groups]
    known = [(name, resources, wanted(resources)) for name, resources in asked if resources is not None]
    for name, resources, one in known:
        if one.jobs > processors:
            yield f"{name} asks for {resources.cpu} processors, and {jobs} steps run at once: it runs alone"
        if memory and one.memory > memory:
            yield f"{name} asks for {resources.memory} of memory, and there are {memory >> 20} MiB: it runs alone"
    words = {"storage": "storage", "gpu": "GPUs", "gpu_count": "GPUs", "gpu_memory": "GPUs", "affinity": "affinities"}
    left = dict.fromkeys(words[field] for field in words if any(getattr(one, field) for _name, one, _share in known))
    if left:
        yield f"nobody sees here to what steps ask for of {', '.join(left)}"


def together(resources: Resources | None, steps: Sequence[Step]) -> Share:
    """Give the share of steps that run one after the other: that of their group, or the most that one of them takes."""
    if resources is not None:
        return wanted(resources)
    shares = [share(step) for step in steps]
    return Share(jobs=max(one.jobs for one in shares), memory=max(one.memory for one in shares))


def amount(text: str) -> float | None:
    """Read a quantity as Kubernetes writes it: `2`, `0.5`, `500m`, `4Gi`, `1e3`."""
    number, unit = text.strip(), ""
    for known in sorted(_UNITS, key=len, reverse=True):
        if known and number.endswith(known):
            number, unit = number.removesuffix(known), known
            break
    else:
        if number.endswith("m"):
            number, unit = number.removesuffix("m"), "m"
    try:
        found = float(number) * (0.001 if unit == "m" else _UNITS[unit])
    except ValueError:
        return None
    return found if 0 <= found < float("inf") else None


def machine_memory() -> int:
    """The memory of this machine in bytes; 0 where it cannot be told."""
    if sys.platform == "win32":
        return 0
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0
