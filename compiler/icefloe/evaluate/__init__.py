"""Evaluating Python without running it: knows the language, and no dialect."""

from icefloe.evaluate.evaluator import Evaluator
from icefloe.evaluate.spoken import Spoken

__all__ = ["Evaluator", "Spoken"]
