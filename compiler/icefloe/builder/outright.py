"""Values that are given to steps outright: by a partial function, by `params=`, by the runs of the pipeline."""

from collections.abc import Sequence

from icefloe.builder import options
from icefloe.builder.drafts import Draft
from icefloe.builder.expressions import Unreadable, literal
from icefloe.builder.layers import Decorated
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.builder.wiring import Given
from icefloe.fixes import renamed
from icefloe.graph import Missing
from icefloe.values import Argument, Known, Record, Table, Value


def of_partial(found: Decorated, notes: Notes) -> list[tuple[str, Given]]:
    """The values that a `functools.partial` gives to parameters."""
    made: list[tuple[str, Given]] = []
    free = [p.name for p in found.function.parameters if p.kind in {"positional", "normal"}]
    for argument in found.given:
        name = argument.name or (free.pop(0) if free and not argument.star else "")
        if not name or argument.star:
            why = "`functools.partial` gives it more than it takes"
            notes.hole(f"what `{found.function.name}` gets", argument.value, argument.span, why)
            continue
        made.append((name, _constant(name, argument.value, argument, notes)))
    return made


def of_params(arguments: Sequence[Argument], step: Draft, notes: Notes) -> list[tuple[str, Given]]:
    """The values of `add_step(…, params={…})`."""
    given = next((argument for argument in arguments if argument.name == "params"), None)
    if given is None:
        return []
    if not isinstance(given.value, Table):
        notes.hole("the values in `params`", given.value, given.span, "it is not a dictionary that the source shows")
        return []
    names = tuple(formal.name for formal in step.function.parameters)
    found: list[tuple[str, Given]] = []
    for key, item in given.value.entries:
        name = key.value if isinstance(key, Known) and isinstance(key.value, str) else ""
        if name in names:
            found.append((name, _constant(name, item, given, notes)))
        else:
            message = f"step `{step.name}` has no parameter `{name}`{options.near(name, names)}"
            fix = renamed(key.span, name, options.nearest(name, names))
            notes.add("FLO105", message, key.span, help="name a parameter of its function", fix=fix)
    return found


def _constant(name: str, value: Value, argument: Argument, notes: Notes) -> Given:
    try:
        return Given(source=literal(value), span=argument.span)
    except Unreadable as reason:
        notes.hole(f"the value of `{name}`", reason.value, argument.span, reason.why)
        return Given(source=Missing(asset=name, declared=False), span=argument.span)


def of_runs(pipeline: Record, site: Site) -> frozenset[str]:
    """The names that runs of a pipeline are given from outside: `run(inputs={…})`."""
    found: set[str] = set()
    for call in site.calls(pipeline, "run"):
        given = call.argument("inputs", 0)
        for key, _ in given.value.entries if given is not None and isinstance(given.value, Table) else ():
            if isinstance(key, Known) and isinstance(key.value, str):
                found.add(key.value)
    return frozenset(found)
