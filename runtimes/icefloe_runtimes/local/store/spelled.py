"""How a step is called whose folder one knows."""

from collections.abc import Mapping

from icefloe_runtimes.step.inside import WHOLE

_INSIDE = ".inside"


def spelled(at: str, names: Mapping[str, str]) -> str:
    """Give the path of a step from its folder below that of the run (`train.inside/0/fit` is `train/0/fit`).

    `names` are the steps by their folders: the name of a folder says no more of a step than is safe in a path.
    """
    parts: list[str] = []
    here = ""
    for part in at.split("/"):
        here = f"{here}/{part}" if here else part
        if part.endswith(_INSIDE):
            own = here.removesuffix(_INSIDE)
            parts.append(names.get(own, part.removesuffix(_INSIDE)))
        elif here == at:
            parts.append(names.get(at, part))
        elif part != WHOLE:
            parts.append(part)
    return "/".join(parts)
