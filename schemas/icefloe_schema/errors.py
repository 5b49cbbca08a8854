"""What is wrong in a document."""


class SchemaError(ValueError):
    """A document is not what it says it is. `at` is the place: `steps[3].bindings[0].value`, or empty for the whole."""

    def __init__(self, message: str, *, at: str = "") -> None:
        super().__init__(message, at)
        self.message = message
        self.at = at

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" if self.at else self.message
