"""What the pipelines of one file are called: by their names, and where those are the same, by what tells them apart."""

from collections.abc import Sequence

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe_schema.records import dataclass

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a pipeline beside its name: the variables that hold it, and how it was made.

    `arguments` are the texts of what the function was called with that made it, and at the end that function's name.
    """

    variables: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


def labels(graphs: Sequence[Graph], known: Sequence[Known]) -> list[str]:
    """A label for each pipeline, different from all others, and no line numbers in it: edits elsewhere keep it."""
    made = [""] * len(graphs)
    for name in dict.fromkeys(graph.name for graph in graphs):
        places = [at for at, graph in enumerate(graphs) if graph.name == name]
        versions = _versions([graphs[at] for at in places])
        apart = [f"{name}@{one}" for one in versions] or _told_apart(name, [known[at] for at in places])
        for at, label in zip(places, apart, strict=True):
            made[at] = label
    return [label if made.index(label) == at else f"{label}.{at}" for at, label in enumerate(made)]


def _versions(same: Sequence[Graph]) -> tuple[str, ...]:
    """The versions of pipelines of one name, if they are what tells them apart."""
    found = tuple(graph.header.version if graph.header is not None else "" for graph in same)
    return found if len(same) > 1 and all(found) and len(set(found)) == len(found) else ()


def _told_apart(name: str, same: Sequence[Known]) -> list[str]:
    """Labels for pipelines of one name: by variable, else by argument, else by order."""
    if len(same) == 1:
        return [name]
    by_argument = _column([one.arguments for one in same])
    found: list[str] = []
    for at, one in enumerate(same):
        others = {variable for other in same if other is not one for variable in other.variables}
        own = next((variable for variable in one.variables if variable not in others), "")
        found.append(f"{name}@{own or (by_argument[at] if by_argument else at + 1)}")
    return found


def _column(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first texts that are all there, and all different: of arguments, or the names of the functions at the end."""
    for column in (*zip(*(row[:-1] for row in rows), strict=False), tuple(row[-1] for row in rows if row)):
        if all(column) and len(set(column)) == len(rows):
            return column
    return ()


def alike(graphs: Sequence[Graph], found: Sequence[str]) -> list[Finding]:
    """Note pipelines of one name, and what they are called instead."""
    notes: list[Finding] = []
    for name in dict.fromkeys(graph.name for graph in graphs):
        places = [at for at, graph in enumerate(graphs) if graph.name == name]
        if len(places) < 2 or _versions([graphs[at] for at in places]):
            continue
        first, last = graphs[places[0]], graphs[places[-1]]
        shown = ", ".join(f"`{found[at]}`" for at in places[:_SHOWN])
        shown += f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        related = () if first.span == last.span else (Note(message="the first one", span=first.span),)
        notes.append(
            Finding(
                code="FLO109",
                message=f"{len(places)} pipelines of this file are called `{name}`; they are told apart as {shown}",
                span=last.span,
                severity=Severity.NOTE,
                related=related,
                help="give each a name of its own",
            )
        )
    return notes


def open_ends(graphs: Sequence[Graph]) -> list[Finding]:
    """Note pipelines whose shape the caller of a function decides that nobody here calls."""
    notes: list[Finding] = []
    for graph in graphs:
        hole = next(hole for hole in graph.holes if hole.asks)
        related = () if hole.origin is None else (Note(message="this is for the caller to say", span=hole.origin),)
        notes.append(
            Finding(
                code="FLO110",
                message=f"{hole.what} is up to who calls `{hole.asks}`, and nothing in this file does: "
                "there is no pipeline to check here",
                span=hole.span,
                severity=Severity.NOTE,
                related=related,
                help=f"call `{hole.asks}`, or give its parameters defaults",
            )
        )
    return notes
