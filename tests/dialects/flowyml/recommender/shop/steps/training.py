from __future__ import annotations

from typing import TYPE_CHECKING

from flowyml import step

from ..matrix import interactions

if TYPE_CHECKING:
    import pandas as pd


@step(inputs=["events", "items"], outputs=["user_factors", "item_factors"])
def factorise(events: pd.DataFrame, items: pd.DataFrame, factors: int) -> tuple[list, list]:
    matrix = interactions(events, items)
    return [row[:factors] for row in matrix], [column[:factors] for column in zip(*matrix)]
