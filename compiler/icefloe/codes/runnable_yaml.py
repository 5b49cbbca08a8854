"""Codes about runnable's YAML pipelines and configuration files."""

from icefloe.codes.code import Code

YAML: tuple[Code, ...] = ()
