"""Modules as a type checker is to see them: imports, classes, aliases and the annotations that are asked for."""

from icefloe.syntax.shadow.probe import Place, Probe
from icefloe.syntax.shadow.shadows import Shadows

__all__ = ["Place", "Probe", "Shadows"]
