"""Chains of a pipeline in YAML: the steps in the order in which `next:` leads through them."""

from dataclasses import field

from icefloe.dialect import Reader
from icefloe.dialects.runnable.document.faults import note
from icefloe.dialects.runnable.document.node import Node
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.document.task import catalog, check_attempts, overrides, returns, secrets
from icefloe.dialects.runnable.document.ways import Steps, steps
from icefloe.dialects.runnable.document.work import Works
from icefloe.dialects.runnable.written import Chain, End, Stub, Task
from icefloe_schema.records import dataclass

#: How many steps a chain may have, those of what runs after failures counted each time.
MOST = 2_000
#: How many steps that run after failures a document may have, counted in the same way.
ALL = 3_000
#: How deeply what runs after a failure may have such itself.
DEEPEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """How large a task or a chain is with all that stands in it."""

    tasks: int = 0
    depth: int = 0

    def with_(self, other: "_Measure", deeper: int = 0) -> "_Measure":
        """Both together."""
        return _Measure(tasks=self.tasks + other.tasks, depth=max(self.depth, other.depth + deeper))


_ONE = _Measure(tasks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """Reads chains; `measures` has the size of each that was read, kept in `read` so that each is one object.

    `spent` are the sizes of the steps that have something to run after failures, with that.
    """

    path: str
    reader: Reader
    read: list[Chain] = field(default_factory=list[Chain])
    measures: dict[int, _Measure] = field(default_factory=dict[int, _Measure])
    spent: list[int] = field(default_factory=list[int])

    def of(self, dag: Part) -> Chain:
        """The chain of a `dag:` or of a branch."""
        found = steps(dag)
        work = _Chain(chains=self, found=found)
        for node in found.order or tuple(found.nodes.values())[::-1]:
            if not node.is_end:
                work.add(node)
        description = dag.value("description")
        said = None if description is None or _is_null(description) else dag.text("description")
        return self.keep(work.chain(found.start, dag, "" if said is None else said.value), work.measure(found.start))

    def keep(self, chain: Chain, measure: _Measure) -> Chain:
        """Remember a chain with its size."""
        self.read.append(chain)
        self.measures[id(chain)] = measure
        return chain


def _is_null(value: object) -> bool:
    return getattr(value, "value", value) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """The tasks of one `steps:`, each made after all that it leads to."""

    chains: Chains
    found: Steps
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    measures: dict[str, _Measure] = field(default_factory=dict[str, _Measure])

    def add(self, node: Node) -> None:
        """Make the task of a step."""
        check_attempts(node)
        inner: list[Chain] = []
        works = Works(path=self.chains.path, reader=self.chains.reader, inner=lambda part: self._branch(part, inner))
        work, measure = works.of(node), _ONE
        for chain in inner:
            measure = measure.with_(self.chains.measures[id(chain)])
        handler = self._handler(node)
        if handler is not None:
            after = measure.with_(self.chains.measures[id(handler)], deeper=1)
            self.chains.spent.append(after.tasks)
            if after.tasks > MOST or after.depth > DEEPEST or sum(self.chains.spent) > ALL:
                self._too_large(node)
                handler = None
            else:
                measure = after
        self.measures[node.name.value] = measure
        ends: End = "failure" if self.found.ends(node.next) == "fail" else ""
        self.tasks[node.name.value] = Task(
            name=node.name.value,
            work=work,
            span=node.name.span,
            added=node.name.span,
            word=f"type: {node.kind}",
            returns=returns(node),
            catalog=catalog(node),
            secrets=secrets(node),
            overrides=overrides(node),
            on_failure=handler,
            failing=None if handler is None or node.failing is None else node.failing.span,
            ends=ends,
        )

    def _branch(self, part: Part, inner: list[Chain]) -> Chain:
        inner.append(self.chains.of(part))
        return inner[-1]

    def _handler(self, node: Node) -> Chain | None:
        """What runs when a step has failed; a failure that leads to the failing end is what happens anyway."""
        if node.failing is None:
            return None
        end = self.found.ends(node.failing)
        if end == "success":
            task = Task(
                name=end,
                work=Stub(),
                span=node.failing.span,
                added=node.failing.span,
                word="type: stub",
                ends="success",
            )
            return self.chains.keep(Chain(tasks=(task,), span=node.failing.span), _ONE)
        start = self.found.step(node.failing)
        if start is None or start.name.value not in self.tasks:
            return None
        part = Part(what=node.part.what, at=node.failing.span, table=node.part.table, faults=node.part.faults)
        return self.chains.keep(self.chain(start, part), self.measure(start))

    def chain(self, start: Node | None, part: Part, description: str = "") -> Chain:
        """The chain that begins with a step."""
        tasks = tuple(self.tasks[one.name.value] for one in self._along(start))
        return Chain(tasks=tasks, span=part.at, description=description)

    def measure(self, start: Node | None) -> _Measure:
        """How large the chain is that begins with a step."""
        whole = _Measure()
        for one in self._along(start):
            whole = whole.with_(self.measures[one.name.value])
        return whole

    def _along(self, start: Node | None) -> list[Node]:
        along: dict[str, Node] = {}
        while start is not None and start.name.value in self.tasks and start.name.value not in along:
            along[start.name.value] = start
            start = self.found.step(start.next)
        return list(along.values())

    def _too_large(self, node: Node) -> None:
        node.part.faults.error(
            "FLO230",
            f"what runs after {node.part.what} has failed is too large: more than {MOST:,} steps, or {DEEPEST} "
            "failures after each other",
            node.part.key("on_failure"),
            label="not read",
            help="let more steps share one step that runs after failures and ends there",
            other=note("the step", node.name),
        )
