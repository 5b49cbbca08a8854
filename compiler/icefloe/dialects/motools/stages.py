"""The steps that a run selects (`selected_stages`): whether they are there, and have what they take."""

from collections.abc import Iterator

from icefloe.dialects.motools.code import Code, near_to, nearest
from icefloe.findings import Severity
from icefloe.fixes import listed, renamed
from icefloe.graph import Step, upstream
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Items, Known, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The steps of a workflow in order; `whole` is False where not all of them are known."""

    steps: tuple[Step, ...]
    whole: bool = True

    @property
    def all(self) -> list[str]:
        """Their names."""
        return [step.name for step in self.steps]


def selected(value: Value | None) -> tuple[str, ...] | None:
    """The names that are selected; None for all steps, and where they are not known."""
    if not isinstance(value, Items):
        return None
    found = [text(item) for item in value.items]
    return None if None in found else tuple(one for one in found if one is not None)


def check(code: Code, value: Value | None, names: Names, span: Span) -> None:
    """Report a selection of steps that cannot run, or of none."""
    if value is None or (isinstance(value, Known) and value.value is None):
        return
    if text(value) is not None:
        code.found(
            "FLO271",
            "the selected steps are a list of names: motools looks for each step's name anywhere in this text",
            span,
            help=f"write them as a list: `{_listed(text(value) or '', names.all)}`",
            fix=listed(span) if text(value) in names.all else None,
        )
        return
    chosen = selected(value)
    if chosen is None:
        return
    if not chosen:
        message = "no step is selected: nothing is run"
        code.found("FLO271", message, span, severity=Severity.WARNING, help="leave the argument out for all steps")
    if not names.whole:
        return
    known = names.all
    places = {text(item): item.span for item in value.items} if isinstance(value, Items) else {}
    for name in chosen:
        if name not in known:
            message = f"the workflow has no step `{name}`{near_to(name, known)}"
            fix = renamed(places[name], name, nearest(name, known)) if name in places else None
            code.found("FLO271", message, places.get(name, span), help=f"its steps are {', '.join(known)}", fix=fix)
    for step, maker in _left_out(names, set(chosen)):
        code.found(
            "FLO271",
            f"step `{step.name}` is selected, but not step `{maker}`, whose atom it takes",
            places.get(step.name, span),
            severity=Severity.WARNING,
            label=f"needs `{maker}`",
            help=f"select `{maker}` too, or be sure that an earlier run has left its atom in the cache",
        )


def _left_out(names: Names, chosen: set[str]) -> Iterator[tuple[Step, str]]:
    """The selected steps, each with the steps that it needs and that are not selected."""
    for step in names.steps:
        if step.name in chosen:
            needs = dict.fromkeys(id for binding in step.bindings for id in upstream(binding.source))
            yield from ((step, id) for id in needs if id not in chosen)


def _listed(text: str, known: list[str]) -> str:
    """The list that a text of the command line means: `a,b`, `a:b`, or one name."""
    first, colon, final = (part.strip() for part in text.partition(":"))
    if colon and (first in known or not first) and (final in known or not final):
        start = known.index(first) if first else 0
        end = known.index(final) if final else len(known) - 1
        chosen = known[start : end + 1]
    else:
        chosen = [part.strip() for part in text.split(",")]
    return f"[{', '.join(repr(one).replace(chr(39), chr(34)) for one in chosen)}]"
