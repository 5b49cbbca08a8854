"""Helpers of the pipeline."""

LIMIT = 4


def cleaned(rows: list[int]) -> list[int]:
    """Drop the big ones."""
    return [row for row in rows if row < LIMIT]
