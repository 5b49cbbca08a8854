"""Evaluating Python without running it: knows the language, and no dialect."""

from icefloe.evaluate.evaluator import Evaluator

__all__ = ["Evaluator"]
