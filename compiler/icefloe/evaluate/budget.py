"""How much evaluation a file may cost: counted in steps, never in time, so that the answer is the same everywhere."""

from icefloe.source import Span

FUEL = 300_000
BODY_FUEL = 100_000
# What a test that is not known costs, and a call of a function of the project, beside what is in them.
BRANCH = 10
CALL = 5
ITERATIONS = 10_000
# Rounds of a `while` loop.
ROUNDS = 2_000
CALL_DEPTH = 60
# Expressions, blocks and branches inside one another, calls included; there is a margin to where Python would end.
NESTING = 2_500
TEXT = 65_536
ITEMS = 10_000
BITS = 4_096
PARTS = 50_000
# How deep values may nest that leave the evaluator: others go through them by recursion.
DEPTH = 150
# Rounds of a loop that may end it under a test that is not known; more are not followed one by one.
EXITS = 60
WHILE_EXITS = 4


class Exhausted(Exception):  # noqa: N818 - it is a signal inside the evaluator, not an error that anybody sees
    """The budget is spent; `span` is where."""

    def __init__(self, span: Span) -> None:
        super().__init__("the budget of evaluation is spent")
        self.span = span


class Budget:
    """Counts down the steps of evaluation that are left."""

    def __init__(self, fuel: int = FUEL) -> None:
        self.left = fuel

    def spend(self, span: Span, cost: int = 1) -> None:
        """Take `cost` steps; raises Exhausted when none are left."""
        self.left -= cost
        if self.left < 0:
            raise Exhausted(span)
