"""The edges that a drawing has, as a plan's steps keep them for the picture."""

from collections.abc import Iterator

from icefloe_runtimes.diagram.palette import edge
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One drawn edge: where it leads, by which port it leaves, what stands on it, and its look."""

    target: str
    port: int = 0
    label: str = ""
    dashed: bool = False
    colour: str = ""


def leaving(step: Step) -> Iterator[Drawn]:
    """The edges that leave a step in its drawing; what is no edge is passed over, as a plan may come from anywhere."""
    found = step.display.get("edges")
    for one in found if isinstance(found, list | tuple) else ():
        target = one.get("target") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(target, str):
            continue
        port = one.get("source_port")
        words = [word for word in (one.get("label"), one.get("relationship")) if isinstance(word, str) and word]
        yield Drawn(
            target=target,
            port=port if isinstance(port, int) else 0,
            label=words[0] if words else "",
            dashed=one.get("dashed") is True,
            colour=edge(one.get("color")),
        )
