"""A plan as plain text: the order of its steps, and the tree of its bodies."""

from collections.abc import Iterator, Sequence

from icefloe_runtimes.diagram import caption, spelling
from icefloe_runtimes.diagram.shape import HANDLER
from icefloe_runtimes.edges import bodies, incoming
from icefloe_runtimes.visible import visible
from icefloe_schema.plan import Plan, Step
from icefloe_schema.records import dataclass


def order(plan: Plan) -> str:
    """The steps in the order in which they run, each with those it waits for."""
    lines = ["Step Execution Order:"]
    for number, step in enumerate(plan.steps, 1):
        sources = ", ".join(visible(edge.source) for edge in incoming(step))
        lines.append(f"{number}. {visible(step.id)}" + (f" (depends on: {sources})" if sources else ""))
    return "".join(f"{line}\n" for line in lines)


def tree(plan: Plan) -> str:
    """The steps with what flows in, and below each the bodies that it runs."""
    lines = [visible(plan.name), *_below("", [_entry(step) for step in plan.steps])]
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    inner: "tuple[_Entry, ...]"


def _entry(step: Step) -> _Entry:
    inner = [_Entry(f"{visible(name or step.run.tag)}:", tuple(map(_entry, body.steps))) for name, body in bodies(step)]
    failure = step.policy.on_failure
    if failure is not None and failure.handler is not None:
        inner.append(_Entry(f"{HANDLER}:", tuple(map(_entry, failure.handler.steps))))
    return _Entry(_words(step), tuple(inner))


def _below(indent: str, entries: Sequence[_Entry]) -> Iterator[str]:
    for number, entry in enumerate(entries, 1):
        is_last = number == len(entries)
        yield f"{indent}{'└─ ' if is_last else '├─ '}{entry.words}"
        yield from _below(f"{indent}{'   ' if is_last else '│  '}", entry.inner)


def _words(step: Step) -> str:
    flows = [
        f"{edge.source}.{name}" if name != edge.source else name
        for edge in incoming(step)
        for name in edge.outputs or ("(order)",)
    ]
    kind = f" [{caption.kind(step)}]" if step.run.tag != "python" else ""
    condition = f" if {spelling.guard(step.guard)}" if step.guard else ""
    end = f" (ends in {step.ends})" if step.ends else ""
    return visible(f"{step.id}{kind}" + (f" ← {', '.join(flows)}" if flows else "") + condition + end)
