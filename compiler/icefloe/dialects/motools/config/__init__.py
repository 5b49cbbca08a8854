"""The configurations of motools workflows: their classes, where they come from, and whether the two fit."""

from icefloe.dialects.motools.config.data import Point, Sections, Stage, Sweep
from icefloe.dialects.motools.config.sections import sections
from icefloe.dialects.motools.config.sweep import swept

__all__ = ["Point", "Sections", "Stage", "Sweep", "sections", "swept"]
