"""Codes about names along the chains of a runnable pipeline: scopes, maps, loops, branches, files in the catalog."""

from icefloe.codes.code import Code

WIRING: tuple[Code, ...] = ()
