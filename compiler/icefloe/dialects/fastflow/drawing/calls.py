"""The names and paths that a page uses, against the graphs that it draws and the routes that it answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.drawing.editor import DEFAULT_ID
from icefloe.dialects.fastflow.drawing.meant import meant, respelt
from icefloe.dialects.fastflow.drawing.scripts import Said, scripts
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.routes import Route, makes_application
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Note
from icefloe.reach import given, place, text
from icefloe.source import Span
from icefloe_schema.records import dataclass

_CONTROLS: Mapping[str, str] = MappingProxyType({"FlowControls": "editor_id", "NodePalette": "target_editor"})
_EVENTS = (
    "on_change", "on_node_select", "on_node_added", "on_node_removed", "on_edge_connected", "on_edge_removed",
)  # fmt: skip
_HOLE = re.compile(r"\{\w+(:path)?[^{}]*\}")


def called(executors: Iterable[Executor], drawn: tuple[Drawing, ...], page: Page, findings: Findings) -> None:
    """Say which names of graphs and nodes, and which paths, lead nowhere."""
    checks = _Checks(executors=tuple(executors), drawn=drawn, page=page, findings=findings)
    for said in scripts(page):
        if said.graph:
            checks.graph(said.graph, said.span, f"`{said.name}`" if said.name else "the page's JavaScript")
        if said.node:
            checks.node(said)
        if said.path:
            checks.path(said.path, said.method, said.span, f"`{said.name}`")
        if said.name == "connectExecution" and said.path:
            checks.runs(said)
    for control in _controls(page):
        checks.graph(control.name, control.span, control.what, control.help)
    for event, path, span in _events(page):
        checks.path(path, "POST", span, f"`{event}`")
    for executor in checks.executors:
        asked = next((one for one in executor.routes if not one.methods or "GET" in one.methods), None)
        if asked is not None:
            findings.original("FLO596", asked.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Control:
    """Something that steers an editor: what it is, the id that it steers by, and what to do where that is none."""

    what: str
    name: str
    span: Span
    help: str = ""


def _controls(page: Page) -> Iterator[_Control]:
    """What steers an editor by its id."""
    for call in page.calls:
        own = _CONTROLS.get(word(call))
        if own is None or call.span.path != page.path:
            continue
        value = given(call, own, 0 if own == "editor_id" else None)
        name = DEFAULT_ID if value is None else text(value)
        other = next((one for one in _CONTROLS.values() if one != own and call.argument(one) is not None), None)
        if value is None and other is not None:
            what = f"`{word(call)}` takes `{own}`, and `{other}` says nothing to it: it"
            yield _Control(what=what, name=DEFAULT_ID, span=place(call, other), help=f"write `{own}=`")
        elif name:
            yield _Control(what=f"`{word(call)}`", name=name, span=place(call, own))


def _events(page: Page) -> Iterator[tuple[str, str, Span]]:
    """The paths to which an editor sends what happens in it."""
    for call in page.calls:
        if word(call) == "FlowEditor" and call.span.path == page.path:
            for event in _EVENTS:
                argument = call.argument(event)
                path = None if argument is None else text(argument.value)
                if argument is not None and path:
                    yield event, path, argument.value.span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checks:
    executors: tuple[Executor, ...]
    drawn: tuple[Drawing, ...]
    page: Page
    findings: Findings

    def graph(self, name: str, span: Span, what: str, help: str = "") -> None:
        """A graph that no editor draws."""
        ids = {one.name: one for one in self.drawn}
        if not ids or "" in ids or name in ids:
            return
        message = f"{what} names the graph `{name}`, which no editor has{meant(name, ids)}"
        notes = tuple(Note(message=f"the editor `{one.name}`", span=one.named) for one in ids.values())
        self.findings.say("FLO264", message, span, related=notes[:4], help=help or "name the id of a `FlowEditor`")

    def node(self, said: Said) -> None:
        """A node that its drawing does not have."""
        drawings = [one for one in self.drawn if one.name == said.graph]
        if not drawings or any(not one.whole for one in drawings) or any(one.node(said.node) for one in drawings):
            return
        known = [node.name for one in drawings for node in one.nodes]
        message = f"`{said.name}` names the node `{said.node}`, which `{said.graph}` does not draw"
        note = Note(message="the drawing", span=drawings[0].named)
        self.findings.say("FLO264", f"{message}{meant(said.node, known)}", said.span, related=(note,))

    def path(self, path: str, method: str, span: Span, what: str) -> None:
        """A path that no route answers, or none by that method."""
        if not path.startswith("/") or path.startswith("//"):
            return
        found = self._answering(path)
        if not found:
            self._unanswered(path, span, what)
        elif all(route.methods and method not in route.methods for route in found):
            answered = ", ".join(sorted({one for route in found for one in route.methods}))
            message = f"{what} asks `{path}` by {method}, and its route answers {answered} alone"
            note = Note(message="the route", span=found[0].span)
            help_ = "name the function of the route `get`, or give the route its methods" if method == "GET" else ""
            self.findings.say("FLO265", message, span, related=(note,), help=help_)

    def _answering(self, path: str) -> list[Route]:
        return [route for route in self.page.routes if _fits(route.path, _bare(path))]

    def _unanswered(self, path: str, span: Span, what: str) -> None:
        # Without an application there is another file that has one, and its routes.
        if not self.page.routes or not any(makes_application(call) for call in self.page.everything):
            return
        known = {route.path: route for route in self.page.routes}
        notes = tuple(Note(message=f"the route `{name}`", span=route.span) for name, route in known.items())
        message = f"{what} asks `{path}`, which no route of this file answers{meant(_bare(path), known)}"
        fix = respelt(span, _bare(path), known)
        self.findings.say(
            "FLO265", message, span, related=notes[:4], help="correct the path, or add the route", fix=fix
        )

    def runs(self, said: Said) -> None:
        """A path whose route runs the executor of another graph."""
        routes = {(route.path, route.span) for route in self._answering(said.path)}
        run = [one for one in self.executors if any((route.path, route.span) in routes for route in one.routes)]
        if not run or any(one.name in ("", said.graph) for one in run):
            return
        message = f"`{said.path}` runs the graph `{run[0].name}`, and the page shows it in `{said.graph}`"
        note = Note(message="the executor that it runs", span=run[0].named)
        self.findings.say("FLO265", message, said.span, related=(note,), help="connect the graph that is run")


def _bare(path: str) -> str:
    """A path without what is asked of it."""
    return re.split(r"[?#]", path)[0]


def _fits(route: str, path: str) -> bool:
    """Whether a route answers a path: `/runs/{id}` does `/runs/7`."""
    if "{" not in route:
        return route.rstrip("/") == path.rstrip("/")
    pattern, end = "", 0
    for hole in _HOLE.finditer(route):
        pattern += re.escape(route[end : hole.start()]) + (".*" if hole.group(1) else "[^/]+")
        end = hole.end()
    return re.fullmatch(pattern + re.escape(route[end:]), path) is not None
