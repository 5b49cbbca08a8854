"""From bytes to a tree with places: the guard, the parser, digests, the table of modules, source closures.

Nothing that is read here is ever compiled to code, imported or run.
"""

from icefloe.syntax.digest import NORMALISER, digest
from icefloe.syntax.parser import Parsed, deep, parse

__all__ = ["NORMALISER", "Parsed", "deep", "digest", "parse"]
