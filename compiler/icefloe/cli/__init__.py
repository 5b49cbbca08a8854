"""The command line: the only place that prints, exits, or knows the runtimes."""

from icefloe.cli.app import app, run

__all__ = ["app", "run"]
