"""What several steps share."""

import pandas as pd

TARGET = "target"


def clean(table: pd.DataFrame) -> pd.DataFrame:
    """Drop incomplete rows, and tumours with a measurement that is far from what is usual."""
    table = table.dropna()
    measured = table.drop(columns=TARGET)
    distance = (measured - measured.mean()).abs() / measured.std()
    return table[(distance < 4).all(axis=1)].reset_index(drop=True)
