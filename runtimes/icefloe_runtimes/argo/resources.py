"""What a step needs, as requests and limits of its container."""

import re

from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Resources

_QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")


def limits(resources: Resources) -> dict[str, Json]:
    """The `resources` of a container.

    Memory and storage are as much limit as request, as a container that outgrows its request can be killed at any
    time; a share of the processor is only a request. Graphics processors are limits by Kubernetes' rule.
    """
    requests: dict[str, Json] = {}
    bounds: dict[str, Json] = {}
    if is_quantity(resources.cpu):
        requests["cpu"] = resources.cpu
    for name, amount in (("memory", resources.memory), ("ephemeral-storage", resources.storage)):
        if is_quantity(amount):
            requests[name] = bounds[name] = amount
    if resources.gpu_count:
        bounds["nvidia.com/gpu"] = str(resources.gpu_count)
    return {key: value for key, value in (("requests", requests), ("limits", bounds)) if value}


def is_quantity(text: str) -> bool:
    """Whether Kubernetes takes this text for an amount."""
    return bool(_QUANTITY.fullmatch(text))
