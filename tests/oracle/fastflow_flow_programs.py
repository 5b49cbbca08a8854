"""Random programs that only have a flow of fastflow: nodes and edges, with no executor."""

import random
from dataclasses import dataclass, field

KINDS = ("input", "filter", "transform", "agent", "tool", "llm", "process", "code", "output", "custom")


@dataclass(slots=True)
class One:
    """One step of a random program: its id, what it depends on, and its handler's lines (none: it is simulated)."""

    name: str
    needs: list[str]
    handler: str = ""
    body: list[str] = field(default_factory=list[str])
    duration: str = ""
    labels: tuple[str, ...] = ()
    is_async: bool = True
    words: str = "context, inputs"
    typed: str = ""


class Flows:
    """Writes a program that only has a flow: by its classes, from steps, or from a dictionary."""

    def __init__(self, source: random.Random, steps: list[One]) -> None:
        self.random = source
        self.steps = steps

    def text(self) -> str:
        """One of the ways."""
        names = [step.name for step in self.steps]
        match self.random.randint(0, 9):
            case 0:
                self.steps[-1].needs.append("nobody")
            case 1:
                self.steps.append(One(self.random.choice(names), []))
            case 2:
                self.steps[0].needs.append(self.random.choice(names))
            case _:
                pass
        return self.random.choice((self.classes, self.grown, self.from_steps, self.dictionary))()

    def classes(self) -> str:
        """A `Flow` of nodes and edges."""
        nodes = ", ".join(self.node(step, number) for number, step in enumerate(self.steps))
        edges = ", ".join(self.edge(step, need) for step in self.steps for need in step.needs)
        return f"flow = Flow('g', 'A flow', nodes=[{nodes}], edges=[{edges}])\n"

    def grown(self) -> str:
        """A `Flow` that gets its parts one by one."""
        nodes = [f"flow.add_node({self.node(step, number)})\n" for number, step in enumerate(self.steps)]
        edges = [f"flow.add_edge({self.edge(step, need)})\n" for step in self.steps for need in step.needs]
        return "".join(["flow = Flow(id='g')\n", *nodes, *edges])

    def node(self, step: One, number: int) -> str:
        """A node."""
        kind, at = self.random.choice(KINDS), f"x={number * 50}, y={self.random.randint(0, 99)}"
        more = self.random.choice(("", f", label={step.name.upper()!r}", ", outputs=2", ", data={'a': 1}"))
        return f"NodeData(id={step.name!r}, {at}, node_type={kind!r}{more})"

    def edge(self, step: One, need: str) -> str:
        """An edge."""
        more = self.random.choice(("", ", label='next'", ", dashed=True", ", source_port='out_0'"))
        return f"EdgeData(source={need!r}, target={step.name!r}{more})"

    def from_steps(self) -> str:
        """`flow_from_steps`: placed one below the other, or side by side."""
        rows: list[str] = []
        for step in self.steps:
            said = {"id": step.name, "depends_on": step.needs, "label": step.name.upper(), "node_type": "agent"}
            rows.append(repr({name: said[name] for name in said if name == "id" or self.random.random() < 0.7}))
        layout = self.random.choice(("", ", layout='horizontal'"))
        return f"flow = flow_from_steps([{', '.join(rows)}], flow_id='g'{layout})\n"

    def dictionary(self) -> str:
        """`from_dict`."""
        nodes = [
            {"id": s.name, "x": n * 10, "y": 0, "data": {"label": s.name, "nodeType": "tool"}}
            for n, s in enumerate(self.steps)
        ]
        edges = [{"source": need, "target": step.name} for step in self.steps for need in step.needs]
        return f"flow = from_dict({ ({'nodes': nodes, 'edges': edges})!r}, flow_id='g')\n"
