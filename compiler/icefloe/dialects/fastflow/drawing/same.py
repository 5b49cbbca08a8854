"""Editors that share an id."""

from collections import defaultdict
from collections.abc import Iterable

from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.findings import Note, Severity
from icefloe.reach import within
from icefloe.values import Value


def same(drawn: Iterable[Drawing], page: Page, findings: Findings) -> None:
    """Say where two editors of one id stand on one page, and where two pages draw it differently."""
    groups: dict[str, list[Drawing]] = defaultdict(list)
    for one in drawn:
        if one.name and one.here:
            groups[one.name].append(one)
    shared = {name: ones for name, ones in groups.items() if len(ones) > 1}
    if not shared:
        return
    together = [_tokens(value) for value in page.returned]
    for ones in shared.values():
        for position, later in enumerate(ones[1:], 1):
            _two(ones[:position], later, together, findings)


def _two(earlier: list[Drawing], later: Drawing, together: list[frozenset[int]], findings: Findings) -> None:
    beside = next((one for one in earlier if any({one.token, later.token} <= tokens for tokens in together)), None)
    if beside is not None:
        message = f"two editors of one page have the id `{later.name}`: the browser finds the first alone"
        note = Note(message="the first one", span=beside.named)
        findings.say("FLO269", message, later.named, related=(note,), help="give each editor an id of its own")
        return
    filled = next((one for one in earlier if one.nodes), None)
    if filled is not None and later.nodes and _shape(filled) != _shape(later):
        message = f"two pages draw the graph `{later.name}` differently: its executor is compared with the first"
        note = Note(message="the first one", span=filled.named)
        help_ = "draw both alike, or give each an id of its own"
        findings.say("FLO269", message, later.named, severity=Severity.NOTE, related=(note,), help=help_)


def _shape(drawn: Drawing) -> tuple[frozenset[str], frozenset[tuple[str, str, int]]]:
    edges = frozenset((edge.source, edge.target, edge.port) for edge in drawn.edges)
    return frozenset(node.name for node in drawn.nodes), edges


def _tokens(value: Value) -> frozenset[int]:
    """The objects in what a page returns."""
    return frozenset(record.token for record in within(value))
