"""How much one question may cost, as values and annotations can be written to explode."""


class Budget:
    """Steps that are left."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self) -> bool:
        """Take one step; False when none is left."""
        self._left -= 1
        return self._left >= 0
