"""The drawing side of fastflow: what is drawn, how it looks, and whether it agrees with what is executed."""

from icefloe.dialect import Reader
from icefloe.dialects.fastflow.drawing.asked import asked
from icefloe.dialects.fastflow.drawing.compare import compare as compare
from icefloe.dialects.fastflow.drawing.compare import shown as shown
from icefloe.dialects.fastflow.drawing.drawn import Drawing as Drawing
from icefloe.dialects.fastflow.drawing.drawn import Edge as Edge
from icefloe.dialects.fastflow.drawing.drawn import Node as Node
from icefloe.dialects.fastflow.drawing.editor import Editor
from icefloe.dialects.fastflow.drawing.flows import Flows
from icefloe.dialects.fastflow.drawing.look import header_display as header_display
from icefloe.dialects.fastflow.drawing.look import look as look
from icefloe.dialects.fastflow.drawing.written import Writing
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word


def drawings(page: Page, reader: Reader, findings: Findings) -> tuple[Drawing, ...]:
    """Every drawing: those of the file, those of what it imports, and the flows of the file that no editor shows."""
    calls = [call for call in page.everything if word(call) == "FlowEditor"]
    writing = Writing(page=page, findings=findings)
    flows = Flows(writing=writing)
    own = Editor(writing=writing, flows=flows)
    # What is wrong in a file that is imported is said where that one is read.
    silent = Writing(page=page, findings=Findings())
    other = Editor(writing=silent, flows=Flows(writing=silent))
    here = [own.drawing(call) for call in calls if call.span.path == page.path]
    asked(here, page, reader, findings)
    there = [other.drawing(call) for call in calls if call.span.path != page.path]
    return (*here, *there, *flows.every())
