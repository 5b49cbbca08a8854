"""Codes about what runnable's storage and casts do to a value on its way."""

from icefloe.codes.code import Code

VALUES: tuple[Code, ...] = ()
