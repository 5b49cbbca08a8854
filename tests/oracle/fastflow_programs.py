"""Random programs that use fastflow."""

import random
from collections.abc import Iterator
from dataclasses import replace

from fastflow_flow_programs import KINDS, Flows, One

HEAD = """\
from fasthtml.common import *
from fastflow import (
    AgentNode, DAGNode, Edge, EdgeData, EndNode, ExecutionStep, fastflow_headers, Flow, flow_from_steps,
    FlowchartNode, FlowEditor, FlowExecutor, from_dict, InputNode, LoggingCallback, Node, node_from_typed, NodeData,
    OutputNode, quick_flow, RetryCallback, run_pipeline, run_sequential, SSECallback, StartNode, TableNode,
    TimingCallback, ToolNode, TransformNode, TypedAgentNode,
)

app, rt = fast_app(hdrs=fastflow_headers())

"""
RUNNING = frozenset({"sync", "fails", "words"})
"""The faults that only a run shows."""
LABELS = ("ok", "bad", "retry", "big")
TYPED = (
    "InputNode(id={})", "OutputNode(id={}, label='Out')", "StartNode(id={})", "EndNode(id={})", "ToolNode(id={})",
    "TypedAgentNode(id={}, model='m')", "TransformNode(id={})",
)  # fmt: skip
FAULTS = ("unknown", "cycle", "twice", "sync", "fails", "text", "words", "nowhere", "port")


class Writer:
    """Writes one random program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.fault = self.random.choice(FAULTS) if self.random.random() < 0.15 else ""
        self.context = {name: self.random.randint(1, 9) for name in "kmn"[: self.random.randint(0, 3)]}
        self.steps: list[One] = []

    def program(self) -> str:
        """Its text."""
        self.make()
        if self.likely(0.1):
            return "\n".join([HEAD, Flows(self.random, self.steps).text()])
        if self.likely(0.04):
            return self.sequential()
        self.spoil()
        styles = (self.listed, self.listed, self.quick, self.appended, self.comprehended, self.made, self.changed)
        style = self.random.choice(styles)
        if self.fault == "" and self.random.random() < 0.08:
            style = self.pipeline
        lines = [
            HEAD,
            *(self.function(step) for step in self.steps if step.handler),
            style(),
            self.page(),
            self.route(),
        ]
        return "\n".join(lines)

    def likely(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def make(self) -> None:
        """Some steps, each after some of those before it."""
        for number in range(self.random.randint(1, 7)):
            before = [step.name for step in self.steps]
            needs = self.random.sample(before, min(len(before), self.random.choice((0, 1, 1, 1, 2, 3))))
            step = One(f"s{number}", needs)
            if self.likely(0.72):
                self.handle(step)
            elif self.likely(0.2):
                step.typed = self.random.choice(TYPED).format(repr(step.name))
            else:
                step.duration = self.random.choice(("", "0", "0.01", "0.02"))
            self.steps.append(step)
        if self.likely(0.3):
            self.random.shuffle(self.steps)

    def handle(self, step: One) -> None:
        """A handler whose result tells what it got."""
        step.handler = f"do_{step.name}"
        got = self.random.choice(("sorted(inputs.items())", "sorted(inputs)", "[inputs[n] for n in sorted(inputs)]"))
        key = self.random.choice([*self.context, "absent"])
        parts = [repr(step.name), got, f"context.get({key!r})"]
        if self.likely(0.2):
            step.labels = tuple(self.random.sample(LABELS, 2))
            taken = self.random.choice(step.labels)
            ways = (f"{{'port': {taken!r}, 'seen': {got}}}", repr(taken), f"{{'port': {step.labels.index(taken)}}}")
            step.body = [f"return {self.random.choice(ways)}"]
        elif self.likely(0.1):
            # The context is one for all: what a step puts in is there for those after it.
            step.body = [f"context['{step.name}_was'] = len(inputs)", f"return {parts[1]}"]
        elif step.needs and self.likely(0.1):
            step.body = [f"return [context.get('{step.needs[0]}_was'), {parts[1]}]"]
        elif self.likely(0.5):
            step.body = [f"return [{', '.join(parts)}]"]
        else:
            step.body = [f"first = {parts[0]}", f"return {{'name': first, 'got': {got}, 'k': {parts[2]}}}"]

    def spoil(self) -> None:
        """Put in the fault, if there is one."""
        one = self.random.choice(self.steps)
        match self.fault:
            case "unknown":
                one.needs.append("nobody")
            case "cycle":
                one.needs.append(self.random.choice(self.steps).name)
                self.steps[0].needs.append(one.name)
            case "twice":
                one.needs = []
                self.steps.append(One(one.name, []))
            case "sync":
                one.is_async = False
            case "fails":
                one.handler, one.body, one.labels = f"do_{one.name}", ["raise ValueError('no')"], ()
            case "words":
                one.words = "ctx, data"
                one.body = ["return 1"]
            case _:
                pass

    def function(self, step: One) -> str:
        """A handler."""
        lines = "".join(f"    {line}\n" for line in step.body)
        return f"{'async ' if step.is_async else ''}def {step.handler}({step.words}):\n{lines}\n"

    def given(self, step: One, word: str) -> list[str]:
        """The arguments of one step, as keywords."""
        needs = repr(step.needs) if self.fault != "text" or not step.needs else repr(step.needs[0])
        found = [f"{word}={step.name!r}"]
        found += [f"depends_on={needs}"] if step.needs or self.likely(0.1) else []
        found += [f"duration={step.duration}"] if step.duration else []
        found += [f"handler={step.handler}"] if step.handler else []
        found += [f"node={step.typed}"] if step.typed else []
        return found

    def call(self, step: One) -> str:
        """One step as a call, its id sometimes by position."""
        first, *rest = self.given(step, "node_id")
        if self.likely(0.6):
            first = first.removeprefix("node_id=")
        return f"ExecutionStep({', '.join([first, *rest])})"

    def listed(self) -> str:
        """An executor with a list of steps."""
        inner = "".join(f"    {self.call(step)},\n" for step in self.steps)
        return f"executor = FlowExecutor(graph_id='g', steps=[\n{inner}]{self.callbacks()})\n"

    def callbacks(self) -> str:
        """Sometimes callbacks."""
        if self.likely(0.7):
            return ""
        retry = self.random.choice(("RetryCallback(1, 0.5)", "RetryCallback(max_retries=2, delay=0)"))
        more = self.random.choice(("", ", TimingCallback(), LoggingCallback()", ", SSECallback()"))
        return f", callbacks=[{retry}{more}]"

    def quick(self) -> str:
        """`quick_flow`."""
        parts: list[str] = []
        for step in self.steps:
            pairs = (one.split("=", 1) for one in self.given(step, "id"))
            parts.append("    {" + ", ".join(f"{name!r}: {value}" for name, value in pairs) + "},\n")
        return f"executor = quick_flow([\n{''.join(parts)}], graph_id='g')\n"

    def pipeline(self) -> str:
        """`run_pipeline`: one after the other, named like the functions."""
        self.steps = [step for step in self.steps if step.handler and not step.labels]
        for step in self.steps:
            step.name = step.handler
        return f"executor = run_pipeline([{', '.join(step.handler for step in self.steps)}], graph_id='g')\n"

    def sequential(self) -> str:
        """A program that runs steps without handlers one after the other."""
        names, graph = [step.name for step in self.steps], self.random.choice(("", ", graph_id='g'"))
        run = f"run_sequential({names!r}{graph}, duration=0.01)"
        return f"{HEAD}\n@rt('/run')\nasync def go():\n    return EventStream({run})\n\nserve()\n"

    def appended(self) -> str:
        """A list that grows."""
        lines = ["steps = []\n", *(f"steps.append({self.call(step)})\n" for step in self.steps)]
        return "".join([*lines, "executor = FlowExecutor('g', steps)\n"])

    def comprehended(self) -> str:
        """A table of steps, and a comprehension over it."""
        rows = "".join(f"    ({s.name!r}, {s.needs!r}, {s.handler or None}),\n" for s in self.steps)
        for step in self.steps:
            step.duration, step.typed = "0", ""
        made = "ExecutionStep(name, depends_on=needs, handler=handler, duration=0)"
        return f"TABLE = [\n{rows}]\nexecutor = FlowExecutor('g', [{made} for name, needs, handler in TABLE])\n"

    def made(self) -> str:
        """A function that makes the executor."""
        inner = "".join(f"        {self.call(step)},\n" for step in self.steps)
        return f"def make(name):\n    return FlowExecutor(name, [\n{inner}    ])\n\nexecutor = make('g')\n"

    def changed(self) -> str:
        """Steps that get what they depend on afterwards."""
        lines = [f"{step.name}_step = {self.call(replace(step, needs=[]))}\n" for step in self.steps[:1]]
        first = self.steps[0]
        if self.fault or not first.needs:
            return self.listed()
        lines.append(f"{first.name}_step.depends_on = {first.needs!r}\n")
        inner = ", ".join([f"{first.name}_step", *(self.call(step) for step in self.steps[1:])])
        return "".join([*lines, f"executor = FlowExecutor('g', [{inner}])\n"])

    def page(self) -> str:
        """The page with the drawing."""
        if self.likely(0.2):
            return ""
        nodes = [self.node(step, number) for number, step in enumerate(self.steps) if self.fault != "twice" or number]
        if self.likely(0.15):
            nodes.append("Node('only_drawn', 9, 9, 'Drawn')")
        edges = [edge for step in self.steps for edge in self.edges(step)]
        edges += ["Edge('s0', 'nowhere')"] if self.fault == "nowhere" else []
        head, children = "", [*nodes, *edges]
        match self.random.randint(0, 3):
            case 0:
                head, children = f"    parts = [{', '.join(nodes)}]\n", ["*parts", *edges]
            case 1:
                head = f"    arrows = [{', '.join(edges)}]\n    parts = [{', '.join(nodes)}] + arrows\n"
                children = ["*parts"]
            case 2:
                head = f"    return Titled('x', Div(Main(FlowEditor({', '.join(children)}, id='g'))))\n"
                return f"@rt\ndef index():\n{head}"
            case _:
                pass
        return f"@rt\ndef index():\n{head}    return FlowEditor({', '.join([*children])}, id='g')\n"

    def node(self, step: One, number: int) -> str:
        """A node, by one of the helpers."""
        name, at = repr(step.name), f"x={number * 100}, y={self.random.randint(0, 300)}"
        if step.labels:
            return f"Node({name}, {at}, outputs=2, node_type='condition')"
        kind = self.random.choice(KINDS)
        return self.random.choice([
            f"Node({name}, {at}, label={step.name.upper()!r}, node_type={kind!r})",
            f"Node({name}, {number * 10}, 20)",
            f"DAGNode({name}, {at}, node_type={kind!r}, status='running')",
            f"AgentNode({name}, {at}, node_type={self.random.choice(['llm', 'code', 'tool'])!r})",
            f"FlowchartNode({name}, {at}, node_type={self.random.choice(['process', 'data', 'connector'])!r})",
            f"TableNode({name}, {at}, columns=[{{'name': 'id', 'type': 'int', 'pk': True}}])",
            f"node_from_typed(TransformNode(id={name}, {at}, label='T'))",
            f"node_from_typed(TypedAgentNode(id={name}, {at}, model='m', temperature=0.5))",
            f"Node({name}, {at}, fill='#fff', stroke='#000', icon='x', width=90, data={{'note': [1, 2]}})",
        ])  # fmt: skip

    def edges(self, step: One) -> Iterator[str]:
        """The arrows to a step, from what it depends on."""
        for need in dict.fromkeys(step.needs):
            source = next((one for one in self.steps if one.name == need), None)
            if source is None:
                continue
            if source.labels:
                port = 7 if self.fault == "port" else self.random.randint(0, 1)
                yield f"Edge({need!r}, {step.name!r}, {source.labels[port % 2]!r}, source_port={port})"
            else:
                more = self.random.choice(("", "", ", dashed=True", ", label='next'", ", color='#f00', animated=True"))
                yield f"Edge(source={need!r}, target={step.name!r}{more})"

    def route(self) -> str:
        """The route that runs it."""
        given = f"context={self.context!r}" if self.context else ""
        run = self.random.choice(("run", "run_with_results")) if self.context else "run"
        return f"@rt('/run')\nasync def go():\n    return EventStream(executor.{run}({given}))\n\nserve()\n"
