"""The drawing side of fastflow: what is drawn, how it looks, and whether it agrees with what is executed."""

from icefloe.dialects.fastflow.drawing.compare import compare as compare
from icefloe.dialects.fastflow.drawing.compare import shown as shown
from icefloe.dialects.fastflow.drawing.drawn import Drawing as Drawing
from icefloe.dialects.fastflow.drawing.drawn import Edge as Edge
from icefloe.dialects.fastflow.drawing.drawn import Node as Node
from icefloe.dialects.fastflow.drawing.editor import Editor
from icefloe.dialects.fastflow.drawing.look import header_display as header_display
from icefloe.dialects.fastflow.drawing.look import look as look
from icefloe.dialects.fastflow.drawing.written import Writing
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word


def drawings(page: Page, findings: Findings) -> tuple[Drawing, ...]:
    """Every drawing of a file, in the order of the calls that make them; then those of what it imports."""
    calls = [call for call in page.everything if word(call) == "FlowEditor"]
    own = Editor(writing=Writing(page=page, findings=findings))
    # What is wrong in a file that is imported is said where that one is read.
    other = Editor(writing=Writing(page=page, findings=Findings()))
    here = [own.drawing(call) for call in calls if call.span.path == page.path]
    return (*here, *(other.drawing(call) for call in calls if call.span.path != page.path))
