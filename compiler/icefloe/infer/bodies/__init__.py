"""What a function gives back, read from its body: statement by statement, with the types that its names have there."""

from icefloe.infer.bodies.bodies import Back, Bodies, Result

__all__ = ["Back", "Bodies", "Result"]
