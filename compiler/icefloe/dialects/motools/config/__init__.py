"""The configurations of motools workflows: their classes, where they come from, and whether the two fit."""

from collections.abc import Sequence

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.data import Sections, Stage, Sweep
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Value

__all__ = ["Sections", "Stage", "Sweep", "sections", "swept"]


def sections(
    reader: Reader,
    *,
    workflow: Value | None,
    steps: Sequence[Stage],
    given: Value | None,
    span: Span,
    effects: Sequence[Effect] = (),
) -> Sections:
    """The sections of a configuration, by the class of the workflow's configuration and by the steps' own classes.

    `given` is the configuration that a run of the workflow is given in the source; a file that the user gives
    (`Reader.configuration`) is taken in its place. `span` is where it is said that something is not given at all,
    `effects` are those of the program: what is changed after an object was made.
    """
    return Sections()


def swept(reader: Reader, found: Sections, grid: Value | None, span: Span) -> Sweep:
    """The configurations of a sweep over those sections, one for each point of the grid, in the original's order."""
    return Sweep()
