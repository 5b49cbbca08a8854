from __future__ import annotations

from typing import TYPE_CHECKING

from flowyml import step

if TYPE_CHECKING:
    import pandas as pd


@step(outputs=["events"])
def load_events() -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet("events.parquet")


@step(outputs=["items"])
def load_items() -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet("items.parquet")
