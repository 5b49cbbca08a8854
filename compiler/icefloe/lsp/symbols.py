"""The pipelines and steps of a file, for its outline."""

from pathlib import Path

from lsprotocol import types

from icefloe.graph import Step
from icefloe.lsp.positions import Lines
from icefloe.lsp.room import Room
from icefloe.source import Span
from icefloe.survey import Pipeline


def symbols(room: Room, path: Path) -> list[types.DocumentSymbol]:
    """The outline of one file."""
    edges, root = room.edges(path), room.root(path)
    if edges is None or root is None:
        return []
    inside, lines = path.relative_to(root).as_posix(), room.lines(path)
    own = [one for one in edges.pipelines if one.graph.span.path == inside]
    return [_pipeline(one, inside, lines) for one in own]


def _pipeline(pipeline: Pipeline, path: str, lines: Lines) -> types.DocumentSymbol:
    place = lines.range(pipeline.graph.span)
    return types.DocumentSymbol(
        name=pipeline.label or pipeline.graph.name or "pipeline",
        detail=f"pipeline of {len(pipeline.graph.steps)} steps",
        kind=types.SymbolKind.Module,
        range=place,
        selection_range=place,
        children=[_step(step, path, lines) for step in pipeline.graph.steps if _place(step, path) is not None],
    )


def _step(step: Step, path: str, lines: Lines) -> types.DocumentSymbol:
    place = lines.range(_place(step, path) or step.span)
    gives = ", ".join(port.name for port in step.outputs)
    return types.DocumentSymbol(
        name=step.id,
        detail=f"gives {gives}" if gives else "",
        kind=types.SymbolKind.Function,
        range=place,
        selection_range=place,
    )


def _place(step: Step, path: str) -> Span | None:
    """Where a step is in this file: where it is defined, else where it is added."""
    return next((span for span in (step.span, step.added) if span.path == path), None)
