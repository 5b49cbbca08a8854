"""The nodes of one `steps:` and the ways between them: what is wrong with these, and in which order to read them."""

from collections.abc import Iterator

from icefloe.dialects.runnable.document.faults import REFUSED, near, note, respelt
from icefloe.dialects.runnable.document.node import ENDS, Node, node
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.written import Text
from icefloe.fixes import removed, renamed
from icefloe.values import Known, Table
from icefloe_schema.records import dataclass

_KEYS = ("start_at", "steps", "description")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The nodes of a pipeline or branch by name; `start` is the first that runs, if there is one.

    `order` has every node that can be read after all that it leads to; it is empty if they go round in a circle.
    """

    part: Part
    nodes: dict[str, Node]
    start: Node | None
    order: tuple[Node, ...]

    def ends(self, name: Text | None) -> str:
        """The end that a name means, which every pipeline has; "" if it is a step's, or nobody's."""
        if name is None:
            return ""
        found = self.nodes.get(name.value)
        if name.value in ENDS:
            return name.value
        return found.kind if found is not None and found.is_end else ""

    def step(self, name: Text | None) -> Node | None:
        """The step that a name means."""
        return None if name is None or self.ends(name) else self.nodes.get(name.value)


def steps(dag: Part) -> Steps:
    """Read the nodes below a `dag:` or a branch, and look where they lead to."""
    nodes = _nodes(dag)
    start = _start(dag, nodes)
    _check_keys(dag)
    before = len(dag.faults.findings)
    names = _names(dag)
    for one in nodes.values():
        for key, target in (("next", one.next), ("on_failure", one.failing)):
            _check_target(one.part, key, target, (*names, *nodes))
    ring, order = _order(nodes)
    found = Steps(part=dag, nodes=nodes, start=start, order=() if ring else order)
    if ring:
        _tell_ring(ring, found)
    if len(dag.faults.findings) == before:
        # A way that leads nowhere is what keeps the others from being reached.
        _check_reached(found)
    _check_ends(found)
    return found


def _nodes(dag: Part) -> dict[str, Node]:
    own = dag.part("steps", f"`steps` of {dag.what}")
    nodes: dict[str, Node] = {}
    for key, value in own.table.entries if own is not None else ():
        found = node(own or dag, key, value)
        if found is None:
            continue
        before = nodes.get(found.name.value)
        if before is not None:
            dag.faults.error(
                "FLO182",
                f"two steps of {dag.what} are called `{found.name.value}`",
                found.name.span,
                label="runnable drops the first without a word",
                help="give one of them another name",
                other=note("the first one", before.name),
            )
            continue
        _check_alias(found, nodes)
        nodes[found.name.value] = found
    return nodes


def _check_alias(found: Node, nodes: dict[str, Node]) -> None:
    """One mapping that an alias makes two steps of: runnable takes its `type` away when it reads the first."""
    before = next((one for one in nodes.values() if one.part.table.span == found.part.table.span), None)
    if before is not None and before.part.table.span != found.name.span:
        found.part.faults.warn(
            "FLO239",
            f"the steps `{before.name.value}` and `{found.name.value}` are one mapping, by an alias",
            found.name.span,
            label="runnable 0.50.0 refuses it: the second has no `type` any more",
            help="merge the mapping in instead of naming it: `<<: *…`",
            other=note("the first one", before.name),
        )


def _names(dag: Part) -> tuple[str, ...]:
    """The names of steps that cannot be read."""
    value = dag.value("steps")
    return tuple(
        key.value
        for key, step in (value.entries if isinstance(value, Table) else ())
        if isinstance(key, Known) and isinstance(key.value, str) and not isinstance(step, Table)
    )


def _start(dag: Part, nodes: dict[str, Node]) -> Node | None:
    found = dag.text("start_at", must=True)
    if found is None or found.value in ENDS:
        return None
    if found.value not in nodes and found.value not in _names(dag):
        names = [name for name, one in nodes.items() if not one.is_end]
        dag.faults.error(
            "FLO232",
            f"{dag.what} starts at `{found.value}`, and there is no such step",
            found.span,
            help=near(found.value, names) or (f"write `start_at: {names[0]}`" if names else "add the step"),
            fix=respelt(found, names) or (renamed(found.span, found.value, names[0]) if len(names) == 1 else None),
        )
    return nodes.get(found.value)


def _check_keys(dag: Part) -> None:
    """Tell a key that is nearly one of those that are read."""
    for key in dag.names():
        meant = near(key.value, _KEYS)
        if key.value not in _KEYS and meant:
            dag.faults.warn(
                "FLO238",
                f"nothing reads `{key.value}` of {dag.what}",
                key.span,
                label="runnable 0.50.0 drops it without a word",
                help=meant,
                fix=respelt(key, _KEYS),
            )


def _check_target(part: Part, key: str, target: Text | None, names: tuple[str, ...]) -> None:
    if target is None or target.value in names or target.value in ENDS:
        return
    part.faults.error(
        "FLO232",
        f"`{key}` of {part.what} is `{target.value}`, and there is no such step",
        target.span,
        help=near(target.value, (*names, *ENDS)) or "add the step, or write `success` or `fail` to end here",
        fix=respelt(target, (*names, *ENDS)),
    )


def _targets(one: Node, nodes: dict[str, Node]) -> Iterator[Node]:
    for target in (one.next, one.failing):
        if target is not None and target.value in nodes and target.value not in ENDS:
            yield nodes[target.value]


def _order(nodes: dict[str, Node]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """A circle, if there is one, and the nodes so that each comes after all that it leads to."""
    done: dict[str, Node] = {}
    for first in nodes.values():
        if first.name.value in done:
            continue
        way = {first.name.value: (first, _targets(first, nodes))}
        while way:
            name, (current, targets) = next(reversed(way.items()))
            target = next(targets, None)
            if target is None:
                del way[name]
                done[name] = current
            elif target.name.value in way:
                names = list(way)
                return tuple(way[one][0] for one in names[names.index(target.name.value) :]), ()
            elif target.name.value not in done:
                way[target.name.value] = (target, _targets(target, nodes))
    return (), tuple(done.values())


def _tell_ring(ring: tuple[Node, ...], found: Steps) -> None:
    """Say that a chain comes back to where it was, at the key that leads back: the one that is written last."""
    names = [one.name.value for one in ring]
    back = max(range(len(ring)), key=lambda index: (ring[index].name.span.line, ring[index].name.span.column))
    turned = [*names[back + 1 :], *names[: back + 1]]
    target, last = turned[0], ring[back]
    by_next = last.next is not None and last.next.value == target
    place = last.next if by_next else last.failing
    shown = turned if len(turned) < 8 else [*turned[:3], "…", *turned[-3:]]
    found.part.faults.error(
        "FLO233",
        f"the steps lead in a circle: {' → '.join([*shown, target])}",
        last.name.span if place is None else place.span,
        label=f"{REFUSED}: it does not reach an end state",
        help="let one of them lead to `success` or `fail`; to repeat steps, put them into a step of type `loop`",
        other=note(f"`{target}`", found.nodes[target].name),
    )


def _check_ends(found: Steps) -> None:
    """Runnable puts an end of each kind into every pipeline, and wants no second one."""
    for one in found.nodes.values():
        if one.is_end and one.name.value not in ENDS:
            found.part.faults.warn(
                "FLO239",
                f"`{one.name.value}` is a second end with {'success' if one.kind == 'success' else 'failure'}",
                one.name.span,
                label=f"runnable 0.50.0 refuses it: every pipeline has its own `{one.kind}`",
                help=f"remove it, and lead to `{one.kind}` instead",
            )


def _check_reached(found: Steps) -> None:
    """Tell the steps to which nothing leads."""
    if found.start is None or not found.order:
        return
    reached = {found.start.name.value}
    waiting = [found.start]
    while waiting:
        for target in _targets(waiting.pop(), found.nodes):
            if target.name.value not in reached:
                reached.add(target.name.value)
                waiting.append(target)
    for one in found.nodes.values():
        if one.name.value not in reached and one.name.value not in ENDS and not one.is_end:
            found.part.faults.warn(
                "FLO234",
                f"step `{one.name.value}` never runs: nothing leads to it",
                one.name.span,
                label="not reached from `start_at`",
                help=f"write `next: {one.name.value}` in the step before it, or remove it",
                other=note("the first step that runs", found.start.name),
                fix=removed(one.name.span, f"`{one.name.value}`"),
            )
