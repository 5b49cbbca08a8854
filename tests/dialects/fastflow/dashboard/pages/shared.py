"""Nodes as this dashboard draws them."""

from fastflow import Node

WIDTH = 140


def stage(name: str, row: int, kind: str = "transform", **options) -> dict:
    """A node in the one column that there is."""
    return Node(name, x=200, y=100 * row, label=name.replace("_", " ").title(), node_type=kind, width=WIDTH, **options)
