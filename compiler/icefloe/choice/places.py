"""Paths as findings show them."""


def file_of(path: str) -> str:
    """The file of a path that may name a cell of a notebook too."""
    return path.partition(":cell ")[0]
