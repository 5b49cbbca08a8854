"""What fixes say in terms of the program, as edits of its text: layout, comments and line ends stay as they are."""

from icefloe.syntax.edits.resolve import resolved

__all__ = ["resolved"]
