"""Codes about the shape of a runnable pipeline: arguments, names, ends, how it is executed."""

from icefloe.codes.code import Code

SHAPE: tuple[Code, ...] = ()
