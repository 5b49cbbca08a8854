"""The frames of a finding, with the types that the type checker has seen."""

from dataclasses import replace
from typing import Final

from icefloe.connections.shortened import shortened
from icefloe.deep.questions import Answer
from icefloe.findings import Finding

_MOST: Final = 60
#: What our own rules say of an end whose type they cannot tell.
_TAKES: Final = "does not take it"
_GIVES: Final = ("gives a value", "holds a value")


def told(finding: Finding, answer: Answer) -> Finding:
    """The finding with the types of the checker's no in its frames, where we know of none."""
    expected, found = answer.ends
    if not expected or not found:
        return finding
    label = f"takes `{shortened(expected, _MOST)}`" if finding.label == _TAKES else finding.label
    open_ends = [note for note in finding.related if note.message in _GIVES]
    related = finding.related
    if len(open_ends) == 1 and len(related) == 1:
        # Of several ends nobody says here which one it is that does not fit.
        related = (replace(related[0], message=f"gives `{shortened(found, _MOST)}`"),)
    return replace(finding, label=label, related=related)
