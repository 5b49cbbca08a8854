"""What a step depends on, as it is written."""

from collections.abc import Iterator, Sequence

from icefloe.dialects.fastflow.said import near, nearest
from icefloe.dialects.fastflow.vocabulary import said
from icefloe.dialects.fastflow.written import Writing, Written
from icefloe.findings import Severity
from icefloe.fixes import listed, removed, renamed
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Items, Known
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One step that another depends on, and where that is written."""

    name: str
    span: Span


def needed(one: Written, names: Sequence[str], writing: Writing) -> tuple[Need, ...]:
    """The steps that a step depends on, each once; what names none is a finding."""
    found: dict[str, Need] = {}
    for need in (*(Need(name=name, span=one.span) for name in one.after), *_listed(one, writing)):
        if need.name in found:
            message = f"step `{one.name}` depends on `{need.name}` twice"
            twice = removed(need.span, f"the second `{need.name}`", safe=True)
            writing.findings.say("FLO125", message, need.span, severity=Severity.NOTE, help="name it once", fix=twice)
        elif need.name in names:
            found[need.name] = need
        else:
            message = f"step `{one.name}` depends on `{need.name}`, which is no step of the executor"
            help_ = near(need.name, [name for name in names if name != one.name]) or "add the step, or take it out"
            label = "fastflow itself ignores it silently"
            fix = renamed(need.span, need.name, nearest(need.name, [name for name in names if name != one.name]))
            fix = fix or removed(need.span, f"`{need.name}`")
            writing.findings.say(
                "FLO111", message, need.span, severity=Severity.ERROR, help=help_, label=label, fix=fix
            )
    return tuple(found.values())


def _listed(one: Written, writing: Writing) -> Iterator[Need]:
    """The ids in `depends_on`."""
    value = one.value("depends_on")
    for item in one.more:
        found = said(item)
        if found is None:
            writing.hole(f"what step `{one.name}` depends on", item, item.span)
        else:
            yield Need(name=found, span=item.span)
    if value is None:
        return
    name = text(value)
    if name is not None and isinstance(value, Known):
        message = f"`depends_on` of step `{one.name}` is a text, which fastflow takes letter by letter"
        help_ = f'write `depends_on=["{name}"]`'
        fix = listed(value.span)
        writing.findings.say("FLO106", message, value.span, severity=Severity.ERROR, help=help_, fix=fix)
        if name:
            yield Need(name=name, span=value.span)
        return
    if not isinstance(value, Items):
        writing.hole(f"what step `{one.name}` depends on", value, value.span)
        return
    for item in value.items:
        found = said(item)
        if found is None:
            writing.hole(f"what step `{one.name}` depends on", item, item.span)
        else:
            yield Need(name=found, span=item.span)
